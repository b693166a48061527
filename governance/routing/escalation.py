"""Steps past their day: another role may answer them too. Nothing is ever approved by silence.

A job, not a person: it acts as the home itself, which holds no grant and so answers nothing. Running it again changes
nothing more.
"""

from dataclasses import dataclass

from sqlalchemy import select

from governance.access import HOME
from governance.database import Database, UnitOfWork
from governance.lifecycle import REQUISITION
from governance.storage.tables import ApprovalRoute, ApprovalStep, Requisition
from matching.clock import Clock

# The states in which a step can be answered.
_WAITING = tuple(
    state for state, moves in REQUISITION.items() if {"approve", "approve_selection"} & set(moves)
)


@dataclass(frozen=True, slots=True)
class Escalated:
    """A step that is late, and the role it was opened to."""

    step: str
    requisition_id: str
    to: str


def escalate_overdue(database: Database, *, clock: Clock | None = None) -> list[Escalated]:
    """Open every late step to the role its policy names, once; gives those of this run, the longest overdue first."""
    with database.command(HOME, clock=clock) as work:
        return [_escalate(work, step, route) for step, route in _overdue(work)]


def _overdue(work: UnitOfWork) -> list[tuple[ApprovalStep, ApprovalRoute]]:
    query = (
        select(ApprovalStep, ApprovalRoute)
        .join(ApprovalRoute, ApprovalRoute.id == ApprovalStep.route_id)
        .join(Requisition, Requisition.id == ApprovalRoute.requisition_id)
        .where(
            ApprovalRoute.voided_at.is_(None),
            Requisition.state.in_(_WAITING),
            ApprovalStep.answer.is_(None),
            ApprovalStep.escalated_at.is_(None),
            ApprovalStep.due_at < work.now,
        )
        .order_by(ApprovalStep.due_at, ApprovalStep.id)
        .with_for_update()
    )
    return [(step, route) for step, route in work.session.execute(query)]


def _escalate(work: UnitOfWork, step: ApprovalStep, route: ApprovalRoute) -> Escalated:
    step.escalated_at = work.now
    due = step.due_at.isoformat() if step.due_at else None
    work.audit(
        "approval.escalated",
        "requisition",
        route.requisition_id,
        business_unit=route.business_unit,
        facts={"route": route.id, "step": step.id, "kind": route.kind, "due": due, "to": step.escalate_to},
    )
    return Escalated(step.id, route.requisition_id, step.escalate_to)
