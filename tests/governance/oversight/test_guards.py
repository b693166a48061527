"""Whoever owns the database opens no view by reviewer alone either."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from governance.oversight.by_reviewer import approve_view, ask_view, end_view
from tests.governance.world import UNIT, World

NOW = "2025-03-03 10:00:00"
ASK = (
    "INSERT INTO oversight_view (id, business_unit, purpose, last_day, asked_by, asked_at, version, answer, answered_by,"
    " answered_at, ended_by, ended_at) SELECT {id}, {unit}, purpose, last_day, asked_by, asked_at, 1, {answer}, {by}, {at},"
    " NULL, {ended} FROM oversight_view WHERE id = 'OV-1001'"
)
FREE = {"id": "'OV-2'", "unit": "'Payments'", "answer": "NULL", "by": "NULL", "at": "NULL", "ended": "NULL"}


@pytest.fixture
def asked(world: World) -> World:
    world.draft()
    with world.as_("audrey") as work:
        ask_view(work, UNIT, "a complaint", work.today + timedelta(days=9))
    return world


def answered(world: World) -> None:
    with world.as_("cora") as work:
        approve_view(work, "OV-1001")


@pytest.mark.parametrize(
    "otherwise",
    [
        {"answer": "'approved'", "by": ":other", "at": ":now"},
        {"answer": "'approved'"},
        {"by": ":other"},
        {"ended": ":now"},
        {"unit": "'*'"},
        {"id": "'OV-1001'"},
    ],
)
def test_a_view_begins_unanswered_and_for_one_unit(asked: World, otherwise: dict[str, str]) -> None:
    statement = ASK.format(**FREE | otherwise)
    values = {key: one for key, one in _values(asked).items() if f":{key}" in statement}

    with pytest.raises(IntegrityError, match="asked for first"):
        asked.direct(statement, **values)
    asked.direct(ASK.format(**FREE))


@pytest.mark.parametrize(
    "change",
    [
        "answer = 'approved', answered_by = asked_by, answered_at = :now",
        "answer = 'approved', answered_at = :now",
        "answer = 'approved', answered_by = :other",
        "answer = 'perhaps', answered_by = :other, answered_at = :now",
        "answered_by = :other",
        "business_unit = 'Legal'",
        "asked_by = :other",
        "last_day = '2099-01-01'",
        "ended_at = :now",
    ],
)
def test_an_open_view_takes_another_persons_whole_answer(asked: World, change: str) -> None:
    _refused(asked, change)


@pytest.mark.parametrize(
    "change",
    [
        "answer = NULL, answered_by = NULL, answered_at = NULL",
        "answer = 'refused'",
        "answered_by = :other",
        "last_day = '2099-01-01'",
    ],
)
def test_an_answer_stands(asked: World, change: str) -> None:
    answered(asked)

    _refused(asked, change)


def test_what_has_ended_stays_so(asked: World) -> None:
    answered(asked)
    with asked.as_("audrey") as work:
        end_view(work, "OV-1001")

    _refused(asked, "ended_at = NULL, ended_by = NULL")


def test_no_view_is_deleted(asked: World) -> None:
    with pytest.raises(IntegrityError, match="never deleted"):
        asked.direct("DELETE FROM oversight_view")


def _refused(world: World, change: str) -> None:
    values = {key: one for key, one in _values(world).items() if f":{key}" in change}
    with pytest.raises(IntegrityError, match="takes two people"):
        world.direct(f"UPDATE oversight_view SET {change}", **values)


def _values(world: World) -> dict[str, str]:
    return {"other": world.actor("fay").id, "now": NOW}
