"""`candor explain`: the document `candor.explain/1`, the three texts, and calls that cannot be answered."""

from pathlib import Path

import pytest

from review_ui.bootstrap import open_workspace
from tests.governance.giving import add, give
from tests.review_ui.cli.conftest import ADMINISTRATORS, PASSWORD, Run

AS_OF = ("--as-of", "2026-05-01")


def call(run: Run, files: Path, person: str, *more: str):  # type: ignore[no-untyped-def]
    return run("explain", files / "role.yaml", person, "--profiles", files / "people.jsonl", *AS_OF, *more)


def test_the_document_holds_the_very_candidate_that_rank_gives(run: Run, files: Path) -> None:
    ranked = run("rank", files / "role.yaml", "--profiles", files / "people.jsonl", *AS_OF, "--json").document

    found = call(run, files, "b", "--against", "a", "--top", "1", "--json").document

    assert found["schema"] == "candor.explain/1"
    assert found["candidate"] == next(one for one in ranked["candidates"] if one["id"] == "b")
    assert found["base"] == ranked["base"]
    assert (found["comparison"]["above"], found["comparison"]["below"]) == ("a", "b")
    gaps = [group["difference"] for group in found["comparison"]["differences"]]
    assert sum(gaps) == pytest.approx(found["comparison"]["difference"], abs=1e-9)
    assert found["change"]["k"] == 1


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("manager", "Why, against the 4 ranked"),
        ("procurement", "Mean of everyone ranked"),
        ("candidate", "If something here is wrong"),
    ],
)
def test_each_reader_has_a_text(run: Run, files: Path, reader: str, said: str) -> None:
    answer = call(run, files, "b", "--for", reader)

    assert answer.code == 0, answer.err
    assert said in answer.out
    assert "Ann Example" not in answer.out


def test_somebody_left_out_by_a_limit_is_explained_too(run: Run, files: Path) -> None:
    answer = call(run, files, "d", "--top", "4")

    assert answer.code == 0, answer.err
    assert "Left out by a hard limit: asks 90 EUR an hour" in answer.out


def test_an_unknown_person_and_an_unknown_rival_are_refused(run: Run, files: Path) -> None:
    unknown, rival = call(run, files, "z"), call(run, files, "a", "--against", "z", "--json")

    assert (unknown.code, rival.code) == (1, 1)
    assert "z is not on this list" in unknown.err
    assert rival.problem["status"] == 404


def test_the_same_call_gives_the_same_bytes(run: Run, files: Path) -> None:
    assert call(run, files, "b", "--json").out == call(run, files, "b", "--json").out


def test_nothing_is_written_to_a_home(run: Run, files: Path, home: Path) -> None:
    call(run, files, "b")

    assert not home.exists()


def test_the_workspace_s_own_people_are_explained_to_whoever_may_see_fit(
    staffed: Run, files: Path, home: Path
) -> None:
    taken = ["import", files / "people.jsonl", "--source", "jsonl", "--licence", "C-1", "--as", "dana"]
    assert staffed(*taken, typed=[PASSWORD]).code == 0
    workspace = open_workspace(home)
    for name, role in (("pia", "procurement"), ("fay", "finance")):
        add(workspace.database, name, PASSWORD, by="root")
        give(workspace.database, name, role, by=ADMINISTRATORS)
    workspace.close()
    words = ("explain", "accountant", "P-1001", "--top", "1")

    nobody = staffed(*words)
    finance = staffed(*words, "--as", "fay", typed=[PASSWORD])
    procurement = staffed(*words, "--as", "pia", typed=[PASSWORD])

    assert (nobody.code, finance.code) == (2, 1)
    assert "--as NAME" in nobody.err
    assert "rank, score, fit and reasons are withheld from Fay" in finance.err
    assert finance.out == ""
    assert procurement.code == 0, procurement.err
