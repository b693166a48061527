"""`candor hold`, `candor people erase` and `candor retention`: each acts as somebody who may, and says what it did."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance import accounts
from matching.profiles import Profile
from review_ui import services
from review_ui.bootstrap import Workspace
from review_ui.settings import Settings
from tests.governance.giving import add, give
from tests.review_ui.cli.conftest import PASSWORD, Run


@pytest.fixture
def old(staffed: Run, home: Path) -> Run:
    """Three people imported three years ago, and two in compliance, `cleo` and `colin`."""
    then = datetime.now(UTC) - timedelta(days=1100)
    workspace = Workspace(home, Settings(encoder="none"), lambda: then)
    dana = accounts.find_account(workspace.database, "dana")
    for name in ("cleo", "colin"):
        add(workspace.database, name, PASSWORD, by="root")
        give(workspace.database, name, "compliance", by=("root", "rhea"))
    people = [Profile(id=one, text="Payroll.") for one in "abc"]
    aside = {one: {"sex": "F", "name": one} for one in "abc"}
    services.import_profiles(workspace, dana, people, source="acme", licence="C-1", protected=aside)
    services.refresh_snapshot(workspace, dana)
    workspace.close()
    return staffed


def test_a_hold_is_placed_listed_and_lifted_by_another(old: Run) -> None:
    placed = old("hold", "place", "person", "P-1001", "--reason", "a claim", "--as", "cleo", typed=[PASSWORD])
    assert (placed.code, placed.out) == (0, "H-1001: person P-1001 is held until another person lifts it\n")
    asked = old("people", "erase", "P-1001", "--reason", "by letter", "--as", "cleo", typed=[PASSWORD])
    assert "Z-1001 is kept and carried out when the last hold is lifted" in asked.out
    found = old("hold", "list", "--json", "--as", "colin", typed=[PASSWORD]).document["holds"]
    assert [(one["id"], one["people"], one["waiting"], one["reason"]) for one in found] == [
        ("H-1001", 1, ["P-1001"], "a claim")
    ]
    own = old("hold", "lift", "H-1001", "--reason", "settled", "--as", "cleo", typed=[PASSWORD])
    assert (own.code, "may not lift it" in own.err) == (1, True)

    lifted = old("hold", "lift", "H-1001", "--reason", "settled", "--as", "colin", typed=[PASSWORD])

    assert lifted.out == "H-1001 is lifted\nerased, as asked while it stood: P-1001\n"
    assert old("hold", "list", "--as", "cleo", typed=[PASSWORD]).out == "nothing is held\n"
    assert "lifted by Colin" in old("hold", "list", "--all", "--as", "cleo", typed=[PASSWORD]).out


def test_erasing_says_so_and_takes_somebody_who_may(old: Run) -> None:
    assert old("people", "erase", "P-1001", "--reason", "x").code == 2
    assert old("people", "erase", "P-1001", "--reason", "x", "--as", "dana", typed=[PASSWORD]).code == 1

    answer = old("people", "erase", "P-1001", "--reason", "x", "--json", "--as", "cleo", typed=[PASSWORD])

    assert answer.document == {
        "schema": "candor.erasure/1", "person": "P-1001", "erased": True, "request": None, "holds": [],
    }  # fmt: skip


def test_the_schedule_is_shown_with_what_is_due_and_needs_no_account(old: Run) -> None:
    answer = old("retention", "show", "--json")

    assert answer.code == 0, answer.err
    kinds = {kind["id"]: kind for kind in answer.document["kinds"]}
    assert (kinds["protected_attributes"]["due"], kinds["protected_attributes"]["keep"]) == (6, "24 months")
    assert kinds["audit_log"]["due"] is None
    assert answer.document["dry_run"]
    words = old("retention", "show").out
    assert "protected_attributes: 24 months from their import  6 due" in words
    assert "not legal advice" in words


def test_applying_is_a_dry_run_unless_told_and_acts_as_somebody_who_may(old: Run) -> None:
    old("hold", "place", "person", "P-1001", "--reason", "a claim", "--as", "cleo", typed=[PASSWORD])
    assert "4 due, 2 held" in old("retention", "apply").out
    assert old("retention", "apply", "--carry-out").code == 2
    refused = old("retention", "apply", "--carry-out", "--as", "dana", typed=[PASSWORD])
    assert (refused.code, "retention.apply" in refused.err or "people.purge" in refused.err) == (1, True)

    answer = old("retention", "apply", "--carry-out", "--as", "cleo", typed=[PASSWORD])

    assert answer.code == 0, answer.err
    assert "4 let go, 2 held" in answer.out
    assert "0 due, 2 held" in old("retention", "show").out
    assert old("audit", "verify").code == 0


def test_a_home_has_its_own_schedule_and_a_wrong_one_is_told(old: Run, home: Path) -> None:
    import governance.keeping

    shipped = Path(governance.keeping.__file__).parent / "data" / "2026-1.yaml"
    own = home / "retention.yaml"
    shutil.copy(shipped, own)
    own.write_text(own.read_text().replace("24 months", "10 years").replace('"2026-1"', '"acme-3"'))
    assert old("retention", "show").out.startswith("retention schedule acme-3")
    own.write_text(own.read_text().replace("90 days", "soon"))

    wrong = old("retention", "show", "--json")

    assert wrong.code == 2
    assert wrong.problem["faults"][0]["field"] == "kinds.sessions.keep"


def test_nothing_goes_where_it_is_another_number_than_was_told(old: Run) -> None:
    told = old("retention", "apply", "--json").document["records"]
    sent = ("retention", "apply", "--carry-out", "--as", "cleo", "--json", "--expect")

    refused = old(*sent, str(told + 1), typed=[PASSWORD])
    done = old(*sent, str(told), typed=[PASSWORD])

    assert (refused.code, refused.problem["type"]) == (1, "urn:candor:problem:stale")
    assert f"{told} records are past their time now" in refused.problem["detail"]
    assert (done.code, done.document["records"]) == (0, told)
    assert old("retention", "apply", "--expect", "3").code == 2


def test_a_purge_may_be_told_how_many_records_to_expect(old: Run) -> None:
    sent = ("people", "purge", "--as", "cleo", "--json", "--expect")

    refused = old(*sent, "7", typed=[PASSWORD])
    done = old(*sent, "0", typed=[PASSWORD])

    assert (refused.code, refused.problem["type"]) == (1, "urn:candor:problem:stale")
    assert (done.code, done.document["records"]) == (0, 0)
    assert old("people", "purge", "--dry-run", "--expect", "0").code == 2
