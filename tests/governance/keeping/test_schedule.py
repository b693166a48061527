"""A schedule says for every kind of record how long, from when, why and what then; what is wrong is told at once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.keeping.applying import DROPPERS
from governance.keeping.due import FINDERS
from governance.keeping.schedule import (
    OWN_FILE,
    STATED,
    TIMED,
    Kind,
    load_schedule,
    read_schedule,
    shipped_schedule,
)
from governance.rule_files import LARGEST_FILE
from matching.errors import InputError


def shipped() -> dict[str, Any]:
    found: dict[str, Any] = shipped_schedule().model_dump(exclude={"sha256"})
    return {**found, "kinds": [dict(kind) for kind in found["kinds"]]}


def changed(kind_id: str, **values: str) -> bytes:
    document = shipped()
    for kind in document["kinds"]:
        if kind["id"] == kind_id:
            kind.update(values)
    return yaml.safe_dump(document).encode()


def test_every_kind_is_told_of_and_every_timed_one_can_be_found_and_let_go() -> None:
    assert {kind.id for kind in shipped_schedule().kinds} == {*TIMED, *STATED}
    assert set(FINDERS) == set(DROPPERS) == set(TIMED)


@pytest.mark.parametrize(
    ("keep", "cutoff"),
    [
        ("30 days", date(2025, 3, 1)),
        ("1 months", date(2025, 2, 28)),
        ("13 months", date(2024, 2, 29)),
        ("1 years", date(2024, 3, 31)),
        ("always", None),
        ("licence", None),
    ],
)
def test_a_time_is_counted_back_by_the_calendar(keep: str, cutoff: date | None) -> None:
    kind = Kind(id="sessions", holds="x", keep=keep, since="x", basis="x", then="row_deleted")

    assert kind.cutoff(date(2025, 3, 31)) == cutoff


def test_a_time_longer_than_the_calendar_lets_nothing_go() -> None:
    kind = Kind(id="outcomes", holds="x", keep="9999 years", since="x", basis="x", then="words_dropped")

    assert kind.cutoff(date(2025, 3, 31)) == date(1, 3, 31)


def test_a_home_may_have_its_own(tmp_path: Path) -> None:
    assert load_schedule(tmp_path) is shipped_schedule()

    (tmp_path / OWN_FILE).write_bytes(changed("sessions", keep="1 days"))

    own = load_schedule(tmp_path)
    assert own.kind("sessions").keep == "1 days"
    assert own.sha256 != shipped_schedule().sha256


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (changed("sessions", keep="soon"), "kinds.sessions.keep"),
        (changed("sessions", keep="0 days"), "kinds.sessions.keep"),
        (changed("sessions", then="kept"), "kinds.sessions.then"),
        (changed("audit_log", keep="10 years"), "kinds.audit_log.keep"),
        (changed("profiles", keep="10 years"), "kinds.profiles.keep"),
        (changed("sessions", id="cookies"), "kinds.cookies"),
        (changed("sessions", id="outcomes"), "outcomes once"),
        (changed("sessions", basis=" "), "kinds"),
        (changed("sessions", why="x"), "Extra inputs"),
    ],
)
def test_what_a_schedule_may_not_say_is_told(data: bytes, fault: str) -> None:
    with pytest.raises(InputError) as refused:
        read_schedule(data)

    assert any(fault in str(one) for one in refused.value.faults)


def test_all_faults_are_told_at_once() -> None:
    document = shipped()
    document["kinds"] = [{**kind, "keep": "soon"} for kind in document["kinds"]]

    with pytest.raises(InputError) as refused:
        read_schedule(yaml.safe_dump(document).encode())

    assert len(refused.value.faults) == len(TIMED) + len(STATED)


@pytest.mark.parametrize(
    "data",
    [b"\xff", b"a: [", b"- 1", b"", b"[" * 5000, b"version: a\nversion: b", b"version: &a b\nkinds: *a"],
)
def test_what_is_no_schedule_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_schedule(data)


def test_a_file_too_large_to_be_one_is_not_read(tmp_path: Path) -> None:
    (tmp_path / OWN_FILE).write_bytes(b" " * (LARGEST_FILE + 1))

    with pytest.raises(InputError, match="at most 100,000 bytes"):
        load_schedule(tmp_path)
