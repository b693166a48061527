"""`candor people purge`: says what would go, lets it go, and only in somebody's name."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance import accounts
from governance.people.importing import Licence
from matching.profiles import Profile
from review_ui import services
from review_ui.bootstrap import Workspace
from review_ui.settings import Settings
from tests.governance.giving import add, give
from tests.review_ui.cli.conftest import ADMINISTRATORS, PASSWORD, Run, rank_pool


@pytest.fixture
def expired(staffed: Run, home: Path) -> Run:
    """Two people imported a hundred days ago for ninety days, and a compliance officer, `cleo`."""
    then = datetime.now(UTC) - timedelta(days=100)
    workspace = Workspace(home, Settings(encoder="none"), lambda: then)
    dana = accounts.find_account(workspace.database, "dana")
    add(workspace.database, "cleo", PASSWORD, by="root")
    give(workspace.database, "cleo", "compliance", by=ADMINISTRATORS)
    people = [Profile(id="a", text="Payroll."), Profile(id="b", text="Bookkeeping.")]
    services.import_profiles(workspace, dana, people, source="acme", licence=Licence("C-1", retain_days=90))
    services.refresh_snapshot(workspace, dana)
    workspace.close()
    return staffed


def test_a_dry_run_says_what_would_go_and_needs_no_account(expired: Run) -> None:
    answer = expired("people", "purge", "--dry-run", "--json")

    assert answer.code == 0, answer.err
    assert answer.document["sources"] == [
        {"source": "acme", "profiles": 2, "protected": 0, "people": 2, "held": 0}
    ]
    assert answer.document["dry_run"]
    assert "would let go 2 profiles" in expired("people", "purge", "--dry-run").out


def test_a_purge_acts_as_a_person_who_may(expired: Run) -> None:
    assert expired("people", "purge").code == 2
    refused = expired("people", "purge", "--as", "dana", typed=[PASSWORD])
    assert (refused.code, "people.purge" in refused.err) == (1, True)

    answer = expired("people", "purge", "--json", "--as", "cleo", typed=[PASSWORD])

    assert answer.code == 0, answer.err
    assert (answer.document["sources"][0]["people"], len(answer.document["removed_snapshots"])) == (2, 1)
    assert "nothing is past its last day" in expired("people", "purge", "--dry-run").out
    ranked = rank_pool(expired, "accountant", "--json")
    assert ranked.document["pool"]["total"] == 0


def test_serving_lets_go_first(expired: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda _self, sockets: None)

    answer = expired("serve", "--port", "0")

    assert "acme: let go 2 profiles" in answer.err
    assert "nothing is past its last day" in expired("people", "purge", "--dry-run").out


def test_ranking_names_its_business_unit(expired: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "legal.jsonl"
    path.write_text(json.dumps({"id": "l", "text": "Payroll at a law firm."}) + "\n")
    expired(
        *(
            "import",
            path,
            "--source",
            "jsonl",
            "--licence",
            "C-2",
            "--business-unit",
            "legal",
            "--as",
            "dana",
        ),
        typed=[PASSWORD],
    )

    assert rank_pool(expired, "accountant", "--json").document["pool"]["total"] == 0
    found = rank_pool(expired, "accountant", "--business-unit", "legal", "--json").document
    assert [one["id"] for one in found["candidates"]] == ["P-1003"]
