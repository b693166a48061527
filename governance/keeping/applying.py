"""Letting go of what is past its time, in one transaction and with one audit entry a kind.

Rows keep their ids, codes and figures; what goes are words, sealed parts and keys. The log keeps its commitments, so that
it still verifies and every proof of what remains holds. Profiles go by their licences, which is `governance/retention.py`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from governance.access import HOME
from governance.database import UnitOfWork
from governance.keeping.due import Found, Row, find_due
from governance.keeping.schedule import Schedule
from governance.retention import Expired, expired, purge_expired, refuse_other_than
from governance.storage.tables import (
    AuditDisclosure,
    AuditEntry,
    Candidate,
    Decision,
    Engagement,
    ImportedOutcome,
    LoginAttempt,
    LoginSession,
    Look,
    NoticePart,
    Outcome,
    ProtectedAttribute,
    ShortlistPart,
    StageEvent,
)

_CHUNK = 300  # three values a row in some statements, and SQLite allows 999 in one


@dataclass(frozen=True, slots=True)
class KindDue:
    """Of one kind, `due` records are past their time and may go, `held` are past it and stay under a legal hold."""

    kind: str
    due: int
    held: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a schedule lets go on a day: by licence, source by source, and every other kind by its time."""

    on: date
    version: str
    sha256: str
    sources: tuple[Expired, ...]
    kinds: tuple[KindDue, ...]

    @property
    def records(self) -> int:
        """How many records go, of every kind."""
        return sum(one.due for one in self.kinds) + sum(one.records for one in self.sources)

    @property
    def goes(self) -> bool:
        return any(one.due for one in self.kinds) or any(one.goes for one in self.sources)


def what_is_due(session: Session, schedule: Schedule, today: date) -> Report:
    """What `apply_schedule` would let go; changes nothing."""
    return _report(schedule, today, expired(session, today), find_due(session, schedule.kinds, today))


def apply_schedule(
    work: UnitOfWork, schedule: Schedule, today: date, *, expected: int | None = None
) -> Report:
    """Let go of everything past its time that no hold covers. The home itself may, besides who is allowed to.

    `expected`: how many records whoever asks was told of; Stale where it is another number by now.
    """
    if work.actor is not HOME:
        work.require_everywhere("retention.apply")
    if expected is not None:
        refuse_other_than(what_is_due(work.session, schedule, today).records, expected)
    sources = purge_expired(work, today)
    found = find_due(work.session, schedule.kinds, today)
    for one in found:
        if not one.rows:
            continue
        for chunk in _chunks(one.rows):
            DROPPERS[one.kind](work, chunk)
        work.audit(
            "retention.applied",
            "kind",
            one.kind,
            facts={
                "records": len(one.rows),
                "held": one.held,
                "schedule": schedule.version,
                "schedule_sha256": schedule.sha256,
                "keep": schedule.kind(one.kind).keep.replace(" ", "_"),
                "on": today.isoformat(),
            },
        )
    return _report(schedule, today, sources, found)


def _report(schedule: Schedule, today: date, sources: tuple[Expired, ...], found: Sequence[Found]) -> Report:
    kinds = tuple(KindDue(one.kind, len(one.rows), one.held) for one in found)
    return Report(today, schedule.version, schedule.sha256, sources, kinds)


def _drop_protected(work: UnitOfWork, rows: Sequence[Row]) -> None:
    place = tuple_(ProtectedAttribute.person_id, ProtectedAttribute.attribute)
    work.session.execute(delete(ProtectedAttribute).where(place.in_([row.key for row in rows])))


def _drop_rejected(work: UnitOfWork, rows: Sequence[Row]) -> None:
    place = tuple_(ShortlistPart.shortlist_id, ShortlistPart.section, ShortlistPart.position)
    work.session.execute(update(ShortlistPart).where(place.in_([row.key for row in rows])).values(sealed=b""))
    place = tuple_(Candidate.shortlist_id, Candidate.person_id)
    listed = [(row.key[0], row.person) for row in rows if row.key[1] == "candidates"]
    if listed:
        work.session.execute(update(Candidate).where(place.in_(listed)).values(score=None))


def _drop_decision_notes(work: UnitOfWork, rows: Sequence[Row]) -> None:
    _blank(work, Decision, rows, note=None)
    _undisclose(work, "candidate.decided", rows, fact="decision_id")


def _drop_scorecards(work: UnitOfWork, rows: Sequence[Row]) -> None:
    _blank(work, StageEvent, rows, note=None, scorecard=None)
    _undisclose(work, "candidate.", rows, fact="event")


def _drop_notices(work: UnitOfWork, rows: Sequence[Row]) -> None:
    place = tuple_(NoticePart.shortlist_id, NoticePart.person_id)
    work.session.execute(delete(NoticePart).where(place.in_([row.key for row in rows])))


def _drop_engagements(work: UnitOfWork, rows: Sequence[Row]) -> None:
    _blank(work, Engagement, rows, deliverables=[], end_note=None)
    _undisclose(work, "engagement.", rows)


def _drop_outcomes(work: UnitOfWork, rows: Sequence[Row]) -> None:
    _blank(work, Outcome, rows, note=None)
    _undisclose(work, "outcome.recorded", rows, fact="outcome")


def _drop_earlier_outcomes(work: UnitOfWork, rows: Sequence[Row]) -> None:
    _blank(work, ImportedOutcome, rows, note=None)


def _drop_case_words(work: UnitOfWork, rows: Sequence[Row]) -> None:
    work.vault.drop_many(work.session, "requisition", (row.key[0] for row in rows), now=work.now)


def _drop_attempts(work: UnitOfWork, rows: Sequence[Row]) -> None:
    work.session.execute(delete(LoginAttempt).where(LoginAttempt.name_hash.in_([row.key[0] for row in rows])))


def _drop_sessions(work: UnitOfWork, rows: Sequence[Row]) -> None:
    work.session.execute(
        delete(LoginSession).where(LoginSession.token_hash.in_([row.key[0] for row in rows]))
    )


def _drop_looks(work: UnitOfWork, rows: Sequence[Row]) -> None:
    place = tuple_(Look.account_id, Look.requisition_id)
    work.session.execute(delete(Look).where(place.in_([row.key for row in rows])))


DROPPERS: Mapping[str, Callable[[UnitOfWork, Sequence[Row]], None]] = {
    "protected_attributes": _drop_protected,
    "rejected_candidates": _drop_rejected,
    "decision_notes": _drop_decision_notes,
    "scorecards": _drop_scorecards,
    "notices": _drop_notices,
    "engagements": _drop_engagements,
    "outcomes": _drop_outcomes,
    "earlier_outcomes": _drop_earlier_outcomes,
    "case_words": _drop_case_words,
    "log_in_attempts": _drop_attempts,
    "sessions": _drop_sessions,
    "looks": _drop_looks,
}


def _blank(work: UnitOfWork, table: Any, rows: Sequence[Row], **values: Any) -> None:
    ids = [row.key[0] for row in rows]
    version = {"version": table.version + 1} if hasattr(table, "version") else {}
    work.session.execute(update(table).where(table.id.in_(ids)).values(**values, **version))


def _undisclose(work: UnitOfWork, action: str, rows: Sequence[Row], *, fact: str | None = None) -> None:
    """Drop the words behind the commitments of the entries that recorded these rows: that name them in `fact`, or as subject."""
    ids = {row.key[0] for row in rows}
    subjects = ids if fact is None else _subjects(work.session, rows)
    query = select(AuditEntry.seq, AuditEntry.subject_id, AuditEntry.entry).where(
        AuditEntry.action.startswith(action, autoescape=True), AuditEntry.subject_id.in_(subjects)
    )
    told = [
        seq
        for seq, subject, entry in work.session.execute(query)
        if (subject if fact is None else json.loads(entry)["facts"].get(fact)) in ids
    ]
    for start in range(0, len(told), _CHUNK):
        work.session.execute(
            delete(AuditDisclosure).where(AuditDisclosure.seq.in_(told[start : start + _CHUNK]))
        )


def _subjects(session: Session, rows: Sequence[Row]) -> set[str]:
    """What the entries about these rows may have for a subject: their requisitions and those' engagements."""
    requisitions = {row.requisition for row in rows if row.requisition}
    engagements = select(Engagement.id).where(Engagement.requisition_id.in_(requisitions))
    return requisitions | set(session.scalars(engagements))


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
