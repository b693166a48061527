"""Finding what is past its time, one function a kind of record: which rows, of whom, and what dropping them touches.

Reads only. Whom a legal hold covers is set apart here, so that every kind respects it alike; `applying.py` drops the rest.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from governance.accounts.sessions import SESSION_LIMIT
from governance.keeping.schedule import Kind
from governance.lifecycle import REQUISITION
from governance.people.held import held_people, held_requisitions
from governance.retention import at_work
from governance.storage.tables import (
    DataKey,
    Decision,
    Engagement,
    ImportedOutcome,
    LoginAttempt,
    LoginSession,
    Look,
    Notice,
    NoticePart,
    Outcome,
    Person,
    ProtectedAttribute,
    Requisition,
    Shortlist,
    ShortlistPart,
    StageEvent,
)

_ENDED = tuple(state for state, moves in REQUISITION.items() if not moves)


@dataclass(frozen=True, slots=True)
class Row:
    """One record past its time: its key, and whom and which requisition it is of, where it is of any."""

    key: tuple[Any, ...]
    person: str | None = None
    requisition: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What of one kind is past its time: `rows` may go, `held` stay under a legal hold."""

    kind: str
    rows: tuple[Row, ...]
    held: int


def find_due(session: Session, kinds: Iterable[Kind], today: date) -> tuple[Found, ...]:
    """What is past its time, for each kind that a time is set for."""
    people, requisitions = held_people(session), held_requisitions(session)
    found = []
    for kind in kinds:
        cutoff = kind.cutoff(today)
        if cutoff is None:
            continue
        rows = tuple(Row(*row) for row in FINDERS[kind.id](session, cutoff))
        free = tuple(r for r in rows if r.person not in people and r.requisition not in requisitions)
        found.append(Found(kind.id, free, len(rows) - len(free)))
    return tuple(found)


_Rows = Iterable[tuple[Any, ...]]


def _protected(session: Session, cutoff: date) -> _Rows:
    """Of whoever works for us it stays: one has to know whom one has engaged."""
    query = select(ProtectedAttribute.person_id, ProtectedAttribute.attribute).where(
        ProtectedAttribute.imported_at < _midnight(cutoff)
    )
    busy = at_work(session)
    rows = session.execute(query.order_by(*_key(ProtectedAttribute)))
    return [((person, attribute), person) for person, attribute in rows if person not in busy]


def _rejected(session: Session, cutoff: date) -> _Rows:
    engaged = exists().where(
        Engagement.requisition_id == Shortlist.requisition_id,
        Engagement.person_id == ShortlistPart.person_id,
    )
    query = (
        select(*_key(ShortlistPart), ShortlistPart.person_id, Shortlist.requisition_id)
        .join(Shortlist, Shortlist.id == ShortlistPart.shortlist_id)
        .join(Requisition, Requisition.id == Shortlist.requisition_id)
        .join(Person, Person.id == ShortlistPart.person_id)
        .where(_over(cutoff), ShortlistPart.sealed != b"", ~engaged, Person.erased_at.is_(None))
        .where(Person.expired_at.is_(None))
    )
    return [
        ((row[0], row[1], row[2]), row[3], row[4])
        for row in session.execute(query.order_by(*_key(ShortlistPart)))
    ]


def _decision_notes(session: Session, cutoff: date) -> _Rows:
    query = (
        select(Decision.id, Decision.person_id, Decision.requisition_id)
        .join(Requisition, Requisition.id == Decision.requisition_id)
        .where(_over(cutoff), Decision.note.is_not(None))
    )
    return _by_id(session, query.order_by(Decision.id))


def _scorecards(session: Session, cutoff: date) -> _Rows:
    query = (
        select(StageEvent.id, StageEvent.person_id, StageEvent.requisition_id)
        .join(Requisition, Requisition.id == StageEvent.requisition_id)
        .where(_over(cutoff), or_(StageEvent.note.is_not(None), StageEvent.scorecard.is_not(None)))
    )
    return _by_id(session, query.order_by(StageEvent.id))


def _notices(session: Session, cutoff: date) -> _Rows:
    query = (
        select(*_key(NoticePart), Notice.requisition_id)
        .join(Notice, Notice.shortlist_id == NoticePart.shortlist_id)
        .join(Requisition, Requisition.id == Notice.requisition_id)
        .where(_over(cutoff))
    )
    rows = session.execute(query.order_by(*_key(NoticePart)))
    return [((row[0], row[1]), row[1], row[2]) for row in rows]


def _engagements(session: Session, cutoff: date) -> _Rows:
    query = select(
        Engagement.id,
        Engagement.person_id,
        Engagement.requisition_id,
        Engagement.deliverables,
        Engagement.end_note,
    ).where(Engagement.ended_at < _midnight(cutoff))
    return [
        ((row[0],), row[1], row[2])
        for row in session.execute(query.order_by(Engagement.id))
        if row[3] or row[4] is not None
    ]


def _outcomes(session: Session, cutoff: date) -> _Rows:
    query = select(Outcome.id, Outcome.person_id, Outcome.requisition_id).where(
        Outcome.recorded_at < _midnight(cutoff), Outcome.note.is_not(None)
    )
    return _by_id(session, query.order_by(Outcome.id))


def _earlier_outcomes(session: Session, cutoff: date) -> _Rows:
    query = select(ImportedOutcome.id, ImportedOutcome.person_id).where(
        ImportedOutcome.ended_on < cutoff, ImportedOutcome.note.is_not(None)
    )
    return _by_id(session, query.order_by(ImportedOutcome.id))


def _case_words(session: Session, cutoff: date) -> _Rows:
    query = (
        select(Requisition.id)
        .join(DataKey, (DataKey.owner_kind == "requisition") & (DataKey.owner_id == Requisition.id))
        .where(_over(cutoff), DataKey.wrapped.is_not(None))
    )
    return [((one,), None, one) for one in session.scalars(query.order_by(Requisition.id))]


def _log_in_attempts(session: Session, cutoff: date) -> _Rows:
    query = select(LoginAttempt.name_hash).where(LoginAttempt.last_at < _midnight(cutoff))
    return [((one,),) for one in session.scalars(query.order_by(LoginAttempt.name_hash))]


def _sessions(session: Session, cutoff: date) -> _Rows:
    """Closed, or older than a session may become."""
    query = select(LoginSession.token_hash).where(
        LoginSession.seen_at < _midnight(cutoff),
        or_(LoginSession.closed_at.is_not(None), LoginSession.opened_at < _midnight(cutoff) - SESSION_LIMIT),
    )
    return [((one,),) for one in session.scalars(query.order_by(LoginSession.token_hash))]


def _looks(session: Session, cutoff: date) -> _Rows:
    """No person's and no case's words: a hold on either has nothing to keep here."""
    query = select(*_key(Look)).where(Look.looked_at < _midnight(cutoff))
    return [((row[0], row[1]),) for row in session.execute(query.order_by(*_key(Look)))]


FINDERS: Mapping[str, Callable[[Session, date], _Rows]] = {
    "protected_attributes": _protected,
    "rejected_candidates": _rejected,
    "decision_notes": _decision_notes,
    "scorecards": _scorecards,
    "notices": _notices,
    "engagements": _engagements,
    "outcomes": _outcomes,
    "earlier_outcomes": _earlier_outcomes,
    "case_words": _case_words,
    "log_in_attempts": _log_in_attempts,
    "sessions": _sessions,
    "looks": _looks,
}


def _over(cutoff: date) -> Any:
    """The requisition has ended, and did so before the cutoff."""
    return Requisition.state.in_(_ENDED) & (Requisition.state_since < _midnight(cutoff))


def _by_id(session: Session, query: Any) -> _Rows:
    return [((row[0],), *row[1:]) for row in session.execute(query)]


def _key(table: Any) -> tuple[Any, ...]:
    return tuple(table.__table__.primary_key.columns)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
