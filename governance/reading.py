"""What pages ask of the record: lists, one case in full, the queue, the log. Reads only, and only what is
in scope.

The values are defined in `views.py` and may be imported from here.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from governance import access, cases, scope, together
from governance.access import Actor
from governance.blind.record import blind_record, hides
from governance.classification.commands import decision_on, involved
from governance.classification.record import classifications
from governance.database import today
from governance.extension_record import extensions
from governance.extensions import involved as hands_in_extension
from governance.extensions import total_with
from governance.fit import HIDDEN, WITHHELD
from governance.identity import names_of
from governance.intake import NAMES, intake_of, jurisdiction_of, missing
from governance.lifecycle import REQUISITION
from governance.lists.record import candidates, overrides
from governance.money import Money
from governance.routing.record import WAITING, routes_record, turn_of, waits_for
from governance.staleness import outdated
from governance.storage.tables import (
    Approval,
    AuditEntry,
    Classification,
    Decision,
    Engagement,
    Extension,
    Outcome,
    Requisition,
    Shortlist,
)
from governance.storage.tables import (
    StageEvent as StageEventRow,
)
from governance.vault import Owner, open_words
from governance.views import (
    ApprovalRecord,
    AuditLine,
    CandidateRecord,
    ClassificationRecord,
    DecisionRecord,
    EngagementRecord,
    IntakeRecord,
    OutcomeRecord,
    OverrideRecord,
    Person,
    QueueItem,
    RequisitionCase,
    RequisitionSummary,
    RouteRecord,
    ShortlistRecord,
    StageEvent,
    StepRecord,
)
from matching.errors import Forbidden

__all__ = [
    "ApprovalRecord",
    "AuditLine",
    "CandidateRecord",
    "ClassificationRecord",
    "DecisionRecord",
    "EngagementRecord",
    "IntakeRecord",
    "OutcomeRecord",
    "OverrideRecord",
    "Person",
    "QueueItem",
    "RequisitionCase",
    "RequisitionSummary",
    "RouteRecord",
    "ShortlistRecord",
    "StageEvent",
    "StepRecord",
    "approval_queue",
    "audit_timeline",
    "requisition_case",
    "requisitions_for",
    "requisitions_made",
]

_Names = dict[str, str]


def requisitions_for(session: Session, actor: Actor) -> list[RequisitionSummary]:
    """Every requisition in the actor's business units and jurisdictions, last changed first."""
    names = names_of(session)
    query = select(Requisition).where(scope.reached(session, actor, "requisition.read"))
    rows = session.scalars(query.order_by(Requisition.changed_at.desc(), Requisition.id.desc()))
    return [_summary(row, names) for row in rows]


def requisitions_made(
    session: Session,
    actor: Actor,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int,
    state: str | None = None,
    by: str | None = None,
) -> list[RequisitionSummary]:
    """As `requisitions_for`, the last made first, from the one after `before` (when it was made, its id) on.

    Only those in `state`, only those that account `by` requested.
    """
    query = select(Requisition).where(scope.reached(session, actor, "requisition.read"))
    if before is not None:
        at, requisition_id = before
        earlier = Requisition.created_at < at
        query = query.where(or_(earlier, and_(Requisition.created_at == at, Requisition.id < requisition_id)))
    if state is not None:
        query = query.where(Requisition.state == state)
    if by is not None:
        query = query.where(Requisition.requested_by == by)
    rows = session.scalars(query.order_by(Requisition.created_at.desc(), Requisition.id.desc()).limit(limit))
    names = names_of(session)
    return [_summary(row, names) for row in rows]


def requisition_case(session: Session, actor: Actor, requisition_id: str) -> RequisitionCase:
    """All there is to one requisition; NotFound when absent or out of scope."""
    row = session.get(Requisition, requisition_id)
    if row is None or not scope.reads(session, actor, row):
        raise cases.absent(requisition_id)
    names = names_of(session)
    decisions = _decisions(session, row, names)
    selected = tuple(chosen.person_id for chosen in cases.selections(session, row.id))
    engagements = _engagements(session, row, names)
    hidden = hides(session, actor, row)
    sees_fit = not hidden and scope.reaches(session, actor, "fit.read", row)
    withheld = HIDDEN if hidden else () if sees_fit else WITHHELD
    return RequisitionCase(
        summary=_summary(row, names),
        role=cases.current_version(session, row).role,
        intake=_intake(session, row, names),
        routes=routes_record(session, row.id, names),
        answers=_answers(session, row, actor),
        waits_for=waits_for(session, row),
        shortlists=_shortlists(session, row, names),
        candidates=() if hidden else candidates(session, row, decisions, selected, sees_fit=sees_fit),
        blind=blind_record(session, row, names, hidden=hidden),
        overrides=overrides(session, row.id, names) if sees_fit else (),
        decisions=decisions,
        selected=selected,
        approvals=_approvals(session, row, names),
        stage_events=_stage_events(session, row, names),
        classifications=classifications(session, row.id, names),
        engagements=engagements,
        extensions=extensions(session, row.id, names),
        timeline=tuple(_timeline(session, names, (row.id, *(e.id for e in engagements)), withheld)),
        outdated=_outdated(session, row),
        withheld=withheld,
    )


def approval_queue(session: Session, actor: Actor, *, requisition_id: str | None = None) -> list[QueueItem]:
    """What waits for an answer of a role of the actor's, their own or delegated, the longest wait first; of one case, or of all."""
    names = names_of(session)
    within = scope.reached(session, actor, "requisition.read")
    if requisition_id is not None:
        within = and_(within, Requisition.id == requisition_id)
    query = select(Requisition).where(Requisition.state.in_(WAITING), within)
    items = [
        QueueItem(
            turn.kind,
            _summary(row, names),
            row.state_since,
            turn.why_not,
            turn.due_at,
            turn.on_behalf_of,
            turn.waits_for,
            together.needs_own_answer(session, actor, row, turn),
        )
        for row in session.scalars(query.order_by(Requisition.state_since, Requisition.id))
        if (turn := turn_of(session, row, actor)) is not None
    ]
    items += [*_to_clear(session, actor, names, within), *_to_extend(session, actor, names, within)]
    return sorted(items, key=lambda item: (item.waiting_since, item.requisition.id))


def audit_timeline(
    session: Session,
    actor: Actor,
    *,
    subject_id: str | None = None,
    actor_id: str | None = None,
    action: str | None = None,
    since: date | None = None,
    until: date | None = None,
    zone: tzinfo = UTC,
    after: int = 0,
    limit: int = 200,
) -> list[AuditLine]:
    """The log itself, in order, from the entry after `after`; for those who audit.

    Only of a subject, by an account, of an action (one that ends in `.`: of all that begin so), on days in `zone`,
    both included.
    """
    access.require(actor, "audit.read", on=today(session))
    query = select(AuditEntry).where(AuditEntry.seq > after, scope.entries_reached(session, actor))
    if subject_id is not None:
        query = query.where(AuditEntry.subject_id == subject_id)
    if actor_id is not None:
        query = query.where(AuditEntry.actor == actor_id)
    if action is not None:
        begins = action.endswith(".")
        wanted = (
            AuditEntry.action.startswith(action, autoescape=True) if begins else AuditEntry.action == action
        )
        query = query.where(wanted)
    if since is not None:
        query = query.where(AuditEntry.at >= _in_utc(since, time(), zone))
    if until is not None:
        query = query.where(AuditEntry.at <= _in_utc(until, time.max, zone))
    names = names_of(session)
    return [_line(entry, names) for entry in session.scalars(query.order_by(AuditEntry.seq).limit(limit))]


def _in_utc(day: date, at: time, zone: tzinfo) -> datetime:
    moment = datetime.combine(day, at, UTC)
    try:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:  # the calendar's first and last day
        return moment


def _outdated(session: Session, row: Requisition) -> tuple[str, ...]:
    if row.state != "selected":
        return ()
    return outdated(session, row, cases.current_shortlist(session, row.id))


def _to_clear(session: Session, actor: Actor, names: _Names, within: ColumnElement[bool]) -> list[QueueItem]:
    """High classifications that legal has not decided on, for those who may."""
    query = (
        select(Requisition, Classification)
        .join(Classification, Classification.requisition_id == Requisition.id)
        .outerjoin(Extension, Extension.id == Classification.extension_id)
        .where(
            or_(Classification.extension_id.is_(None), Extension.state == "asked"),
            Classification.voided_at.is_(None),
            Classification.risk == "high",
            Requisition.state.in_([state for state, moves in REQUISITION.items() if "classify" in moves]),
            within,
        )
    )
    return [
        QueueItem(
            "classification" if found.extension_id is None else "extension",
            _summary(row, names),
            found.assessed_at,
            _refusal(actor, involved(session, row, found), "decide on it"),
        )
        for row, found in session.execute(query)
        if decision_on(session, found.id) is None
        and scope.reaches(session, actor, "classification.decide", row)
    ]


def _to_extend(session: Session, actor: Actor, names: _Names, within: ColumnElement[bool]) -> list[QueueItem]:
    """Extensions that wait for a yes or no, for those who may."""
    query = (
        select(Requisition, Extension, Engagement)
        .join(Extension, Extension.requisition_id == Requisition.id)
        .join(Engagement, (Engagement.id == Extension.engagement_id) & (Engagement.state == "active"))
        .where(Extension.state == "asked", within)
    )
    return [
        QueueItem(
            "extension",
            _summary(row, names),
            found.asked_at,
            _refusal(actor, hands_in_extension(session, row, found), "approve the extension")
            or _over_limit(session, actor, row, "extension.approve", total_with(session, engagement, found)),
        )
        for row, found, engagement in session.execute(query)
        if scope.reaches(session, actor, "extension.approve", row)
    ]


def _over_limit(session: Session, actor: Actor, row: Requisition, action: str, amount: Money) -> str | None:
    """What the actor's limit says to the amount, if anything."""
    try:
        access.require(
            actor,
            action,
            business_unit=row.business_unit,
            jurisdiction=jurisdiction_of(session, row),
            amount=amount,
            on=today(session),
        )
    except Forbidden as refusal:
        return refusal.message
    return None


def _refusal(actor: Actor, hands: Iterable[tuple[str, str]], act: str) -> str | None:
    """What separation of duties says to the actor, if anything."""
    try:
        access.require_another(actor, hands, act)
    except Forbidden as refusal:
        return refusal.message
    return None


def _summary(row: Requisition, names: _Names) -> RequisitionSummary:
    return RequisitionSummary(
        id=row.id,
        title=row.title,
        business_unit=row.business_unit,
        state=row.state,
        budget=row.budget,
        positions=row.positions,
        needed_by=row.needed_by,
        template_id=row.template_id,
        role_version=row.role_version,
        version=row.version,
        requested_by=Person.of(row.requested_by, names),
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _intake(session: Session, row: Requisition, names: _Names) -> IntakeRecord:
    said = intake_of(session, row)
    return IntakeRecord(
        budget_owner=Person.of(said.budget_owner, names) if said.budget_owner else None,
        cost_centre=said.cost_centre,
        scope=said.scope,
        deliverables=said.deliverables,
        duration_weeks=said.duration_weeks,
        starts_on=said.starts_on,
        security_class=said.security_class,
        sensitive_data=said.sensitive_data,
        jurisdiction=said.jurisdiction,
        missing={name: NAMES[name] for name in missing(said)},
    )


def _answers(session: Session, row: Requisition, actor: Actor) -> dict[str, str | None]:
    turn = turn_of(session, row, actor)
    return {turn.kind: turn.why_not} if turn else {}


def _shortlists(session: Session, row: Requisition, names: _Names) -> tuple[ShortlistRecord, ...]:
    query = select(Shortlist).where(Shortlist.requisition_id == row.id)
    return tuple(
        ShortlistRecord(
            id=found.id,
            business_unit=found.business_unit,
            created_at=found.created_at,
            created_by=Person.of(found.created_by, names),
            ranked=found.ranked,
            model_hash=found.model_hash,
            snapshot_hash=found.snapshot_hash,
            sha256=found.digest,
            size=found.size,
            current=found.superseded_at is None,
        )
        for found in session.scalars(query.order_by(Shortlist.created_at.desc(), Shortlist.id.desc()))
    )


def _decisions(session: Session, row: Requisition, names: _Names) -> tuple[DecisionRecord, ...]:
    query = select(Decision).where(Decision.requisition_id == row.id)
    return tuple(
        DecisionRecord(
            id=found.id,
            shortlist_id=found.shortlist_id,
            person_id=found.person_id,
            decision=found.decision,
            reason_code=found.reason_code,
            note=_note(session, found.person_id, found.note, f"decision.note:{found.id}"),
            decided_by=Person.of(found.decided_by, names),
            decided_at=found.decided_at,
            undone_at=found.undone_at,
        )
        for found in session.scalars(query.order_by(Decision.decided_at, Decision.id))
    )


def _approvals(session: Session, row: Requisition, names: _Names) -> tuple[ApprovalRecord, ...]:
    query = select(Approval).where(Approval.requisition_id == row.id)
    owner = Owner("requisition", row.id)
    return tuple(
        ApprovalRecord(
            id=found.id,
            kind=found.kind,
            decision=found.decision,
            reason_code=found.reason_code,
            note=open_words(session, owner, found.note, place=f"approval.note:{found.id}"),
            before=tuple(found.before or ()),
            after=tuple(found.after or ()),
            decided_by=Person.of(found.decided_by, names),
            decided_at=found.decided_at,
            voided_at=found.voided_at,
        )
        for found in session.scalars(query.order_by(Approval.decided_at, Approval.id))
    )


def _stage_events(session: Session, row: Requisition, names: _Names) -> tuple[StageEvent, ...]:
    query = select(StageEventRow).where(StageEventRow.requisition_id == row.id)
    events = []
    for found in session.scalars(query.order_by(StageEventRow.at, StageEventRow.id)):
        scores = _note(session, found.person_id, found.scorecard, f"stage_event.scorecard:{found.id}")
        events.append(
            StageEvent(
                person_id=found.person_id,
                stage=found.stage,
                at=found.at,
                by=Person.of(found.by, names),
                scorecard=json.loads(scores) if scores else None,
                reason_code=found.reason_code,
                note=_note(session, found.person_id, found.note, f"stage_event.note:{found.id}"),
            )
        )
    return tuple(events)


def _engagements(session: Session, row: Requisition, names: _Names) -> tuple[EngagementRecord, ...]:
    outcomes = {
        outcome.engagement_id: outcome
        for outcome in session.scalars(select(Outcome).where(Outcome.requisition_id == row.id))
    }
    query = select(Engagement).where(Engagement.requisition_id == row.id).order_by(Engagement.id)
    return tuple(
        EngagementRecord(
            id=found.id,
            person_id=found.person_id,
            state=found.state,
            version=found.version,
            rate=found.rate,
            hours=found.hours,
            start=found.starts_on,
            end=found.ends_on,
            deliverables=tuple(found.deliverables),
            started_by=Person.of(found.started_by, names),
            ended_at=found.ended_at,
            end_reason=found.end_reason,
            end_note=_note(session, found.person_id, found.end_note, f"engagement.end_note:{found.id}"),
            outcome=_outcome(session, outcomes.get(found.id), names),
        )
        for found in session.scalars(query)
    )


def _outcome(session: Session, row: Outcome | None, names: _Names) -> OutcomeRecord | None:
    if row is None:
        return None
    return OutcomeRecord(
        id=row.id,
        accepted=row.accepted,
        rework=row.rework,
        on_budget=row.on_budget,
        on_time=row.on_time,
        would_reengage=row.would_reengage,
        rating=row.rating,
        note=_note(session, row.person_id, row.note, f"outcome.note:{row.id}"),
        recorded_by=Person.of(row.recorded_by, names),
        recorded_at=row.recorded_at,
    )


def _timeline(
    session: Session, names: _Names, subjects: Sequence[str], withheld: Sequence[str]
) -> Iterable[AuditLine]:
    query = select(AuditEntry).where(AuditEntry.subject_id.in_(subjects)).order_by(AuditEntry.seq)
    # In a blind stage the log would say who stands at which place.
    left_out = (*withheld, "person", "blind") if "people" in withheld else withheld
    return (_line(entry, names, left_out) for entry in session.scalars(query))


def _line(entry: AuditEntry, names: _Names, hidden: Sequence[str] = ()) -> AuditLine:
    told = json.loads(entry.entry)
    return AuditLine(
        seq=entry.seq,
        at=entry.at,
        actor=Person.of(entry.actor, names),
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        business_unit=entry.business_unit,
        facts={key: value for key, value in told["facts"].items() if key not in hidden},
        leaf_hash=entry.leaf_hash,
        token=told.get("token"),
    )


def _note(session: Session, person_id: str, sealed: bytes | None, place: str) -> str | None:
    return open_words(session, Owner("person", person_id), sealed, place=place)
