"""Until the stage is over, whoever decides reads no name, place, fit or reason; everybody else reads what they always did."""

import json

import pytest

from governance import requisitions, review
from governance.fit import HIDDEN, read_fit, read_visible
from matching.errors import Conflict
from tests.governance.blind.stages import asked_for, begin, case_of, gone_through, rated, required
from tests.governance.world import World


def list_of(world: World, requisition_id: str) -> str:
    return next(one.id for one in case_of(world, requisition_id, "paul").shortlists if one.current)


def test_the_case_names_nobody_on_the_list(world: World) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)
    rated(world, requisition_id, 1, 5)

    case = case_of(world, requisition_id)

    assert (case.candidates, case.withheld) == ((), HIDDEN)
    assert case.blind is not None
    assert {one.person_id for one in case.blind.places} == {None}
    assert case.blind.seed == ""
    said = json.dumps([dict(line.facts) for line in case.timeline])
    assert not [one for one in world.people if one in said]


def test_the_frozen_list_is_closed(world: World) -> None:
    requisition_id = asked_for(world)
    shortlist_id = list_of(world, requisition_id)

    with pytest.raises(Conflict, match="still closed to Mona"):
        read_fit(world.database, world.actor("mona"), shortlist_id)
    visible = json.loads(read_visible(world.database, world.actor("mona"), shortlist_id))
    assert visible["candidates"] == []
    assert visible["withheld"] == list(HIDDEN)
    assert "base" not in visible


@pytest.mark.parametrize("name", ["rita", "paul", "cora", "audrey"])
def test_who_does_not_decide_reads_on(world: World, name: str) -> None:
    requisition_id = asked_for(world)

    assert len(case_of(world, requisition_id, name).candidates) == 4
    assert read_fit(world.database, world.actor(name), list_of(world, requisition_id))


def test_it_opens_with_the_stage(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)

    case = case_of(world, requisition_id)

    assert [one.rank for one in case.candidates] == [1, 2, 3, 4]
    assert case.withheld == ()
    assert read_fit(world.database, world.actor("mona"), list_of(world, requisition_id))


def test_an_edit_opens_nothing(world: World) -> None:
    requisition_id = required(world)

    with world.as_("mona") as work:
        requisitions.edit_requisition(work, requisition_id, title="Another title")

    assert case_of(world, requisition_id).candidates == ()


def test_it_opens_to_all_who_decide_once_people_are_chosen(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)
    world.decide(requisition_id, "P-1001")
    assert case_of(world, requisition_id, "hana").candidates == ()

    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)

    assert len(case_of(world, requisition_id, "hana").candidates) == 4
