"""`candor import`: whole files or none, protected values apart, and ranking that sees them at once."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.governance.giving import give
from tests.matching.documents import pdf, words
from tests.review_ui.cli.conftest import ADMINISTRATORS, PASSWORD, ROLE, Run, rank_pool

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
    ranked = rank_pool(staffed, "accountant", "--json").document

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
    assert rank_pool(staffed, "accountant").code == 1  # still nobody in the pool


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
    from governance.accounts import find_account
    from governance.people.restrictions import restrict
    from review_ui.bootstrap import open_workspace

    take_in(staffed, files / "people.jsonl", "--source", "jsonl", "--licence", "C-1")
    workspace = open_workspace(home)
    give(workspace.database, "noor", "compliance", by=ADMINISTRATORS)
    before = rank_pool(staffed, "accountant", "--json").document
    first = before["candidates"][0]["id"]
    with workspace.command(find_account(workspace.database, "noor")) as work:
        restrict(work, first, "opt_out", "asked by mail")
    workspace.close()

    after = rank_pool(staffed, "accountant", "--excluded", "--json").document

    assert first not in [candidate["id"] for candidate in after["candidates"]]
    assert {"id": first, "gates": [{"gate": "restriction", "detail": "opt out"}]} in after["excluded"]


SOURCES = Path(__file__).parents[2] / "data" / "sources"


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("upwork", "upwork_search.json"),
        ("fiverr", "fiverr.csv"),
        ("toptal", "toptal.csv"),
        ("jsonresume", "resume.json"),
    ],
)
def test_a_copy_of_an_export_imported_again_changes_nobody(
    staffed: Run, source: str, file: str, tmp_path: Path
) -> None:
    copy = shutil.copy(SOURCES / file, tmp_path / file)
    os.utime(copy, (0, 0))

    first = take_in(staffed, SOURCES / file, "--source", source, "--licence", "C-1")
    second = take_in(staffed, copy, "--source", source, "--licence", "C-1")

    assert (first["counts"]["changed"], second["counts"]["changed"]) == (0, 0)
    assert second["counts"]["unchanged"] == first["counts"]["new"] > 0
    assert first["snapshot"] == second["snapshot"]


def test_an_imported_field_keeps_the_name_of_the_source_its_day_and_how_it_was_got(
    staffed: Run, home: Path
) -> None:
    from governance.people.profiles import iter_profiles
    from review_ui.bootstrap import open_workspace

    take_in(staffed, SOURCES / "toptal.csv", "--source", "toptal", "--name", "toptal-eu", "--licence", "C-1")

    workspace = open_workspace(home)
    (profile,) = iter_profiles(workspace.database)
    workspace.close()
    origin = profile["provenance"]["hourly_rate"]
    assert (origin["source"], origin["how"]) == ("toptal-eu", "column 'Weekly Rate'")
    assert origin["seen_on"]


def test_a_folder_of_cvs_is_imported_and_unseen_words_are_flagged_on_the_shortlist(
    staffed: Run, tmp_path: Path
) -> None:
    (tmp_path / "honest.pdf").write_bytes(pdf(words("Ran payroll and bookkeeping for forty people")))
    (tmp_path / "stuffed.pdf").write_bytes(
        pdf(words("Ran payroll for forty people") + words("bookkeeping Zanzibar Excel", before="3 Tr", y=90))
    )

    report = take_in(staffed, tmp_path, "--source", "cv", "--licence", "C-1")
    ranked = rank_pool(staffed, "accountant", "--json").document
    shown = rank_pool(staffed, "accountant").out

    assert report["counts"]["new"] == 2
    assert "stuffed.pdf" in " ".join(report["notices"])
    flags = [candidate["flags"] for candidate in ranked["candidates"]]
    assert [flag for found in flags for flag in found if flag == "hidden_text"] == ["hidden_text"]
    assert "hidden text" in shown
    assert "Zanzibar" not in json.dumps(ranked)


def test_a_preview_shows_profiles_and_what_was_guessed_and_makes_no_home(
    run: Run, table: Path, home: Path
) -> None:
    words = ("import", table, "--source", "table", "--preview")

    told, document = run(*words), run(*words, "--map", table.parent / "map.yaml", "--json").document

    assert told.code == 2  # `ref` tells nobody that it is the id
    assert "columns.id" in told.err
    assert document["schema"] == "candor.preview/1"
    assert [profile["id"] for profile in document["profiles"]] == ["x1", "x2"]
    assert document["set_aside"] == ["sex"]
    assert [(cell["line"], cell["field"]) for cell in document["dirty"]] == [(3, "land")]
    assert not home.exists()


def test_a_preview_in_words_names_how_each_field_was_got_and_no_protected_value(run: Run) -> None:
    answer = run("import", SOURCES / "toptal.csv", "--source", "toptal", "--preview")

    assert answer.code == 0, answer.err
    assert "hourly_rate: 60.0 USD  [column 'Weekly Rate']" in answer.out
    assert "set aside, never scored: full_name, photo" in answer.out
    assert "Kovac" not in answer.out + answer.err


def test_a_preview_goes_on_past_rows_that_would_refuse_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,text\na,Closed the books\n,nobody\n")

    answer = run("import", path, "--source", "table", "--preview")

    assert answer.code == 0, answer.err
    assert "1 of the 1 profiles" in answer.out
    assert "people.csv:3 id" in answer.out


def test_roles_are_not_previewed(run: Run, files: Path) -> None:
    answer = run("import", files / "people.jsonl", "--source", "jsonl", "--kind", "role", "--preview")

    assert answer.code == 2
    assert "--dry-run" in answer.err
