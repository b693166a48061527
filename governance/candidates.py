"""A candidate's way from shortlisted to an answer: contacted, screened, offered, and what they said.

An offer needs the approval to engage. A freelancer's own no is recorded as theirs and is never a judgement
of them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from governance import cases
from governance.canonical import canonical
from governance.database import UnitOfWork
from governance.reasons import DECLINE_REASONS, check_reason
from governance.storage.tables import Candidate, Engagement, Requisition, StageEvent
from governance.vault import Owner
from matching.errors import Conflict, InputError

_OPEN = ("in_review", "selected", "approved_to_engage", "onboarding", "active")


def contact(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """Someone spoke to a shortlisted person."""
    row, candidate = _reach(work, requisition_id, person_id, expected_version)
    cases.refuse_restricted(work.session, row, [person_id])
    _step(work, row, candidate, "contact", note=note)


def screen(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    scorecard: Mapping[str, int],
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """A conversation with its scorecard: each criterion 1 to 5."""
    row, candidate = _reach(work, requisition_id, person_id, expected_version)
    _check_scorecard(scorecard)
    _step(work, row, candidate, "screen", note=note, scorecard=scorecard)


def offer(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """Offer the work to a selected person whose engagement another person has approved."""
    row, candidate = _reach(work, requisition_id, person_id, expected_version)
    cases.check_move(row, "offer")
    if cases.selection_approval(work.session, row.id) is None:
        raise Conflict(
            f"the selection for {row.id} is not approved", hint="procurement must approve it first"
        )
    if person_id not in {chosen.person_id for chosen in cases.selections(work.session, row.id)}:
        raise Conflict(
            f"{person_id} is not among the people selected for {row.id}", hint="offer to one of those"
        )
    cases.refuse_restricted(work.session, row, [person_id])
    _refuse_more_than_positions(work, row)
    _step(work, row, candidate, "offer", note=note)


def accept(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """The freelancer said yes."""
    row, candidate = _reach(work, requisition_id, person_id, expected_version)
    _step(work, row, candidate, "accept", note=note)


def decline(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    reason_code: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """The freelancer said no, and why. It never counts against them."""
    check_reason(DECLINE_REASONS, reason_code, note)
    row, candidate = _reach(work, requisition_id, person_id, expected_version)
    _refuse_engaged(work, row, person_id)
    _step(work, row, candidate, "decline", note=note, reason_code=reason_code)


def withdraw(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    reason: str,
    *,
    expected_version: int | None = None,
) -> None:
    """We no longer consider them, or take an offer back."""
    if not reason.strip():
        raise InputError("expected a reason, found none")
    row, candidate = _reach(work, requisition_id, person_id, expected_version)
    _refuse_engaged(work, row, person_id)
    _step(work, row, candidate, "withdraw", note=reason)


def _reach(
    work: UnitOfWork, requisition_id: str, person_id: str, expected_version: int | None
) -> tuple[Requisition, Candidate]:
    row = cases.requisition(work, requisition_id, "candidate.move")
    if row.state not in _OPEN:
        raise Conflict(
            f"requisition {row.id} is {row.state.replace('_', ' ')}, candidates do not move in that state",
            hint=f"they do while it is {', '.join(state.replace('_', ' ') for state in _OPEN)}",
        )
    return row, cases.candidate(work, row, person_id, expected_version=expected_version)


def _step(
    work: UnitOfWork,
    row: Requisition,
    candidate: Candidate,
    move: str,
    *,
    note: str | None = None,
    reason_code: str | None = None,
    scorecard: Mapping[str, int] | None = None,
) -> None:
    cases.move_candidate(work, candidate, move)
    event_id, owner = work.new_id("E"), Owner("person", candidate.person_id)
    scores = None if scorecard is None else canonical(dict(scorecard)).decode()
    work.add(
        StageEvent(
            id=event_id,
            requisition_id=row.id,
            shortlist_id=candidate.shortlist_id,
            person_id=candidate.person_id,
            business_unit=row.business_unit,
            stage=candidate.stage,
            at=work.now,
            by=work.actor.id,
            reason_code=reason_code,
            scorecard=work.seal(owner, scores, place=f"stage_event.scorecard:{event_id}"),
            note=work.seal(owner, note, place=f"stage_event.note:{event_id}"),
        )
    )
    facts: dict[str, Any] = {"person": candidate.person_id, "event": event_id, "reason": reason_code}
    work.audit(
        f"candidate.{candidate.stage}",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts=facts,
        words={"note": (owner, note), "scorecard": (owner, scores)},
    )


def _check_scorecard(scorecard: Mapping[str, int]) -> None:
    if not scorecard:
        raise InputError("expected at least one criterion with a score of 1 to 5, found none")
    wrong = [f"{name}={score!r}" for name, score in scorecard.items() if score not in range(1, 6)]
    if wrong or not all(name.strip() for name in scorecard):
        raise InputError(
            f"expected named criteria with whole scores of 1 to 5, found {', '.join(wrong) or 'no name'}"
        )


def _refuse_more_than_positions(work: UnitOfWork, row: Requisition) -> None:
    offered = work.session.scalar(
        select(func.count())
        .select_from(Candidate)
        .where(Candidate.requisition_id == row.id, Candidate.stage.in_(cases.OUTSTANDING))
    )
    if (offered or 0) >= row.positions:
        filled = "the one position" if row.positions == 1 else f"each of the {row.positions} positions"
        raise Conflict(
            f"{filled} of {row.id} is offered or filled",
            hint="wait for an answer or withdraw",
        )


def _refuse_engaged(work: UnitOfWork, row: Requisition, person_id: str) -> None:
    engaged = work.session.scalar(
        select(Engagement.id).where(Engagement.requisition_id == row.id, Engagement.person_id == person_id)
    )
    if engaged is not None:
        raise Conflict(f"{person_id} is engaged ({engaged})", hint="terminate the engagement instead")
