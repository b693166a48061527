"""Engagements: work agreed with someone who accepted, from onboarding to its end.

None starts without the manager's selection, another person's approval in force, the freelancer's yes, and work that was
classified as fit for a freelancer. Extending one is `extensions.py`, how the work
went `outcomes.py`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import cases
from governance.classification.commands import require_classified
from governance.database import UnitOfWork
from governance.lifecycle import ENGAGEMENTS
from governance.money import Money
from governance.reasons import TERMINATION_REASONS, check_reason
from governance.storage.tables import Approval, Candidate, Engagement, Requisition
from governance.vault import Owner
from matching.errors import Conflict, InputError, NotFound

_OPEN = ("onboarding", "active")


def start_engagement(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    rate: Money,
    hours: int,
    start: date,
    end: date,
    deliverables: Sequence[str] = (),
) -> str:
    """Begin onboarding; gives the engagement's id. `rate` an hour, `hours` in all, together within the budget."""
    row = cases.requisition(work, requisition_id, "engagement.manage")
    cases.check_move(row, "start")
    _check_terms(rate, hours, start, end)
    approval = _approval(work, row, person_id)
    _refuse_unaccepted(work, row, person_id)
    cases.refuse_restricted(work.session, row, [person_id])
    require_classified(work, row, start, end)
    _refuse_over_budget(work, row, rate.times(hours))
    engagement = Engagement(
        id=work.new_id("N"),
        requisition_id=row.id,
        person_id=person_id,
        approval_id=approval.id,
        business_unit=row.business_unit,
        state="onboarding",
        rate_minor=rate.minor,
        rate_currency=rate.currency,
        hours=hours,
        starts_on=start,
        ends_on=end,
        deliverables=list(deliverables),
        started_by=work.actor.id,
        started_at=work.now,
    )
    work.add(engagement)
    cases.move(work, row, "start")
    facts = {
        "person": person_id,
        "approval": approval.id,
        "rate": cases.money_facts(rate),
        "hours": hours,
        "start": start.isoformat(),
        "end": end.isoformat(),
    }
    words = {"deliverables": (Owner("requisition", row.id), "\n".join(deliverables) or None)}
    _audit(work, engagement, "engagement.started", facts=facts, words=words)
    return engagement.id


def activate_engagement(work: UnitOfWork, engagement_id: str, *, expected_version: int | None = None) -> None:
    """Onboarding is done, work begins."""
    engagement, row = _reach(work, engagement_id, "engagement.manage", expected_version)
    _move(work, engagement, "activate")
    cases.move(work, row, "activate")
    _audit(work, engagement, "engagement.activated")


def complete_engagement(work: UnitOfWork, engagement_id: str, *, expected_version: int | None = None) -> None:
    """The work is done. The requisition is complete with its last open engagement."""
    engagement, row = _reach(work, engagement_id, "engagement.manage", expected_version)
    _move(work, engagement, "complete")
    engagement.ended_at = work.now
    _close(work, row)
    _audit(work, engagement, "engagement.completed")


def terminate_engagement(
    work: UnitOfWork,
    engagement_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """End it early, with the reason."""
    engagement, row = _reach(work, engagement_id, "engagement.manage", expected_version)
    check_reason(TERMINATION_REASONS, reason_code, note)
    _move(work, engagement, "terminate")
    owner = Owner("person", engagement.person_id)
    engagement.ended_at, engagement.end_reason = work.now, reason_code
    engagement.end_note = work.seal(owner, note, place=f"engagement.end_note:{engagement.id}")
    _close(work, row)
    _audit(
        work,
        engagement,
        "engagement.terminated",
        facts={"reason": reason_code},
        words={"note": (owner, note)},
    )


def committed(session: Session, requisition_id: str, *, without: str | None = None) -> int:
    """What the engagements of a request cost together in minor units, those ended early and one engagement left out."""
    query = select(Engagement).where(
        Engagement.requisition_id == requisition_id, Engagement.state != "terminated"
    )
    return sum(one.rate.times(one.hours).minor for one in session.scalars(query) if one.id != without)


def reach(work: UnitOfWork, engagement_id: str, action: str) -> Engagement:
    """The engagement, locked, if the actor may do `action` to its requisition."""
    return _reach(work, engagement_id, action, None)[0]


def _reach(
    work: UnitOfWork, engagement_id: str, action: str, expected_version: int | None
) -> tuple[Engagement, Requisition]:
    absent = NotFound(f"no engagement {engagement_id}", hint="check the identifier")
    engagement = work.session.get(Engagement, engagement_id, with_for_update=True)
    if engagement is None:
        raise absent
    try:
        row = cases.requisition(work, engagement.requisition_id, action)
    except NotFound:
        raise absent from None
    cases.check_version(f"engagement {engagement_id}", engagement.version, expected_version)
    return engagement, row


def _move(work: UnitOfWork, engagement: Engagement, name: str) -> None:
    engagement.state = ENGAGEMENTS.next_state(engagement.id, engagement.state, name)
    work.session.flush()


def _close(work: UnitOfWork, row: Requisition) -> None:
    """End the requisition when nothing of it is open and nobody still holds an unanswered offer."""
    engagements = list(work.session.scalars(select(Engagement).where(Engagement.requisition_id == row.id)))
    engaged = {engagement.person_id for engagement in engagements}
    pending = work.session.scalars(
        select(Candidate.person_id).where(
            Candidate.requisition_id == row.id, Candidate.stage.in_(cases.OUTSTANDING)
        )
    )
    if any(engagement.state in _OPEN for engagement in engagements) or set(pending) - engaged:
        return
    completed = any(engagement.state == "completed" for engagement in engagements)
    cases.move(work, row, "complete" if completed else "terminate")


def _check_terms(rate: Money, hours: int, start: date, end: date) -> None:
    if rate.minor <= 0:
        raise InputError(f"expected a rate above zero, found {rate}")
    if hours < 1:
        raise InputError(f"expected at least one hour, found {hours}")
    if end < start:
        raise InputError(f"expected an end on or after the start {start}, found {end}")


def _approval(work: UnitOfWork, row: Requisition, person_id: str) -> Approval:
    approval = cases.selection_approval(work.session, row.id)
    selected = {chosen.person_id for chosen in cases.selections(work.session, row.id)}
    if approval is None or person_id not in selected:
        raise Conflict(
            f"{person_id} is not selected and approved for {row.id}",
            hint="a manager selects and another person approves before anybody is engaged",
        )
    return approval


def _refuse_unaccepted(work: UnitOfWork, row: Requisition, person_id: str) -> None:
    candidate = cases.candidate(work, row, person_id, expected_version=None)
    if candidate.stage != "accepted":
        raise Conflict(
            f"{person_id} is {candidate.stage.replace('_', ' ')}, not accepted",
            hint="record their answer first",
        )
    engaged = select(Engagement.id).where(
        Engagement.requisition_id == row.id, Engagement.person_id == person_id
    )
    if found := work.session.scalar(engaged):
        raise Conflict(f"{person_id} is engaged for {row.id} already ({found})")


def _refuse_over_budget(work: UnitOfWork, row: Requisition, cost: Money) -> None:
    if cost.currency != row.budget.currency:
        raise InputError(
            f"expected a rate in {row.budget.currency}, the budget's currency, found {cost.currency}"
        )
    total = Money(committed(work.session, row.id) + cost.minor, cost.currency)
    if not total.within(row.budget):
        raise Conflict(
            f"expected at most the approved budget of {row.budget}, found {total} in all",
            hint="agree fewer hours, or have a larger budget approved",
        )


def _audit(work: UnitOfWork, engagement: Engagement, action: str, **more: Any) -> None:
    facts = {"requisition": engagement.requisition_id, **more.pop("facts", {})}
    work.audit(
        action, "engagement", engagement.id, business_unit=engagement.business_unit, facts=facts, **more
    )
