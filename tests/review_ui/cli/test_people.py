"""`candor people`: the queue of doubtful pairs and a person's answers, seen by the next ranking."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.review_ui.cli.conftest import PASSWORD, Run, rank_pool

WORK = [
    {"company": "Aster Labs", "start": "2021-03", "description": "Ran payroll for forty shops."},
    {"company": "Oriel Works", "start": "2018-06", "end": "2021-01", "description": "Did the bookkeeping."},
]
MARIA = {"name": "Maria Garcia", "country": "ES", "skills": ["Bookkeeping", "Payroll", "Excel", "QuickBooks"]}


@pytest.fixture
def office(staffed: Run) -> Run:
    """The staffed home with somebody in procurement, `pia`."""
    assert staffed("account", "add", "pia", "--as", "root", typed=[PASSWORD, PASSWORD]).code == 0
    proposed = staffed("account", "grant", "pia", "procurement", "--as", "root", typed=[PASSWORD]).out
    assert staffed("account", "confirm", proposed.split()[0], "--as", "rhea", typed=[PASSWORD]).code == 0
    return staffed


def take_in(run: Run, folder: Path, source: str, **profile: Any) -> dict[str, int]:
    path = folder / f"{source}.jsonl"
    path.write_text(json.dumps({"id": f"{source}-1", **MARIA, **profile}) + "\n")
    words = ("--source", "jsonl", "--licence", "C-1", "--as", "dana", "--json")
    answer = run("import", path, *words, typed=[PASSWORD])
    assert answer.code == 0, answer.err
    counts: dict[str, int] = answer.document["counts"]
    return counts


def decide(run: Run, *words: str) -> str:
    answer = run("people", *words, "--reason", "spoke to both", "--as", "pia", typed=[PASSWORD])
    assert answer.code == 0, answer.err
    return answer.out


def total(run: Run) -> int:
    people: int = rank_pool(run, "accountant", "--json").document["pool"]["total"]
    return people


def test_an_import_says_how_many_it_merged_and_queued(office: Run, tmp_path: Path) -> None:
    first = take_in(office, tmp_path, "upwork", experience=WORK)
    merged = take_in(office, tmp_path, "toptal", experience=WORK)
    queued = take_in(office, tmp_path, "fiverr")
    again = take_in(office, tmp_path, "toptal", experience=WORK)

    assert (first["merged"], first["queued"]) == (0, 0)
    assert (merged["merged"], merged["queued"]) == (1, 0)
    assert (queued["merged"], queued["queued"]) == (0, 1)
    assert (again["unchanged"], again["merged"], again["queued"]) == (1, 0, 0)
    assert total(office) == 2


def test_the_queue_is_listed_with_evidence_and_decided(office: Run, tmp_path: Path) -> None:
    take_in(office, tmp_path, "upwork", experience=WORK)
    take_in(office, tmp_path, "fiverr")

    listed = office("people", "duplicates", "--as", "pia", typed=[PASSWORD])
    document = office("people", "duplicates", "--as", "pia", "--json", typed=[PASSWORD]).document
    said = decide(office, "same", "P-1001", "P-1002")

    assert "P-1001 P-1002" in listed.out
    assert "same name" in listed.out
    assert document["schema"] == "candor.duplicates/1"
    assert document["pairs"][0]["left"] == {
        "id": "P-1001", "person": "P-1001", "source": "upwork", "name": "Maria Garcia",
    }  # fmt: skip
    assert said == "P-1001 and P-1002 are one person now: P-1001\n"
    assert total(office) == 1
    assert office("people", "duplicates", "--as", "pia", typed=[PASSWORD]).out == "nobody is in doubt\n"


def test_a_split_gives_both_back_and_different_keeps_them_apart(office: Run, tmp_path: Path) -> None:
    take_in(office, tmp_path, "upwork", experience=WORK)
    take_in(office, tmp_path, "toptal", experience=WORK)

    said = decide(office, "split", "P-1001", "toptal")

    assert said == "P-1002 stands alone again\n"
    assert total(office) == 2
    assert decide(office, "different", "P-1001", "P-1002") == "P-1001 and P-1002 stay apart\n"


def test_a_candidate_in_doubt_is_flagged_where_they_are_ranked(office: Run, tmp_path: Path) -> None:
    take_in(office, tmp_path, "upwork", experience=WORK)
    take_in(office, tmp_path, "fiverr")

    ranked = rank_pool(office, "accountant", "--json").document["candidates"]
    before = [one["flags"] for one in ranked]
    decide(office, "different", "P-1001", "P-1002")
    after = [one["flags"] for one in rank_pool(office, "accountant", "--json").document["candidates"]]

    assert all("identity_doubt" in flags for flags in before)
    assert not any("identity_doubt" in flags for flags in after)


def test_the_verbs_act_as_somebody_who_may(office: Run, tmp_path: Path) -> None:
    take_in(office, tmp_path, "upwork", experience=WORK)
    take_in(office, tmp_path, "fiverr")

    nobody = office("people", "same", "P-1001", "P-1002", "--reason", "x")
    dana = office("people", "duplicates", "--as", "dana", typed=[PASSWORD])
    unknown = office("people", "same", "P-1001", "P-9", "--reason", "x", "--as", "pia", typed=[PASSWORD])

    assert nobody.code == 2
    assert (dana.code, "people.identify" in dana.err) == (1, True)
    assert (unknown.code, "no person P-9" in unknown.err) == (2, True) or unknown.code == 1
