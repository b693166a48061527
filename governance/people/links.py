"""Who counts to whom now: a source profile's person, and everybody who is the same person.

Reads alone, by either id, so that an id that was shortlisted or engaged before a merge still finds the person. The
commands that change it are `same_person.py`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.storage.tables import AuditEntry, ProfileLink
from governance.vault import IN_CHUNKS_OF


def with_person(
    query: Select[Any], column: InstrumentedAttribute[str]
) -> tuple[Select[Any], ColumnElement[str]]:
    """A query joined to the link in force of `column`, and the expression that gives the person it counts to."""
    joined = query.outerjoin(ProfileLink, (ProfileLink.person_id == column) & ProfileLink.ended_at.is_(None))
    return joined, func.coalesce(ProfileLink.into_id, column)


def persons(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """For each id the person it counts to: itself unless it was merged."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        query = select(ProfileLink.person_id, ProfileLink.into_id).where(
            ProfileLink.person_id.in_(chunk), ProfileLink.ended_at.is_(None)
        )
        merged = dict(session.execute(query).all())
        found.update((one, merged.get(one, one)) for one in chunk)
    return found


def members(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each id everybody who is the same person, that person first, whichever of their ids was asked by."""
    standing = persons(session, ids)
    groups: dict[str, list[str]] = {person: [person] for person in standing.values()}
    for chunk in chunks(groups):
        query = select(ProfileLink.into_id, ProfileLink.person_id).where(
            ProfileLink.into_id.in_(chunk), ProfileLink.ended_at.is_(None)
        )
        for into, member in session.execute(query.order_by(ProfileLink.person_id)):
            groups[into].append(member)
    return {asked: tuple(groups[person]) for asked, person in standing.items()}


def spread(session: Session, marked: dict[str, str]) -> dict[str, str]:
    """What holds of one profile's person holds of everybody who is the same person."""
    groups = members(session, marked)
    return {member: mark for one, mark in marked.items() for member in groups[one]} | marked


def joined_since_snapshot(session: Session, snapshot: str) -> dict[str, str]:
    """Who was joined to another since the snapshot was published, and so must not be ranked from it a second time."""
    published = (
        select(func.max(AuditEntry.at))
        .where(AuditEntry.action == "snapshot.published", AuditEntry.subject_id == snapshot)
        .scalar_subquery()
    )
    query = select(ProfileLink.person_id).where(
        ProfileLink.ended_at.is_(None), ProfileLink.linked_at > published
    )
    return dict.fromkeys(session.scalars(query), "joined_to_another_record")


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Each id once, as many at a time as one statement takes."""
    left = iter(dict.fromkeys(ids))
    while chunk := list(islice(left, IN_CHUNKS_OF)):
        yield chunk
