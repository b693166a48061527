"""A late step opens to another role, once; nothing is approved by silence."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from governance import requisitions
from governance.audit import verify
from governance.money import Money
from governance.reading import requisition_case
from governance.routing.escalation import escalate_overdue
from governance.routing.planning import Facts
from governance.routing.policies import apply_policy
from governance.routing.policy import shipped_text
from governance.routing.simulation import foresee
from governance.routing.working_days import after_working_days
from matching.errors import Forbidden
from tests.governance.world import UNIT, World


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (datetime(2025, 3, 3, 9, tzinfo=UTC), 3, datetime(2025, 3, 6, 9, tzinfo=UTC)),
        (datetime(2025, 3, 7, 12, tzinfo=UTC), 1, datetime(2025, 3, 10, 12, tzinfo=UTC)),
        (datetime(2025, 3, 8, 12, tzinfo=UTC), 1, datetime(2025, 3, 10, 12, tzinfo=UTC)),
        (datetime(2025, 3, 6, 9, tzinfo=UTC), 7, datetime(2025, 3, 17, 9, tzinfo=UTC)),
    ],
)
def test_working_days_leave_out_the_weekend(start: datetime, days: int, end: datetime) -> None:
    assert after_working_days(start, days) == end


@pytest.mark.parametrize(
    ("holidays", "end"),
    [
        ([], datetime(2025, 4, 21, 9, tzinfo=UTC)),
        ([date(2025, 4, 18), date(2025, 4, 21)], datetime(2025, 4, 23, 9, tzinfo=UTC)),
        ([date(2025, 4, 20)], datetime(2025, 4, 21, 9, tzinfo=UTC)),  # a Sunday is none anyway
        ([date(2025, 4, 17)], datetime(2025, 4, 21, 9, tzinfo=UTC)),  # the day it opened does not count
    ],
)
def test_working_days_leave_out_the_holidays_that_are_named(holidays: list[date], end: datetime) -> None:
    thursday = datetime(2025, 4, 17, 9, tzinfo=UTC)

    assert after_working_days(thursday, 2, holidays) == end


def test_a_step_is_due_by_the_holidays_of_the_policy_in_force(world: World) -> None:
    own = shipped_text().replace(b'"2026-2"', b'"own-1"') + b"holidays: [2025-03-04, 2025-03-06]\n"
    for name in ("fay", "cora"):
        with world.as_(name) as work:
            apply_policy(work, own)
    facts = Facts(
        Money.of(50_000, "USD"), security_class="internal", sensitive_data="none", jurisdiction="DE"
    )

    requisition_id = world.submitted()

    with world.database.read() as session:
        found = requisition_case(session, world.actor("mona"), requisition_id)
        _, (foreseen, _) = foresee(session, None, facts, business_unit=UNIT, now=world.clock())
    assert found.routes[0].steps[0].due_at == datetime(2025, 3, 10, 9, tzinfo=UTC)
    assert foreseen.steps[0].due_at == datetime(2025, 3, 10, 9, tzinfo=UTC)
    world.clock.advance(days=6)
    assert escalate_overdue(world.database) == []
    world.clock.advance(days=1, seconds=1)
    assert [one.requisition_id for one in escalate_overdue(world.database)] == [requisition_id]


def test_a_step_is_escalated_when_its_day_is_over_and_once(world: World) -> None:
    requisition_id = world.submitted()
    world.clock.advance(days=3)
    assert escalate_overdue(world.database) == []
    world.clock.advance(seconds=1)

    first, second = escalate_overdue(world.database), escalate_overdue(world.database)

    assert [(one.requisition_id, one.to) for one in first] == [(requisition_id, "compliance")]
    assert second == []
    with world.database.read() as session:
        entries = session.execute(
            text("SELECT actor FROM audit_entry WHERE action = 'approval.escalated'")
        ).all()
    assert [actor for (actor,) in entries] == ["home"]
    assert verify(world.database).ok


def test_two_runs_at_once_open_each_step_once(world: World) -> None:
    late = {world.submitted() for _ in range(3)}
    world.clock.advance(days=5)
    gate, found = threading.Barrier(2), []

    def run() -> None:
        database = world.open()  # each run is a process of its own
        gate.wait()
        try:
            found.append([one.requisition_id for one in escalate_overdue(database)])
        finally:
            database.close()

    runs = [threading.Thread(target=run) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()

    assert sorted(map(len, found)) == [0, 3]
    assert {requisition for run in found for requisition in run} == late
    with world.database.read() as session:
        entries = session.execute(
            text("SELECT subject_id FROM audit_entry WHERE action = 'approval.escalated'")
        )
        assert sorted(subject for (subject,) in entries) == sorted(late)
    assert verify(world.database).ok


def test_an_escalated_step_is_still_unanswered_and_the_other_role_may_answer_within_their_limit(
    world: World,
) -> None:
    requisition_id = world.submitted()
    world.clock.advance(days=5)
    escalate_overdue(world.database)

    with world.database.read() as session:
        found = requisition_case(session, world.actor("cora"), requisition_id)
    step = found.routes[0].steps[0]
    assert (found.summary.state, step.state, step.roles) == (
        "submitted",
        "escalated",
        ("compliance", "finance", "procurement"),
    )
    with pytest.raises(Forbidden, match="above every approval limit"), world.as_("cora") as work:
        requisitions.approve_requisition(work, requisition_id)
    world.give("cora", "compliance", approval_limit=Money.of(10**6, "USD"))
    with world.as_("cora") as work:
        assert requisitions.approve_requisition(work, requisition_id).approval


def test_before_it_is_escalated_the_other_role_may_not(world: World) -> None:
    world.give("cora", "compliance", approval_limit=Money.of(10**6, "USD"))
    requisition_id = world.submitted()
    world.clock.advance(days=5)

    with pytest.raises(Forbidden, match="Cora may not answer it now"), world.as_("cora") as work:
        requisitions.approve_requisition(work, requisition_id)


def test_what_nobody_waits_for_is_not_escalated(world: World) -> None:
    world.approved()
    cancelled = world.submitted()
    with world.as_("rita") as work:
        requisitions.cancel_requisition(work, cancelled, reason="over")
    denied = world.submitted()
    with world.as_("paul") as work:
        requisitions.deny_requisition(work, denied, reason_code="not_needed")
    world.clock.advance(days=30)

    assert escalate_overdue(world.database) == []


def test_a_later_stage_is_due_from_the_day_it_opens(world: World) -> None:
    requisition_id = world.submitted(budget=Money.of(200_000, "USD"))
    world.clock.advance(days=1)
    world.give("paul", "procurement", approval_limit=Money.of(10**6, "USD"))
    with world.as_("paul") as work:
        (waits,) = requisitions.approve_requisition(work, requisition_id).waits_for

    assert waits.due_at == datetime(2025, 3, 11, 9, tzinfo=UTC)
