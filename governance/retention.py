"""Letting go of what a licence no longer lets us hold: documents first, then people nothing else holds.

A document past its last day is dropped, with the protected values that came with it. A person left without any, of all
those joined as one (`people/links.py`), is let go: their keys are destroyed, so that frozen lists and notes are unreadable
too, and the log still verifies. An offer or an engagement that runs holds a person until it ends; under a legal hold
not even a document goes. Someone let go may come back under a new licence, as somebody new; a block or an opt-out stays with them. What lies outside the record (snapshots, cached vectors) is for whoever
keeps it.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from governance.access import HOME
from governance.cases import OUTSTANDING
from governance.database import UnitOfWork
from governance.lists.shortlists import drop_parts_quoting
from governance.people.held import held_people
from governance.people.links import members
from governance.people.profiles import stated
from governance.people.protected import KEY_KIND as PROTECTED_KEY
from governance.people.restrictions import close_pairs
from governance.storage.tables import (
    AuditEntry,
    Candidate,
    Engagement,
    Person,
    ProfileLink,
    ProtectedAttribute,
    Shortlist,
    SourceProfile,
)
from matching.errors import Stale
from matching.identity import Stated, compose

# Two values a row in some statements, and SQLite allows 999 in one.
_CHUNK = 450

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Expired:
    """What of one source is past its last day: documents, protected values, people nothing else holds.

    `held` are people who stay readable: while an offer or an engagement runs, or, documents and all, under a legal hold.
    """

    source: str
    profiles: int
    protected: int
    people: int
    held: int

    def as_dict(self) -> dict[str, Any]:
        return {"source": self.source, **self.facts}

    @property
    def goes(self) -> bool:
        """Whether anything of the source does, and not only stays."""
        return bool(self.profiles or self.protected or self.people)

    @property
    def records(self) -> int:
        """How many records go: documents and protected values."""
        return self.profiles + self.protected

    @property
    def facts(self) -> dict[str, int]:
        return {
            "profiles": self.profiles,
            "protected": self.protected,
            "people": self.people,
            "held": self.held,
        }


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    person_id: str
    source_id: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class _Due:
    """Everything a purge would do; `source_of` says under which source a person is counted, `groups` who is one person."""

    rows: tuple[_Row, ...]
    source_of: Mapping[str, str]
    protected: tuple[tuple[str, str, str], ...]
    let_go: frozenset[str]
    held: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]

    def by_source(self) -> tuple[Expired, ...]:
        profiles = Counter(row.source_id for row in self.rows)
        protected = Counter(source for _, _, source in self.protected)
        let_go = Counter(self.source_of[person_id] for person_id in self.let_go)
        held = Counter(self.source_of[person_id] for person_id in self.held)
        sources = sorted(profiles.keys() | let_go.keys() | held.keys())
        return tuple(Expired(s, profiles[s], protected[s], let_go[s], held[s]) for s in sources)


def expired(session: Session, today: date) -> tuple[Expired, ...]:
    """What `purge_expired` would let go, source by source; changes nothing."""
    return _due(session, today).by_source()


def purge_expired(work: UnitOfWork, today: date, *, expected: int | None = None) -> tuple[Expired, ...]:
    """Let go of everything past its last day, one audit entry a source. The home itself may, besides who is allowed to.

    `expected`: how many records whoever asks was told of; Stale where it is another number by now.
    """
    if work.actor is not HOME:
        work.require_everywhere("people.purge")
    due = _due(work.session, today)
    counts = due.by_source()
    refuse_other_than(sum(one.records for one in counts), expected)
    _drop_documents(work, due)
    _drop_protected(work, due)
    _let_go(work, due.let_go)
    for one in filter(lambda one: one.goes, counts):
        work.audit("people.purged", "source", one.source, facts={**one.facts, "on": today.isoformat()})
    return counts


def refuse_other_than(found: int, expected: int | None) -> None:
    """Stale where not so many records go as somebody agreed to: nothing brings back what goes."""
    if expected is not None and found != expected:
        raise Stale(
            f"{found} records are past their time now, and you were told of {expected}",
            hint="read what goes now, then confirm again",
        )


def holding_lost_words(session: Session, snapshots: Mapping[str, Collection[str]]) -> set[str]:
    """Snapshots (name -> ids) made before the last purge that hold somebody who lost a document to one, and stays."""
    last = select(func.max(AuditEntry.seq)).where(AuditEntry.action == "people.purged").scalar_subquery()
    made_since = set(
        session.scalars(
            select(AuditEntry.subject_id).where(
                AuditEntry.action == "snapshot.published", AuditEntry.seq > last
            )
        )
    )
    lost = (
        select(SourceProfile.person_id)
        .join(Person, Person.id == SourceProfile.person_id)
        .where(SourceProfile.document.is_(None), Person.erased_at.is_(None), Person.expired_at.is_(None))
    )
    people = {one for group in members(session, session.scalars(lost)).values() for one in group}
    return {name for name, ids in snapshots.items() if name not in made_since and not people.isdisjoint(ids)}


def _due(session: Session, today: date) -> _Due:
    past = tuple(_Row(*found) for found in session.execute(_past_their_last_day(today)))
    without: dict[str, str] = dict(session.execute(_without_a_document()).all())
    on_hold = _on_hold(session, [*(row.person_id for row in past), *without])
    rows = tuple(row for row in past if row.person_id not in on_hold)
    waiting = {person_id: source for person_id, source in without.items() if person_id not in on_hold}
    leaving = {row.id for row in rows}
    touched = list(dict.fromkeys(row.person_id for row in rows))
    groups = members(session, [*touched, *waiting])
    kept = _documents_left(session, groups, leaving)
    alone = {person_id for person_id, group in groups.items() if kept.isdisjoint(group)}
    busy = at_work(session)
    working = {person_id for person_id in alone if not busy.isdisjoint(groups[person_id])}
    source_of = {**waiting, **{row.person_id: row.source_id for row in past}}
    return _Due(
        rows=rows,
        source_of=source_of,
        protected=tuple(_protected(session, rows, source_of, alone - working, working | on_hold)),
        let_go=frozenset(alone - working),
        held=frozenset(
            (working - waiting.keys()) | {row.person_id for row in past if row.person_id in on_hold}
        ),
        groups=groups,
    )


def _on_hold(session: Session, people: Iterable[str]) -> frozenset[str]:
    """Those of whom nothing may go: they, who they are the same person as, or whose lists quote them are under a legal hold."""
    held = held_people(session).keys()
    if not held:
        return frozenset()
    asked = list(dict.fromkeys(people))
    groups, once = members(session, asked), _joined_once(session, asked)
    return frozenset(
        one
        for one in asked
        if not held.isdisjoint(groups[one])
        or any(not held.isdisjoint(group) for group in members(session, once.get(one, ())).values())
    )


def _past_their_last_day(today: date) -> Select[int, str, str, datetime]:
    return (
        select(SourceProfile.id, SourceProfile.person_id, SourceProfile.source_id, SourceProfile.imported_at)
        .join(Person, Person.id == SourceProfile.person_id)
        .where(
            SourceProfile.retain_until < today,
            SourceProfile.document.is_not(None),
            Person.erased_at.is_(None),
        )
        .order_by(SourceProfile.id)
    )


def _without_a_document() -> Select[str, str]:
    """People and the source that dropped their last document, not yet let go."""
    held = select(SourceProfile.person_id).where(SourceProfile.document.is_not(None))
    return (
        select(Person.id, SourceProfile.source_id)
        .join(SourceProfile, SourceProfile.person_id == Person.id)
        .where(Person.erased_at.is_(None), Person.expired_at.is_(None), Person.id.not_in(held))
        .order_by(Person.id, SourceProfile.id)
    )


def _documents_left(session: Session, groups: Mapping[str, tuple[str, ...]], leaving: set[int]) -> set[str]:
    kept: set[str] = set()
    for chunk in _chunks({member for group in groups.values() for member in group}):
        query = select(SourceProfile.id, SourceProfile.person_id).where(
            SourceProfile.person_id.in_(chunk), SourceProfile.document.is_not(None)
        )
        kept.update(person_id for row_id, person_id in session.execute(query) if row_id not in leaving)
    return kept


def at_work(session: Session) -> set[str]:
    """Who is held by our own dealings: an offer made and not yet answered for, or an engagement that runs."""
    offered = (
        select(Candidate.person_id)
        .join(Shortlist, Shortlist.id == Candidate.shortlist_id)
        .where(Candidate.stage.in_(OUTSTANDING), Shortlist.superseded_at.is_(None))
    )
    running = select(Engagement.person_id).where(Engagement.ended_at.is_(None))
    ended = select(Engagement.person_id).where(Engagement.ended_at.is_not(None))
    return {*session.scalars(running), *(set(session.scalars(offered)) - set(session.scalars(ended)))}


def _protected(
    session: Session, rows: Iterable[_Row], source_of: Mapping[str, str], let_go: set[str], staying: set[str]
) -> Iterator[tuple[str, str, str]]:
    """(person, attribute, source) of the values that came with a document that goes, and all of whoever is let go.

    A value and its document are written in one command, so they bear the same instant. Of whoever works for us they
    stay: one has to know whom one has engaged. So do those of whoever is under a legal hold.
    """
    came = {(row.person_id, row.imported_at): row.source_id for row in rows}
    for chunk in _chunks(person_id for person_id in source_of if person_id not in staying):
        query = select(
            ProtectedAttribute.person_id, ProtectedAttribute.attribute, ProtectedAttribute.imported_at
        ).where(ProtectedAttribute.person_id.in_(chunk))
        for person_id, attribute, imported_at in session.execute(query):
            if person_id in let_go or (person_id, imported_at) in came:
                source = came.get((person_id, imported_at), source_of[person_id])
                yield person_id, attribute, source


def _drop_documents(work: UnitOfWork, due: _Due) -> None:
    _drop_quotations(work, due)
    for chunk in _chunks(row.id for row in due.rows):
        work.session.execute(
            update(SourceProfile)
            .where(SourceProfile.id.in_(chunk))
            .values(document=None, content_mac="", version=SourceProfile.version + 1)
        )
    for people in _chunks(dict.fromkeys(row.person_id for row in due.rows)):
        close_pairs(work, people, forget=False)


def _drop_quotations(work: UnitOfWork, due: _Due) -> None:
    """Of people who stay, the parts of frozen lists that quote what only a document that goes has said."""
    leaving = {row.id for row in due.rows}
    once = _joined_once(work.session, (row.person_id for row in due.rows))
    for person_id in dict.fromkeys(row.person_id for row in due.rows):
        groups = {due.groups[person_id], *members(work.session, once.get(person_id, ())).values()}
        for group in groups:
            if due.let_go.issuperset(group):
                continue  # unreadable with their keys
            gone = _stated(work.session, [person_id], lambda row: row.id in leaving)
            kept = _stated(work.session, group, lambda row: row.id not in leaving)
            for member in set(group) - due.let_go:
                drop_parts_quoting(work, member, _words([*gone, *kept], gone), _words(kept, kept))


def _stated(session: Session, people: Sequence[str], wanted: Callable[[SourceProfile], bool]) -> list[Stated]:
    query = select(SourceProfile).where(
        SourceProfile.person_id.in_(people), SourceProfile.document.is_not(None)
    )
    return [stated(session, row) for row in session.scalars(query.order_by(SourceProfile.id)) if wanted(row)]


def _joined_once(session: Session, people: Iterable[str]) -> dict[str, list[str]]:
    """For each of these people those whom they counted to and no longer do: a list frozen in between may quote them."""
    found: dict[str, list[str]] = {}
    for chunk in _chunks(dict.fromkeys(people)):
        query = select(ProfileLink.person_id, ProfileLink.into_id).where(
            ProfileLink.person_id.in_(chunk), ProfileLink.ended_at.is_not(None)
        )
        for person_id, into in session.execute(query):
            found.setdefault(person_id, []).append(into)
    return found


def _words(composed: Sequence[Stated], each: Sequence[Stated]) -> str:
    """All that these profiles say, together and each by itself, as JSON text: joining may leave out what another says."""
    profiles = [compose("", composed)] if composed else []
    return "\n".join(
        json.dumps(profile, ensure_ascii=False) for profile in (*profiles, *(one.profile for one in each))
    )


def _drop_protected(work: UnitOfWork, due: _Due) -> None:
    for chunk in _chunks(due.protected):
        keys = [(person_id, attribute) for person_id, attribute, _ in chunk]
        place = tuple_(ProtectedAttribute.person_id, ProtectedAttribute.attribute)
        work.session.execute(delete(ProtectedAttribute).where(place.in_(keys)))


def _let_go(work: UnitOfWork, people: Iterable[str]) -> None:
    gone = sorted(people)
    for chunk in _chunks(gone):
        close_pairs(work, chunk)
    for kind in ("person", PROTECTED_KEY):
        work.vault.drop_many(work.session, kind, gone, now=work.now)
    for chunk in _chunks(gone):
        work.session.execute(
            update(Person).where(Person.id.in_(chunk)).values(expired_at=work.now, version=Person.version + 1)
        )
        work.session.execute(update(Candidate).where(Candidate.person_id.in_(chunk)).values(score=None))


def _chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    left = iter(items)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
