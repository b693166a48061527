"""`candor import`: whole files or none, protected values apart, and ranking that sees them at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.review_ui.cli.conftest import PASSWORD, ROLE, Run

REPORT_KEYS = {
    "schema", "kind", "source", "licence", "sha256", "dry_run", "read", "counts", "protected", "dirty", "rejected",
    "notices", "snapshot", "purged",
}  # fmt: skip
MAP = "source: acme\nlicence: {contract: C-1}\ncolumns: {id: ref, text: cv, country: land}\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "map.yaml").write_text(MAP)
    path = tmp_path / "people.csv"
    path.write_text("ref,cv,land,sex\nx1,Payroll and bookkeeping,Germany,F\nx2,Pastry chef,Atlantis,m\n")
    return path


def take_in(run: Run, *words: str | Path) -> Any:
    answer = run("import", *words, "--as", "dana", "--json", typed=[PASSWORD])
    assert answer.code == 0, answer.err
    return answer.document


def test_a_dry_run_tells_everything_and_makes_no_home(
    run: Run, table: Path, tmp_path: Path, home: Path
) -> None:
    answer = run("import", table, "--source", "table", "--map", tmp_path / "map.yaml", "--dry-run", "--json")

    assert answer.code == 0, answer.err
    document = answer.document
    assert set(document) == REPORT_KEYS
    assert (document["read"], document["dry_run"], document["counts"]) == (2, True, {})
    assert document["protected"] == {"people": 2, "keys": ["sex"]}
    assert [(cell["line"], cell["field"]) for cell in document["dirty"]] == [(3, "land")]
    assert not home.exists()


def test_an_import_is_ranked_at_once_and_a_second_one_changes_nothing(
    staffed: Run, table: Path, tmp_path: Path
) -> None:
    words = (table, "--source", "table", "--map", tmp_path / "map.yaml")

    first, second = take_in(staffed, *words), take_in(staffed, *words)
    ranked = staffed("rank", "accountant", "--json").document

    assert (first["counts"]["new"], second["counts"]["new"], second["counts"]["unchanged"]) == (2, 0, 2)
    assert ranked["pool"]["total"] == 2
    assert ranked["snapshot"]["hash"] == second["snapshot"]


def test_nothing_protected_can_be_found_in_a_snapshot(staffed: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(
        json.dumps({"id": "x", "text": "Bookkeeping", "name": "Zebedee Quux", "religion": "jedi"}) + "\n"
    )

    take_in(staffed, path, "--source", "jsonl", "--licence", "C-1")

    for file in (home / "snapshots").rglob("*"):
        if file.is_file():
            assert not any(word in file.read_bytes().lower() for word in (b"zebedee", b"quux", b"jedi"))


def test_an_import_without_a_licence_is_refused(staffed: Run, files: Path) -> None:
    answer = staffed(
        "import", files / "people.jsonl", "--source", "jsonl", "--as", "dana", "--json", typed=[PASSWORD]
    )

    assert answer.code == 2
    assert answer.problem["faults"][0]["field"] == "licence"


def test_a_bad_file_takes_nothing_in(staffed: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n')

    answer = staffed("import", path, "--source", "jsonl", "--licence", "C", "--as", "dana", typed=[PASSWORD])

    assert answer.code == 2
    assert "p.jsonl:2 id" in answer.err
    assert staffed("rank", "accountant").code == 1  # still nobody in the pool


def test_roles_become_templates_that_rank_knows(staffed: Run, files: Path, tmp_path: Path) -> None:
    path = tmp_path / "roles.jsonl"
    path.write_text(json.dumps({**ROLE, "id": "our-bookkeeper"}) + "\n")

    report = staffed(
        "import", path, "--source", "jsonl", "--kind", "role", "--as", "root", "--json", typed=[PASSWORD]
    )
    ranked = staffed("rank", "our-bookkeeper", "--profiles", files / "people.jsonl", "--json")

    assert report.document["counts"] == {"templates": 1}
    assert ranked.document["role"]["title"] == "Bookkeeper"


def test_outcomes_join_the_people_of_their_source(staffed: Run, files: Path, tmp_path: Path) -> None:
    take_in(staffed, files / "people.jsonl", "--source", "jsonl", "--name", "acme", "--licence", "C-1")
    outcome = {
        "profile_id": "a", "role_id": "accountant", "ended_on": "2025-03-01", "accepted": True, "rework": "none",
        "on_budget": True, "on_time": True, "would_reengage": True, "rating": 5,
    }  # fmt: skip
    path = tmp_path / "outcomes.jsonl"
    path.write_text(json.dumps(outcome) + "\n")

    words = (path, "--source", "jsonl", "--kind", "outcome", "--name", "acme")
    first, second = take_in(staffed, *words), take_in(staffed, *words)

    assert first["counts"] == {"new": 1, "unchanged": 0}
    assert second["counts"] == {"new": 0, "unchanged": 1}


def test_training_with_nothing_to_learn_from_says_what_is_missing(staffed: Run, files: Path) -> None:
    take_in(staffed, files / "people.jsonl", "--source", "jsonl", "--licence", "C-1")

    answer = staffed("train", "--as", "dana", typed=[PASSWORD])

    assert answer.code == 2
    assert "outcomes" in answer.err


def test_a_person_who_opted_out_is_gone_from_the_next_ranking(staffed: Run, files: Path, home: Path) -> None:
    from governance.access import RoleName
    from governance.accounts import find_account, grant
    from governance.restrictions import restrict
    from review_ui.bootstrap import open_workspace

    take_in(staffed, files / "people.jsonl", "--source", "jsonl", "--licence", "C-1")
    workspace = open_workspace(home)
    root = find_account(workspace.database, "root")
    with workspace.command(root) as work:
        grant(work, find_account(workspace.database, "noor").id, RoleName.COMPLIANCE)
    before = staffed("rank", "accountant", "--json").document
    first = before["candidates"][0]["id"]
    with workspace.command(find_account(workspace.database, "noor")) as work:
        restrict(work, first, "opt_out", "asked by mail")
    workspace.close()

    after = staffed("rank", "accountant", "--excluded", "--json").document

    assert first not in [candidate["id"] for candidate in after["candidates"]]
    assert {"id": first, "gates": [{"gate": "restriction", "detail": "opt out"}]} in after["excluded"]
