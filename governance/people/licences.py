"""What the licences of the sources allow of the people they brought: to be compared by meaning, and to be learned from.

Read from the sources as they are now, so that changed terms hold for rows already here. Where several sources hold a
person, joined as one (`links.py`), what one of them forbids is forbidden. Taking people in is `importing.py`, letting them
go `governance/retention.py`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.access import EVERYWHERE
from governance.database import UnitOfWork
from governance.people.links import members
from governance.storage.tables import Person, Source, SourceProfile
from governance.vault import IN_CHUNKS_OF
from matching.profiles import Terms


def terms_of(session: Session, ids: Iterable[str] | None = None) -> dict[str, Terms]:
    """For these people, or all, the business unit that holds them and whether their words may be embedded."""
    if ids is None:
        return _terms(session, _same_as(session, session.scalars(_forbidden_by(Source.may_embed))))
    wanted = list(dict.fromkeys(ids))
    groups = members(session, wanted)
    hidden = _not_embedded_among(session, {one for group in groups.values() for one in group})
    barred = {asked for asked, group in groups.items() if not hidden.isdisjoint(group)}
    found: dict[str, Terms] = {}
    for chunk in _chunks(wanted):
        found |= _terms(session, barred, Person.id.in_(chunk))
    return found


def not_for_training(session: Session) -> set[str]:
    """Who may not be learned from: a source that brought them, or anybody who is the same person, forbids it."""
    return _same_as(session, session.scalars(_forbidden_by(Source.may_train)))


def retain_until(as_of: date, retain_days: int | None) -> date | None:
    """The last day a row seen on `as_of` may be held; None: no end."""
    return None if retain_days is None else as_of + timedelta(days=retain_days)


def apply_retention(work: UnitOfWork, source: Source) -> None:
    """Hold every row of the source to its terms as they are now, whatever they were when it came."""
    table = SourceProfile.__table__
    rows = work.session.execute(
        select(SourceProfile.id, SourceProfile.as_of, SourceProfile.retain_until).where(
            SourceProfile.source_id == source.id, SourceProfile.document.is_not(None)
        )
    )
    ends = [(row_id, retain_until(as_of, source.retain_days), until) for row_id, as_of, until in rows]
    moved = [{"row": row_id, "until": end} for row_id, end, until in ends if end != until]
    if moved:
        statement = table.update().where(table.c.id == bindparam("row"))  # type: ignore[attr-defined]
        work.session.connection().execute(
            statement.values(retain_until=bindparam("until"), version=table.c.version + 1), moved
        )


def visible_in(units: Iterable[str], found: Mapping[str, Terms]) -> set[str]:
    """Those of these people whom one of the business units may see: its own, and those held everywhere."""
    given = set(units)
    return {
        person_id
        for person_id, terms in found.items()
        if EVERYWHERE in given or terms.business_unit in given | {EVERYWHERE}
    }


def _terms(session: Session, hidden: Collection[str], *among: ColumnElement[bool]) -> dict[str, Terms]:
    rows = session.execute(select(Person.id, Person.business_unit).where(*among))
    return {person_id: Terms(unit, person_id not in hidden) for person_id, unit in rows}


def _same_as(session: Session, people: Iterable[str]) -> set[str]:
    """These people and everybody who is the same person as one of them."""
    return {one for group in members(session, people).values() for one in group}


def _not_embedded_among(session: Session, people: Iterable[str]) -> set[str]:
    forbidden = _forbidden_by(Source.may_embed)
    return {
        person_id
        for chunk in _chunks(people)
        for person_id in session.scalars(forbidden.where(SourceProfile.person_id.in_(chunk)))
    }


def _forbidden_by(permission: InstrumentedAttribute[bool]) -> Select[str]:
    return (
        select(SourceProfile.person_id)
        .join(Source, Source.id == SourceProfile.source_id)
        .where(permission.is_(False), SourceProfile.document.is_not(None))
        .distinct()
    )


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    left = iter(ids)
    while chunk := list(islice(left, IN_CHUNKS_OF)):
        yield chunk
