"""`candor rank`: the document `candor.rank/1`, key by key, and the text for people."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.review_ui.cli.conftest import PROFILES, ROLE, Run

KEYS = [
    "schema",
    "role",
    "model",
    "snapshot",
    "as_of",
    "pool",
    "base",
    "candidates",
    "excluded_counts",
    "unrankable",
]
CANDIDATE_KEYS = {
    "id",
    "rank",
    "score",
    "fit",
    "probability",
    "basis",
    "reasons",
    "requirements",
    "flags",
    "duplicates",
    "plain_rank",
}


@pytest.fixture
def ranked(run: Run, files: Path) -> dict[str, Any]:
    answer = run(
        "rank",
        files / "role.yaml",
        "--profiles",
        files / "people.jsonl",
        "--as-of",
        "2026-05-01",
        "--excluded",
        "--json",
    )
    assert answer.code == 0, answer.err
    document: dict[str, Any] = answer.document
    return document


def at(document: Any, path: str) -> Any:
    for part in path.replace("]", "").replace("[", ".").split("."):
        document = document[int(part)] if part.isdigit() else document[part]
    return document


def test_the_document_has_the_keys_of_the_contract_and_no_others(ranked: dict[str, Any]) -> None:
    assert sorted(ranked) == sorted([*KEYS, "excluded"])
    assert ranked["schema"] == "candor.rank/1"
    assert ranked["as_of"] == "2026-05-01"
    assert set(ranked["pool"]) == {"total", "eligible", "retrieved", "ranked", "shown", "collapsed"}
    for candidate in ranked["candidates"]:
        assert set(candidate) == CANDIDATE_KEYS
        assert candidate["fit"] in ("strong", "partial", "weak")
        assert candidate["probability"] is None
        assert candidate["basis"] == "prior"


def test_every_group_is_listed_and_contributions_sum_to_the_score(ranked: dict[str, Any]) -> None:
    groups = {reason["group"] for reason in ranked["candidates"][0]["reasons"]}

    for candidate in ranked["candidates"]:
        total = ranked["base"] + sum(reason["contribution"] for reason in candidate["reasons"])
        assert total == pytest.approx(candidate["score"], abs=1e-6)
        assert {reason["group"] for reason in candidate["reasons"]} == groups
        assert all(reason["sentence"] for reason in candidate["reasons"])


def test_every_span_slices_back_out_of_the_file_as_written(ranked: dict[str, Any]) -> None:
    written = {person["id"]: person for person in PROFILES}
    seen = 0

    for candidate in ranked["candidates"]:
        for claim in [*candidate["reasons"], *candidate["requirements"]]:
            for span in claim["evidence"]:
                assert (
                    at(written[candidate["id"]], span["field"])[span["start"] : span["end"]] == span["text"]
                )
                seen += 1

    assert seen > 0


def test_the_order_is_by_score_then_id_and_words_that_fit_win(ranked: dict[str, Any]) -> None:
    order = [(-candidate["score"], candidate["id"]) for candidate in ranked["candidates"]]

    assert order == sorted(order)
    assert [candidate["rank"] for candidate in ranked["candidates"]] == list(range(1, len(order) + 1))
    assert ranked["candidates"][0]["id"] == "a"
    assert ranked["candidates"][-1]["id"] == "c"


def test_gates_exclude_with_every_reason_and_the_unknown_is_flagged(ranked: dict[str, Any]) -> None:
    assert [person["id"] for person in ranked["excluded"]] == ["d"]
    assert [gate["gate"] for gate in ranked["excluded"][0]["gates"]] == ["max_hourly_rate", "hours_per_week"]
    assert ranked["excluded_counts"] == {"hours_per_week": 1, "max_hourly_rate": 1}
    flags = {candidate["id"]: candidate["flags"] for candidate in ranked["candidates"]}
    assert flags["e"] == [
        "unknown_max_hourly_rate",
        "unknown_hours_per_week",
        "thin_evidence",
    ]  # dollars without an exchange rate
    assert flags["b"] == []


def test_requirements_say_how_each_skill_stands(ranked: dict[str, Any]) -> None:
    first = ranked["candidates"][0]["requirements"]

    assert [(one["skill"], one["importance"]) for one in first] == [
        ("Bookkeeping", "must"),
        ("Payroll", "must"),
        ("QuickBooks", "nice"),
    ]
    assert {one["status"] for one in first} == {"evidenced"}


def test_excluded_people_are_listed_only_when_asked_for(run: Run, files: Path) -> None:
    answer = run("rank", files / "role.yaml", "--profiles", files / "people.jsonl", "--json")

    assert sorted(answer.document) == sorted(KEYS)


def test_the_same_call_gives_the_same_bytes(run: Run, files: Path) -> None:
    words = (
        "rank",
        files / "role.yaml",
        "--profiles",
        files / "people.jsonl",
        "--as-of",
        "2026-05-01",
        "--json",
    )

    assert run(*words).out == run(*words).out


def test_a_name_never_changes_a_score(run: Run, files: Path, ranked: dict[str, Any]) -> None:
    renamed = [{**person, "name": "Somebody Else", "sex": "f", "age": 61} for person in PROFILES]
    (files / "renamed.jsonl").write_text("".join(json.dumps(person) + "\n" for person in renamed))

    again = run(
        "rank",
        files / "role.yaml",
        "--profiles",
        files / "renamed.jsonl",
        "--as-of",
        "2026-05-01",
        "--excluded",
        "--json",
    ).document

    assert again["candidates"] == ranked["candidates"]


def test_top_cuts_the_list_and_says_so(run: Run, files: Path) -> None:
    document = run(
        "rank", files / "role.yaml", "--profiles", files / "people.jsonl", "--top", "1", "--json"
    ).document

    assert (len(document["candidates"]), document["pool"]["shown"], document["pool"]["ranked"]) == (1, 1, 4)


def test_the_text_names_people_reasons_and_who_was_left_out(run: Run, files: Path) -> None:
    answer = run("rank", files / "role.yaml", "--profiles", files / "people.jsonl", "--excluded")

    assert answer.code == 0
    assert "  1. a  " in answer.out
    assert "no outcomes of your own yet" in answer.out
    assert "d: max_hourly_rate: asks 90 EUR an hour" in answer.out
    assert "Ann Example" not in answer.out
    assert "by words alone" in answer.err


def test_characters_that_steer_a_terminal_are_not_passed_on(run: Run, files: Path) -> None:
    hostile = {"id": "x", "text": "Payroll \x1b[2J and bookkeeping \u202eevil"}
    (files / "hostile.jsonl").write_text(json.dumps(hostile) + "\n")

    answer = run("rank", files / "role.yaml", "--profiles", files / "hostile.jsonl")

    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out


def test_a_template_id_is_a_role_unless_a_file_of_that_name_exists(
    run: Run, files: Path, tmp_path: Path
) -> None:
    by_id = run("rank", "accountant", "--profiles", files / "people.jsonl", "--json")
    (tmp_path / "accountant").write_text(json.dumps(ROLE))
    by_path = run("rank", "accountant", "--profiles", files / "people.jsonl", "--json")

    assert by_id.document["role"]["id"] == "accountant"
    assert by_path.document["role"]["id"] == "bookkeeper"


def test_a_file_of_several_roles_and_an_unknown_template_are_wrong_calls(run: Run, files: Path) -> None:
    several = run("rank", files / "roles.jsonl", "--profiles", files / "people.jsonl")
    unknown = run("rank", "astronaut", "--profiles", files / "people.jsonl")

    assert (several.code, unknown.code) == (2, 2)
    assert "found 2: bookkeeper, baker" in several.err
    assert "accountant" in unknown.err


def test_bad_profiles_are_told_all_at_once_with_their_lines(run: Run, files: Path) -> None:
    (files / "bad.jsonl").write_text('{"id": "a"}\nnope\n{"id": "b", "text": "x", "country": "Mars"}\n')

    answer = run("rank", files / "role.yaml", "--profiles", files / "bad.jsonl", "--json")

    assert (answer.code, answer.out) == (2, "")
    assert [(fault["line"], fault["field"]) for fault in answer.problem["faults"]] == [
        (1, None),
        (2, None),
        (3, "country"),
    ]


def test_ranking_a_pool_that_is_not_there_says_how_to_make_one(run: Run, home: Path) -> None:
    answer = run("rank", "accountant")

    assert answer.code == 2
    assert "candor demo" in answer.err
    assert not home.exists()


def test_a_spread_list_says_so_in_both_forms(run: Run, files: Path) -> None:
    words = (
        "rank",
        files / "role.yaml",
        "--profiles",
        files / "people.jsonl",
        "--as-of",
        "2026-05-01",
        "--diverse",
    )

    document, text = run(*words, "--json").document, run(*words).out

    assert document["diversity"]["by"] == "platform"
    assert "spread over platforms, which costs at most" in text


def test_a_copy_is_listed_under_whoever_stands_best(run: Run, files: Path) -> None:
    story = " ".join(f"Kept the books of shop {i} in QuickBooks and closed its month." for i in range(9))
    people = [{"id": "b", "text": story}, {"id": "a", "text": story + " In Rome."}]
    (files / "copies.jsonl").write_text("".join(json.dumps(person) + "\n" for person in people))

    answer = run("rank", files / "role.yaml", "--profiles", files / "copies.jsonl")

    assert "2 ranked, 1 shown, 1 listed under others with nearly the same words" in answer.out
    assert "also listed as" in answer.out
