"""Pages see what is in their scope, complete, and the queue says why one may not answer."""

from datetime import timedelta

import pytest

from governance import requisitions
from governance.money import Money
from governance.reading import approval_queue, audit_timeline, requisition_case, requisitions_for
from matching.errors import Forbidden
from tests.governance.world import UNIT, World


def test_a_list_holds_ones_own_units_last_changed_first(world: World) -> None:
    first = world.draft()
    world.clock.advance(minutes=1)
    second = world.draft()
    legal = world.draft(by="otto", business_unit="Legal")

    def seen(name: str) -> list[str]:
        with world.database.read() as session:
            return [summary.id for summary in requisitions_for(session, world.actor(name))]

    assert seen("rita") == [second, first]
    assert seen("otto") == [legal]
    assert seen("audrey") == [legal, second, first]
    assert seen("ada") == seen("dan") == []


def test_the_queue_is_oldest_first_with_the_reason_one_may_not_answer(world: World) -> None:
    world.give("mona", "procurement", approval_limit=Money.of(10**9, "USD"))
    large = world.draft(budget=Money.of(200_000, "USD"))
    with world.as_("rita") as work:
        requisitions.submit(work, large)
    world.clock.advance(hours=1)
    chosen = world.selected()

    def queue(name: str) -> list[tuple[str, str, str | None]]:
        with world.database.read() as session:
            items = approval_queue(session, world.actor(name))
        return [(item.kind, item.requisition.id, item.why_not) for item in items]

    limit = "Paul may not approve 200,000.00 USD: above every approval limit they hold in that currency"
    assert queue("paul") == [("requisition", large, limit), ("selection", chosen, None)]
    assert queue("mona") == [
        ("requisition", large, None),
        ("selection", chosen, "Mona selected these people and so may not approve it"),
    ]
    assert queue("rita") == []


def test_the_timeline_of_a_case_is_the_log_itself(world: World) -> None:
    requisition_id, engagement_id = world.completed()
    world.outcome(engagement_id, note="good work")

    with world.database.read() as session:
        found = requisition_case(session, world.actor("mona"), requisition_id)

    assert [line.action for line in found.timeline] == [
        "requisition.created",
        "requisition.submitted",
        "requisition.approved",
        "shortlist.frozen",
        "candidate.decided",
        "review.finished",
        "selection.approved",
        "classification.assessed",
        "candidate.contacted",
        "candidate.screened",
        "candidate.offered",
        "candidate.accepted",
        "engagement.started",
        "engagement.activated",
        "engagement.completed",
        "outcome.recorded",
    ]
    assert [line.actor.name for line in found.timeline[:4]] == ["Rita", "Rita", "Paul", "Mona"]
    assert all(len(line.leaf_hash) == 64 for line in found.timeline)
    assert found.engagements[0].outcome is not None
    assert found.engagements[0].outcome.note == "good work"


def test_the_whole_log_is_for_those_who_audit(world: World) -> None:
    with world.database.read() as session:
        lines = audit_timeline(session, world.actor("audrey"), after=2, limit=3)
        assert [line.seq for line in lines] == [3, 4, 5]
        with pytest.raises(Forbidden, match=r"audit\.read"):
            audit_timeline(session, world.actor("paul"))


def test_a_grant_that_has_ended_widens_nothing_that_another_one_reads(world: World) -> None:
    world.add("vera")
    world.give("vera", "compliance", "Legal")
    world.give("vera", "compliance", UNIT, ends=world.clock.now.date() - timedelta(days=1))
    world.draft()

    with world.database.read() as session:
        units = {line.business_unit for line in audit_timeline(session, world.actor("vera"), limit=1000)}

    assert UNIT not in units
