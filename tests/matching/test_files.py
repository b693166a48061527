"""Reading roles and profiles: all faults at once with their place, and nothing protected inside a profile."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matching.errors import InputError
from matching.files import (
    check_judged_ids,
    read_outcomes,
    read_profiles,
    read_qrels,
    read_role,
    read_roles,
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


Write = Callable[[str, str | bytes], Path]


def lines(*documents: Any) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def faults_of(read: Callable[[Path], Any], path: Path) -> list[tuple[int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        read(path)
    assert all(fault.file == str(path) for fault in caught.value.faults)
    return [(fault.line, fault.field) for fault in caught.value.faults]


def test_a_bare_id_and_text_is_a_profile(write: Write) -> None:
    path = write("p.jsonl", lines({"id": "p1", "text": "I keep books."}))

    read = read_profiles(path)

    assert [(profile.id, profile.text) for profile in read.items] == [("p1", "I keep books.")]
    assert read.notices == ()


def test_every_fault_of_a_file_is_told_at_once_with_its_line_and_field(write: Write) -> None:
    path = write(
        "p.jsonl",
        lines(
            {"id": "p1", "text": "x", "hourly_rate": {"amount": -1, "currency": "XXY"}},
            {"id": "p2", "text": "x", "country": "Atlantis", "available_from": "soon"},
            {"id": "p3"},
            {"id": "p1", "text": "again"},
            {"id": "p4", "skills": ["a", {"years": 2}]},
        )
        + "not json\n",
    )

    assert faults_of(read_profiles, path) == [
        (1, "hourly_rate.amount"),
        (1, "hourly_rate.currency"),
        (2, "country"),
        (2, "available_from"),
        (3, None),
        (4, "id"),
        (5, "skills[1].name"),
        (6, None),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"id": "p", "text": "x", "hours_per_week": NaN}', "NaN"),
        ('{"id": "p", "id": "q", "text": "x"}', "twice"),
        ('{"id": "p", "text": "\\ud800"}', "surrogate"),
        ("[" * 2_000 + "]" * 2_000, "many more"),
        ('{"id": "p", "text": "x", "hours_per_week": ' + "9" * 5_000 + "}", "enormous"),
        ('["p"]', "a list"),
        ("null", "null"),
    ],
)
def test_json_that_could_not_be_meant_is_a_fault_of_its_line(write: Write, line: str, found: str) -> None:
    path = write("p.jsonl", lines({"id": "ok", "text": "x"}) + line + "\n")

    with pytest.raises(InputError, match="one thing is wrong") as caught:
        read_profiles(path)

    assert caught.value.faults[0].line == 2
    assert found in caught.value.faults[0].found


@pytest.mark.parametrize("value", [True, "ten", [1], {"a": 1}])
def test_a_number_is_not_read_out_of_something_else(write: Write, value: Any) -> None:
    path = write("p.jsonl", lines({"id": "p", "text": "x", "hours_per_week": value}))

    assert {field for _, field in faults_of(read_profiles, path)} <= {
        "hours_per_week",
        "hours_per_week.a",
        "hours_per_week[0]",
    }


@pytest.mark.parametrize("value", [20260101, "20260101", 1.5e9, "2026-13-01", "01/02/2026"])
def test_a_date_is_iso_and_never_seconds_since_1970(write: Write, value: Any) -> None:
    path = write("p.jsonl", lines({"id": "p", "text": "x", "available_from": value}))

    assert faults_of(read_profiles, path) == [(1, "available_from")]


def test_bom_crlf_and_blank_lines_are_read(write: Write) -> None:
    body = '\ufeff{"id": "p1", "text": "a"}\r\n\r\n   \r\n{"id": "p2", "text": "b"}'

    read = read_profiles(write("p.jsonl", body))

    assert [profile.id for profile in read.items] == ["p1", "p2"]


def test_bytes_that_are_not_utf8_are_named_with_their_line(write: Write) -> None:
    path = write("p.jsonl", b'{"id": "p1", "text": "a"}\n{"id": "p2", "text": "\xff"}\n')

    with pytest.raises(InputError) as caught:
        read_profiles(path)

    assert (caught.value.faults[0].line, caught.value.faults[0].found) == (2, "the byte 0xff")


def test_utf16_is_named_as_what_it_is(write: Write) -> None:
    path = write("p.jsonl", '{"id": "p1", "text": "a"}\n'.encode("utf-16"))

    with pytest.raises(InputError) as caught:
        read_profiles(path)

    assert caught.value.faults[0].found == "UTF-16"


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_a_fault(write: Write, content: str) -> None:
    assert faults_of(read_profiles, write("p.jsonl", content)) == [(None, None)]


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found a folder"):
        read_profiles(tmp_path)
    with pytest.raises(InputError, match="found nothing"):
        read_profiles(tmp_path / "nope.jsonl")


def test_unknown_keys_are_ignored_with_one_notice_that_counts_them(write: Write) -> None:
    person = {
        "id": "p1",
        "text": "x",
        "shoe_size": 43,
        "hourly_rate": {"amount": 1, "currency": "EUR", "per": "hour"},
    }
    path = write("p.jsonl", lines(person, {"id": "p2", "text": "x", "shoe_size": 44}))

    read = read_profiles(path)

    assert len(read.notices) == 1
    assert "hourly_rate.per (1), shoe_size (2)" in read.notices[0]


@pytest.mark.parametrize(
    ("key", "known_as"),
    [("name", "name"), ("Full Name", "full_name"), ("dateOfBirth", "date_of_birth"), ("DATE-OF-BIRTH", "date_of_birth"),
     ("SEX", "sex"), ("marital status", "marital_status"), ("firstname", "first_name")],
)  # fmt: skip
def test_protected_keys_come_back_apart_and_never_inside_a_profile(
    write: Write, key: str, known_as: str
) -> None:
    path = write("p.jsonl", lines({"id": "p1", "text": "x", key: "secret value"}))

    read = read_profiles(path)

    assert read.protected == {"p1": {known_as: "secret value"}}
    assert "secret value" not in read.items[0].model_dump_json()
    assert len(read.notices) == 1
    assert "set aside" in read.notices[0]


def test_a_role_is_read_from_yaml_json_and_json_lines_alike(write: Write) -> None:
    document = {"id": "r", "title": "Baker", "countries": ["NO", "DE"], "start_by": "2026-03-01"}
    as_yaml = "id: r\ntitle: Baker\ncountries: [NO, DE]\nstart_by: 2026-03-01\n"
    paths = [
        write("r.yaml", as_yaml),
        write("r.json", json.dumps(document, indent=2)),
        write("r.jsonl", lines(document)),
        write("r", json.dumps(document)),
    ]

    roles = [read_role(path).items[0] for path in paths]

    assert all(role == roles[0] for role in roles)
    assert roles[0].countries == ["NO", "DE"]


def test_a_role_fault_in_yaml_names_the_line_of_its_key(write: Write) -> None:
    path = write(
        "r.yaml",
        "id: r\ntitle: Baker\n\nhours_per_week: forty\nbudget:\n  min: 5\n  max: 3\n  currency: EUR\n",
    )

    assert faults_of(read_role, path) == [(4, "hours_per_week"), (5, "budget")]


def test_a_file_with_several_roles_is_no_single_role(write: Write) -> None:
    path = write("r.yaml", "id: a\ntitle: A\n---\nid: b\ntitle: B\n")

    assert [role.id for role in read_roles(path).items] == ["a", "b"]
    with pytest.raises(InputError, match=r"expected one role in .* found 2: a, b"):
        read_role(path)


def test_a_role_that_asks_for_nothing_is_a_fault(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        read_role(write("r.yaml", "id: r\n"))

    assert caught.value.faults[0].expected == "at least one of title, description, must_have, nice_to_have"


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x\n", "[" * 500, "{a: " * 60, "!!python/object/apply:os.system ['true']\n", "id: [\n", "id: 1\nid: 2\n",
     "? [a, b]\n: 1\n", "id: !secret x\ntitle: y\n", "\t- x", "just words", "3", "id: r\ntitle: 2026-99-99\n"],
)  # fmt: skip
def test_harmful_or_broken_yaml_is_a_fault_and_never_a_crash(write: Write, text: str) -> None:
    assert len(faults_of(read_roles, write("r.yaml", text))) >= 1


def test_a_yaml_file_beyond_the_limit_is_refused_unread(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        read_roles(write("r.yaml", b"# " + b"x" * (2 * 2**20 + 1)))

    assert "MiB" in caught.value.faults[0].expected


def test_qrels_are_read_with_comments_tabs_and_any_white_space(write: Write) -> None:
    path = write("q.tsv", "\ufeff# grades\nr1 0 p1 3\nr1\t0\tp2\t0   # not at all\n\nr2   0 p1 1\r\n")

    read = read_qrels(path)

    assert [(one.role_id, one.profile_id, one.grade, one.line) for one in read.items] == [
        ("r1", "p1", 3, 2),
        ("r1", "p2", 0, 3),
        ("r2", "p1", 1, 5),
    ]


def test_every_faulty_line_of_qrels_is_named(write: Write) -> None:
    path = write(
        "q.tsv", "r1 0 p1 3\nr1 0 p1 2\nr1 0 p2\nr1 0 p3 good\nr1 0 p4 -1\nr1 0 p5 1.5\nr1 0 p6 99\n"
    )

    assert [line for line, _ in faults_of(read_qrels, path)] == [2, 3, 4, 5, 6, 7]


def test_qrels_that_name_unknown_ids_are_refused_with_every_line(write: Write) -> None:
    path = write("q.tsv", "r1 0 p1 1\nr9 0 p1 1\nr1 0 p9 1\n")

    with pytest.raises(InputError) as caught:
        check_judged_ids(read_qrels(path).items, ["r1"], ["p1"], path)

    assert [(fault.line, fault.field, fault.found) for fault in caught.value.faults] == [
        (2, "role_id", "r9"),
        (3, "profile_id", "p9"),
    ]


OUTCOME = {
    "profile_id": "p1", "role_id": "baker", "ended_on": "2025-05-01", "accepted": True, "rework": "none",
    "on_budget": True, "on_time": False, "would_reengage": True, "rating": 5,
}  # fmt: skip


def test_an_outcome_says_whose_work_for_which_role_and_how_it_went(write: Write) -> None:
    read = read_outcomes(write("o.jsonl", lines(OUTCOME)))

    assert read.items[0].rating == 5
    assert read.items[0].on_time is False


def test_an_outcome_without_a_role_or_with_an_odd_rating_is_refused(write: Write) -> None:
    without_role = {key: value for key, value in OUTCOME.items() if key != "role_id"}
    path = write("o.jsonl", lines(without_role, {**OUTCOME, "rating": 7, "rework": "some"}))

    assert faults_of(read_outcomes, path) == [(1, None), (2, "rework"), (2, "rating")]
