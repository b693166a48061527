"""What training may learn from the record, as of a moment: one row for each person on each frozen list.

Grades, highest reason first:

    4  engaged: accepted, no rework, on time, on budget, would engage again, rated 4 or 5
    3  engaged: anything between
    2  selected, by the manager or by an override
    1  shortlisted; or engaged with a poor outcome (not accepted, major rework, or rated 1 or 2)
    0  rejected for a reason that speaks of fit
    -  no label: not now, rejected for another reason, not reached, nobody decided

Decisions brought in from another system follow the same table; an outcome brought in for the same person and
role, which ended after the decision, grades the engagement. A freelancer's no changes no grade: whoever was
selected stays selected. People who were erased or whose
licence ran out, and those whose source does not allow training, are left out. Knows nothing of models.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any, Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.database import Database
from governance.lists.shortlists import candidate_parts, count_changes
from governance.people.licences import not_for_training
from governance.people.links import members, persons
from governance.reasons import REASON_CODES
from governance.storage.tables import (
    Approval,
    Candidate,
    Decision,
    Engagement,
    ErasureRequest,
    ImportedDecision,
    ImportedOutcome,
    ImportedRequisition,
    Outcome,
    Person,
    RequisitionVersion,
    Selection,
    Shortlist,
)

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One person on one frozen list; `grade` 0-4 or None (no label).

    `requisition_id` is `Q-...` for decisions of another system and `H-...` for outcomes without one; neither
    has a list here, the latter no rank and no decision. Nobody on an unranked list has a rank or a score, nobody on a list
    that people changed a rank: what was decided there is learned from, where somebody stood is not. `matured`: an outcome was recorded. `features` as frozen, where the frozen document holds them.
    """

    requisition_id: str
    shortlist_id: str | None
    person_id: str
    rank: int | None
    score: float | None
    decision: str | None
    grade: int | None
    decided_at: datetime | None
    business_unit: str
    matured: bool
    features: Mapping[str, float] | None = None


class Judged(Protocol):
    @property
    def accepted(self) -> bool: ...
    @property
    def rework(self) -> str: ...
    @property
    def on_budget(self) -> bool: ...
    @property
    def on_time(self) -> bool: ...
    @property
    def would_reengage(self) -> bool: ...
    @property
    def rating(self) -> int: ...


def outcome_grade(outcome: Judged) -> int:
    """1 poor, 3 fine, 4 great; see the header."""
    if not outcome.accepted or outcome.rework == "major" or outcome.rating <= 2:
        return 1
    flawless = outcome.rework == "none" and outcome.on_budget and outcome.on_time and outcome.would_reengage
    return 4 if flawless and outcome.rating >= 4 else 3


def decision_grade(decision: str, reason_code: str) -> int | None:
    """2 selected, 1 shortlisted, 0 rejected for fit, None where the decision is no label."""
    if decision == "reject":
        return 0 if REASON_CODES[reason_code].says_fit else None
    return {"select": 2, "shortlist": 1}.get(decision)


def training_rows(database: Database, until: datetime) -> list[TrainingRow]:
    """Every list frozen by `until`, labelled with what was known then, and imported history that had ended."""
    with database.read() as session:
        excluded = left_out(session)
        outcomes = _imported_outcomes(session, until)
        decided = list(_past(session, until, outcomes))  # takes out the outcomes that belong to a decision
        rows = [*_own(session, until), *decided, *_imported(outcomes)]
        people = persons(session, (row.person_id for row in rows))
    return [replace(row, person_id=people[row.person_id]) for row in rows if row.person_id not in excluded]


def training_roles(database: Database, until: datetime) -> dict[str, dict[str, Any]]:
    """For each `requisition_id` of `training_rows`, the role as it was ranked last."""
    with database.read() as session:
        query = (
            select(Shortlist.requisition_id, RequisitionVersion.role)
            .join(
                RequisitionVersion,
                (RequisitionVersion.requisition_id == Shortlist.requisition_id)
                & (RequisitionVersion.number == Shortlist.role_version),
            )
            .where(Shortlist.created_at <= until)
            .order_by(Shortlist.created_at)
        )
        roles = dict(session.execute(query).all())
        history = select(ImportedOutcome.role_key, ImportedOutcome.role)
        past = select(ImportedRequisition.id, ImportedRequisition.role)
        return (
            roles
            | {_history_id(key): role for key, role in session.execute(history)}
            | dict(session.execute(past).all())
        )


def left_out(session: Session) -> set[str]:
    """Who may not be learned from, neither as somebody judged nor as one of those they were ranked among."""
    gone = select(Person.id).where(or_(Person.erased_at.is_not(None), Person.expired_at.is_not(None)))
    waiting = select(ErasureRequest.person_id).where(ErasureRequest.carried_out_at.is_(None))
    asked = members(session, session.scalars(waiting)).values()
    return {*session.scalars(gone), *(one for group in asked for one in group), *not_for_training(session)}


def _own(session: Session, until: datetime) -> Iterable[TrainingRow]:
    decisions = _decisions(session, until)
    overridden = _overridden(session, until)
    outcomes = _outcomes(session, until)
    lists = session.scalars(select(Shortlist).where(Shortlist.created_at <= until).order_by(Shortlist.id))
    for shortlist in lists:
        parts, as_ranked = candidate_parts(session, shortlist.id), not count_changes(session, shortlist.id)
        query = select(Candidate).where(Candidate.shortlist_id == shortlist.id).order_by(Candidate.id)
        for candidate in session.scalars(query):
            key = (shortlist.id, candidate.person_id)
            decision, outcome = decisions.get(key), outcomes.get(key)
            grade = None if decision is None else decision_grade(decision.decision, decision.reason_code)
            if key in overridden:
                grade = 2
            if outcome is not None:
                grade = outcome_grade(outcome)
            yield TrainingRow(
                requisition_id=shortlist.requisition_id,
                shortlist_id=shortlist.id,
                person_id=candidate.person_id,
                rank=candidate.rank if as_ranked else None,
                score=candidate.score,
                decision=decision.decision if decision else None,
                grade=grade,
                decided_at=decision.decided_at if decision else overridden.get(key),
                business_unit=candidate.business_unit,
                matured=outcome is not None,
                features=parts.get(candidate.person_id, {}).get("features"),
            )


def _past(
    session: Session, until: datetime, outcomes: dict[_Key, list[ImportedOutcome]]
) -> Iterable[TrainingRow]:
    """Decisions of another system, each with its outcome where one was brought in; that is taken out of `outcomes`."""
    query = (
        select(ImportedRequisition, ImportedDecision)
        .join(ImportedDecision, ImportedDecision.requisition_id == ImportedRequisition.id)
        .where(ImportedRequisition.decided_on <= until.date())
        .order_by(ImportedRequisition.decided_on, ImportedRequisition.id, ImportedDecision.rank)
    )
    for requisition, decision in session.execute(query):
        outcome = None
        if decision.decision == "select":
            ended = outcomes.get((requisition.role_key, decision.person_id), [])
            outcome = next((one for one in ended if one.ended_on >= requisition.decided_on), None)
            if outcome is not None:
                ended.remove(outcome)
        yield TrainingRow(
            requisition_id=requisition.id,
            shortlist_id=None,
            person_id=decision.person_id,
            rank=decision.rank,
            score=None,
            decision=decision.decision,
            grade=outcome_grade(outcome)
            if outcome
            else decision_grade(decision.decision, decision.reason_code),
            decided_at=datetime.combine(requisition.decided_on, time(), UTC),
            business_unit=requisition.business_unit,
            matured=outcome is not None,
        )


def _imported_outcomes(session: Session, until: datetime) -> dict[_Key, list[ImportedOutcome]]:
    """By role and person, the earliest end first."""
    query = select(ImportedOutcome).where(ImportedOutcome.ended_on <= until.date())
    found: dict[_Key, list[ImportedOutcome]] = {}
    for row in session.scalars(query.order_by(ImportedOutcome.ended_on, ImportedOutcome.id)):
        found.setdefault((row.role_key, row.person_id), []).append(row)
    return found


def _imported(outcomes: Mapping[_Key, Iterable[ImportedOutcome]]) -> Iterable[TrainingRow]:
    for row in (row for rows in outcomes.values() for row in rows):
        yield TrainingRow(
            requisition_id=_history_id(row.role_key),
            shortlist_id=None,
            person_id=row.person_id,
            rank=None,
            score=None,
            decision=None,
            grade=outcome_grade(row),
            decided_at=datetime.combine(row.ended_on, time(), UTC),
            business_unit=row.business_unit,
            matured=True,
        )


def _decisions(session: Session, until: datetime) -> dict[_Key, Decision]:
    """Decisions in force at `until`, whatever was undone later."""
    query = select(Decision).where(
        Decision.decided_at <= until, or_(Decision.undone_at.is_(None), Decision.undone_at > until)
    )
    return {(d.shortlist_id, d.person_id): d for d in session.scalars(query.order_by(Decision.decided_at))}


def _overridden(session: Session, until: datetime) -> dict[_Key, datetime]:
    query = select(Selection).where(
        Selection.origin == "override",
        Selection.selected_at <= until,
        or_(Selection.voided_at.is_(None), Selection.voided_at > until),
    )
    return {(s.shortlist_id, s.person_id): s.selected_at for s in session.scalars(query)}


def _outcomes(session: Session, until: datetime) -> dict[_Key, Outcome]:
    query = (
        select(Approval.shortlist_id, Outcome)
        .join(Engagement, Engagement.id == Outcome.engagement_id)
        .join(Approval, Approval.id == Engagement.approval_id)
        .where(Outcome.recorded_at <= until)
    )
    return {(shortlist_id or "", o.person_id): o for shortlist_id, o in session.execute(query)}


def _history_id(role_key: str) -> str:
    return f"H-{role_key[:16]}"
