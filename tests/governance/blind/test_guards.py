"""The database keeps the order of things by itself, whoever writes to it."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.governance.blind.stages import asked_for, begin, case_of, gone_through, rate_all, rated, required
from tests.governance.world import World

DECIDE = (
    "INSERT INTO decision (id, requisition_id, shortlist_id, person_id, business_unit, decision, reason_code, "
    "decided_by, decided_at, version) SELECT 'D-9', c.requisition_id, c.shortlist_id, c.person_id, c.business_unit, "
    "'select', 'evidence_strong', :mona, c.stage_since, 1 FROM candidate c WHERE c.rank = 1"
)
END = (
    "INSERT INTO blind_end (shortlist_id, reviewer, business_unit, rated, unreadable, reason, ended_at) "
    "SELECT shortlist_id, :mona, business_unit, :rated, :unreadable, NULL, drawn_at FROM blind_stage"
)
FORBIDDEN = [
    "UPDATE blind_stage SET required = FALSE",
    "DELETE FROM blind_stage",
    "INSERT INTO blind_stage SELECT * FROM blind_stage",
    "UPDATE blind_place SET position = 9 WHERE position = 1",
    "UPDATE blind_place SET propensity = 1",
    "DELETE FROM blind_place",
    "UPDATE blind_reading SET opened_at = rated_at",
    "UPDATE blind_reading SET rating = NULL",
    "UPDATE blind_reading SET rating = 6",
    "UPDATE blind_reading SET person_id = 'P-1005'",
    "DELETE FROM blind_reading",
    "INSERT INTO blind_place (shortlist_id, position, person_id, propensity) "
    "SELECT shortlist_id, 9, 'P-1005', 1 FROM blind_stage",
    "INSERT INTO blind_reading (id, shortlist_id, business_unit, reviewer, position, person_id, opened_at, version) "
    "SELECT 'BR-9', shortlist_id, business_unit, :mona, 2, 'P-1005', drawn_at, 1 FROM blind_stage",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_was_drawn_and_rated_stays(world: World, statement: str) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)
    rated(world, requisition_id, 1)
    values = {"mona": world.actor("mona").id} if ":mona" in statement else {}

    with pytest.raises(DBAPIError, match="guard: "):
        world.direct(statement, **values)


@pytest.mark.parametrize("counts", [(0, 0), (4, 0)])
def test_no_list_opens_unrated(world: World, counts: tuple[int, int]) -> None:
    required(world)

    with pytest.raises(DBAPIError, match="guard: a list opens once everybody readable is rated"):
        world.direct(END, mona=world.actor("mona").id, rated=counts[0], unreadable=counts[1])


def test_nobody_decides_unrated(world: World) -> None:
    requisition_id = required(world)
    rate_all(world, requisition_id)

    with pytest.raises(DBAPIError, match="guard: nobody decides on a list they have not rated first"):
        world.direct(DECIDE, mona=world.actor("mona").id)


def test_ratings_stand_once_the_list_is_open(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)

    for statement in (
        "UPDATE blind_reading SET rating = 5",
        "UPDATE blind_end SET rated = 1",
        "DELETE FROM blind_end",
    ):
        with pytest.raises(DBAPIError, match="guard: "):
            world.direct(statement)
    assert case_of(world, requisition_id).blind is not None
