"""One after the other, each rated before the next, the list opened last; nobody decides before that."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from governance import review
from governance.audit import verify
from governance.blind.rating import rate
from governance.blind.record import person_at
from governance.lists.overrides import add_to_list, change_list
from governance.people.restrictions import erase_person, restrict
from governance.storage.tables import AuditEntry
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.blind.stages import (
    asked_for,
    begin,
    case_of,
    gone_through,
    opened,
    rate_all,
    rated,
    required,
    stage_of,
)
from tests.governance.world import World


def test_people_are_opened_one_by_one_in_the_order_drawn(world: World) -> None:
    requisition_id = asked_for(world)

    assert begin(world, requisition_id) == 1
    assert begin(world, requisition_id) == 1, "whoever is open and unrated stays the next"
    assert rated(world, requisition_id, 1, 4) == 2

    seen = stage_of(world, requisition_id).reviewed[0]
    assert [(one.position, one.rating) for one in seen.readings] == [(1, 4), (2, None)]


def test_the_log_has_each_rating_before_the_list_opened(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)
    world.decide(requisition_id, "P-1001")

    with world.database.read() as session:
        entries = [
            json.loads(one)
            for one in session.scalars(
                select(AuditEntry.entry)
                .where(AuditEntry.subject_id == requisition_id)
                .order_by(AuditEntry.seq)
            )
        ]
    assert verify(world.database).ok

    acts = [one["action"] for one in entries if one["action"].split(".")[0] in ("blind", "candidate")]
    assert acts == ["blind.opened", "blind.rated"] * 4 + ["blind.list_opened", "candidate.decided"]
    first = next(one["facts"] for one in entries if one["action"] == "blind.rated")
    assert (first["position"], first["rating"], first["seconds"], first.get("replaces")) == (1, 2, 40, None)


def test_what_the_stage_cost_is_on_record(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)

    [mona] = stage_of(world, requisition_id).reviewed

    assert mona.took == timedelta(seconds=160)
    assert mona.ended_at == world.clock()
    assert [one.rating for one in mona.readings] == [2, 3, 4, 5]


def test_a_rating_is_corrected_until_the_list_opens(world: World) -> None:
    requisition_id = asked_for(world)
    rate_all(world, requisition_id)

    assert rated(world, requisition_id, 2, 1) is None
    opened(world, requisition_id)

    with pytest.raises(Conflict, match="open to you already"):
        rated(world, requisition_id, 2, 5)
    assert stage_of(world, requisition_id).reviewed[0].readings[1].rating == 1


def test_a_rating_of_an_older_state_is_refused(world: World) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)
    rated(world, requisition_id, 1, 4)

    with pytest.raises(Conflict, match="has changed"), world.as_("mona") as work:
        rate(work, requisition_id, 1, 2, expected_version=1)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_to_five(world: World, rating: int) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)

    with pytest.raises(InputError, match="from 1 to 5"):
        rated(world, requisition_id, 1, rating)


def test_nobody_is_rated_unopened(world: World) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)

    with pytest.raises(NotFound, match="nobody is open at place 2"):
        rated(world, requisition_id, 2)


def test_nobody_decides_adds_or_hands_over_before_the_list_is_open(world: World) -> None:
    requisition_id = asked_for(world)
    rate_all(world, requisition_id)

    with pytest.raises(Conflict, match="still closed to Mona"):
        world.decide(requisition_id, "P-1001")
    with pytest.raises(Conflict, match="still closed to Mona"), world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    with pytest.raises(Conflict, match="still closed to Hana"), world.as_("hana") as work:
        change_list(work, requisition_id, "pin", "P-1001", place=1, reason_code="worked_with_us", note="x")
    added = {"id": "P-1005", "rank": 7, "score": 0.05, "reasons": []}
    with pytest.raises(Conflict, match="still closed to Hana"), world.as_("hana") as work:
        add_to_list(work, requisition_id, added, reason_code="worked_with_us", note="x")


def test_procurement_decides_on_nobody_and_waits_for_no_stage(world: World) -> None:
    requisition_id = asked_for(world)

    with world.as_("paul") as work:
        change_list(work, requisition_id, "pin", "P-1002", place=1, reason_code="worked_with_us", note="x")

    assert case_of(world, requisition_id, "paul").candidates[0].person_id == "P-1002"


def test_each_reviewer_goes_through_it_alone(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)

    with pytest.raises(Conflict, match="still closed to Hana"), world.as_("hana") as work:
        review.decide(work, requisition_id, "P-1001", "select", "evidence_strong")
    world.decide(requisition_id, "P-1001")
    with pytest.raises(Conflict, match="still closed to Hana"), world.as_("hana") as work:
        review.undo_decision(work, requisition_id, "P-1001")
    gone_through(world, requisition_id, "hana")

    assert {one.reviewer.name for one in stage_of(world, requisition_id).reviewed} == {"Mona", "Hana"}


def test_a_stage_nobody_requires_may_be_left_with_a_reason(world: World) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)
    rated(world, requisition_id, 1)

    with pytest.raises(Conflict, match="1 of 4 are rated") as refusal:
        opened(world, requisition_id)
    assert refusal.value.hint == "rate the others first, or say why you open the list now"
    opened(world, requisition_id, reason="The start is tomorrow.")

    [mona] = stage_of(world, requisition_id).reviewed
    assert mona.reason == "The start is tomorrow."
    assert [one.rating for one in mona.readings] == [3, None], "the others were not reached"


def test_one_that_is_required_may_not(world: World) -> None:
    requisition_id = required(world)

    with pytest.raises(Conflict, match="0 of 4 are rated"):
        opened(world, requisition_id, reason="No time.")
    gone_through(world, requisition_id)
    world.decide(requisition_id, "P-1001")


def test_who_left_the_list_meanwhile_holds_nobody_up(world: World) -> None:
    requisition_id = required(world)
    order = [one.person_id for one in stage_of(world, requisition_id).places]
    begin(world, requisition_id)
    with world.as_("cora") as work:
        erase_person(work, order[0] or "", "Asked to be forgotten.")
        restrict(work, order[2] or "", "opt_out", "Left the platform.")

    with pytest.raises(Conflict, match="has left the list"):
        rated(world, requisition_id, 1)
    assert begin(world, requisition_id) == 2
    assert rated(world, requisition_id, 2) == 4
    assert rated(world, requisition_id, 4) is None
    opened(world, requisition_id)


def test_only_who_decides_may_rate(world: World) -> None:
    requisition_id = asked_for(world)

    for name in ("rita", "paul", "audrey"):
        with pytest.raises(Forbidden, match=r"review\.decide"):
            begin(world, requisition_id, name)
    with pytest.raises(NotFound):
        begin(world, requisition_id, "otto")


def test_an_open_list_has_nothing_to_go_through(world: World) -> None:
    with pytest.raises(Conflict, match="no blind stage"):
        begin(world, world.in_review())


def test_nobody_is_rated_once_the_review_is_over(world: World) -> None:
    requisition_id = asked_for(world)
    gone_through(world, requisition_id)
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)

    with pytest.raises(Conflict, match="is selected, which does not allow: decide"):
        begin(world, requisition_id, "hana")


def test_who_stands_at_a_place_is_told_to_who_opened_it(world: World) -> None:
    requisition_id = asked_for(world)
    begin(world, requisition_id)

    with world.database.read() as session:
        assert person_at(session, world.actor("mona"), "S-1001", 1) in world.people
        for name, position in (("mona", 2), ("hana", 1)):
            with pytest.raises(NotFound, match=f"nobody is open at place {position}"):
                person_at(session, world.actor(name), "S-1001", position)
