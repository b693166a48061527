"""`candor taxonomy`: an empty home needs no person, a workspace does."""

from pathlib import Path

import pytest

from review_ui.bootstrap import open_workspace
from tests.review_ui.cli.conftest import PASSWORD, Run, rank_pool


@pytest.fixture
def onet(tmp_path: Path) -> Path:
    folder = tmp_path / "onet"
    folder.mkdir()
    used = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tIn Demand\n1\tHiveTool\t43\tHives\tY\n"
    (folder / "Technology Skills.txt").write_text(used)
    (folder / "All_Occupations.txt").write_text("Code\tOccupation\n1\tKeepers\n")
    (folder / "Alternate Titles.txt").write_text("O*NET-SOC Code\tAlternate Title\n1\tApiarists\n")
    return folder


def test_an_empty_home_takes_a_taxonomy_without_a_person(run: Run, onet: Path) -> None:
    answer = run("taxonomy", "import", "onet", onet, "--json")

    assert answer.code == 0, answer.err
    listed = run("taxonomy", "list", "--json").document["taxonomies"]
    assert listed == [{"name": "onet", "version": answer.document["version"], "current": True}]


def test_a_record_without_accounts_needs_no_person_either(run: Run, onet: Path, home: Path) -> None:
    workspace = open_workspace(home)
    assert workspace.database is not None
    workspace.close()

    assert run("taxonomy", "import", "onet", onet).code == 0


def test_a_workspace_takes_a_taxonomy_from_a_person_only(staffed: Run, onet: Path) -> None:
    unnamed = staffed("taxonomy", "import", "onet", onet)
    named = staffed("taxonomy", "import", "onet", onet, "--as", "dana", typed=[PASSWORD])

    assert (unnamed.code, named.code) == (2, 0), named.err


def test_a_person_without_the_right_stores_nothing(staffed: Run, onet: Path) -> None:
    from_root = staffed("account", "add", "kim", "--as", "root", typed=[PASSWORD, PASSWORD])
    refused = staffed("taxonomy", "import", "onet", onet, "--as", "kim", typed=[PASSWORD])

    assert (from_root.code, refused.code) == (0, 1), refused.err
    assert staffed("taxonomy", "list", "--json").document["taxonomies"] == []


def test_all_missing_files_are_told_and_nothing_is_stored(run: Run, tmp_path: Path) -> None:
    answer = run("taxonomy", "import", "onet", tmp_path, "--json")

    assert answer.code == 2
    assert len(answer.problem["faults"]) == 3
    assert run("taxonomy", "list", "--json").document["taxonomies"] == []


def test_skills_of_an_imported_taxonomy_are_linked_with_uri_and_span(
    run: Run, onet: Path, tmp_path: Path
) -> None:
    run("taxonomy", "import", "onet", onet)
    (tmp_path / "t.jsonl").write_text('{"id": "t", "text": "Daily use of HiveTool."}\n')

    document = run("skills", "link", tmp_path / "t.jsonl", "--taxonomy", "onet", "--json").document

    (skill,) = document["results"][0]["skills"]
    assert (skill["label"], skill["uri"]) == ("HiveTool", "onet:technology/hivetool")
    assert (skill["span"], skill["score"]) == ([13, 21], 1.0)


def test_a_taxonomy_that_is_not_there_says_how_to_import_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"id": "t", "text": "Bees."}\n')

    answer = run("skills", "link", tmp_path / "t.jsonl", "--taxonomy", "esco", "--json")

    assert answer.code == 1
    assert "candor taxonomy import esco" in answer.problem["hint"]


def test_a_role_is_drafted_from_an_occupation_and_taken_in_as_a_template(
    staffed: Run, onet: Path, tmp_path: Path
) -> None:
    staffed("taxonomy", "import", "onet", onet, "--as", "dana", typed=[PASSWORD])
    drafted = staffed("taxonomy", "draft", "apiarist", "--taxonomy", "onet")
    (tmp_path / "draft.yaml").write_text(drafted.out)

    saved = staffed(
        "import",
        tmp_path / "draft.yaml",
        "--source",
        "jsonl",
        "--kind",
        "role",
        "--as",
        "root",
        typed=[PASSWORD],
    )

    assert drafted.out.startswith("# A draft, made from the occupation Keepers (onet:occupation/1) of onet ")
    assert "must_have:\n- HiveTool\n" in drafted.out
    assert (drafted.code, saved.code) == (0, 0), saved.err


def test_a_draft_as_json_names_its_source_and_what_it_left_out(run: Run, onet: Path) -> None:
    version = run("taxonomy", "import", "onet", onet, "--json").document["version"]

    document = run("taxonomy", "draft", "Keeper", "--taxonomy", "onet", "--json").document

    assert document == {
        "schema": "candor.draft/1",
        "taxonomy": {"name": "onet", "version": version},
        "occupation": {"uri": "onet:occupation/1", "label": "Keepers"},
        "role": {"id": "keepers", "title": "Keepers", "must_have": ["HiveTool"]},
        "left_out": {"essential": [], "optional": []},
    }


def test_an_occupation_that_is_not_there_is_answered_with_those_that_are_near(run: Run, onet: Path) -> None:
    run("taxonomy", "import", "onet", onet)

    answer = run("taxonomy", "draft", "kepeers", "--taxonomy", "onet", "--json")
    nothing = run("taxonomy", "draft", "astronaut", "--taxonomy", "onet", "--json")

    assert answer.code == nothing.code == 2
    assert [fault["field"] for fault in answer.problem["faults"]] == ["Keepers"]
    assert nothing.problem["faults"] == []


def test_an_occupation_of_a_taxonomy_never_imported_says_how_to_import_it(run: Run) -> None:
    answer = run("taxonomy", "draft", "chef", "--json")

    assert answer.code == 1
    assert "candor taxonomy import esco" in answer.problem["hint"]


def test_profiles_are_ranked_by_an_imported_taxonomy_and_the_list_names_it(
    run: Run, onet: Path, tmp_path: Path
) -> None:
    run("taxonomy", "import", "onet", onet)
    (tmp_path / "role.yaml").write_text("id: keeper\nmust_have: [HiveTool]\n")
    (tmp_path / "p.jsonl").write_text(
        '{"id": "p", "text": "", "experience": ["Ran the hives with HiveTool."]}\n'
    )
    words = ("rank", tmp_path / "role.yaml", "--profiles", tmp_path / "p.jsonl", "--json")

    starter, imported = run(*words).document, run(*words, "--taxonomy", "onet").document

    assert imported["snapshot"]["taxonomy_name"] == "onet"
    assert starter["snapshot"]["taxonomy"] != imported["snapshot"]["taxonomy"]
    assert "taxonomy_name" not in starter["snapshot"]
    assert imported["candidates"][0]["requirements"][0]["status"] == "evidenced"


def test_the_pool_of_a_workspace_is_ranked_by_the_starter_only(staffed: Run, onet: Path) -> None:
    staffed("taxonomy", "import", "onet", onet, "--as", "dana", typed=[PASSWORD])

    answer = rank_pool(staffed, "accountant", "--taxonomy", "onet", "--json")

    assert answer.code == 2
    assert "--profiles" in answer.problem["detail"]
