"""Reading the pool back: one profile for each person, composed of all that sources said, or each source's by itself.

What `protected.py` set aside is in none of them; whoever is erased or past their time is in none either.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.database import Database
from governance.people.links import chunks, members, with_person
from governance.storage.tables import Person, SourceProfile
from governance.vault import IN_CHUNKS_OF, Owner, vault_of
from matching.identity import Stated, compose

_Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class SourceProfileRead:
    """One source profile: the person it came in as, the one it counts to, and what it says."""

    came_as: str
    person_id: str
    source: str
    business_unit: str
    seen_on: date
    profile: Mapping[str, Any]


def iter_profiles(database: Database, business_unit: str | None = None) -> Iterator[dict[str, Any]]:
    """Every person the business unit may see, decrypted, by person id: one profile, composed of all their sources'.

    `id` is the person's; the sources' own ids are in `external_refs` as `{system: source, id}`, and `provenance` says
    where each field comes from.
    """
    query, person = _readable()
    query = query.order_by(person, SourceProfile.as_of.desc(), SourceProfile.id)
    if business_unit is not None:
        query = query.where(Person.business_unit.in_((EVERYWHERE, business_unit)))
    with database.read() as session:
        rows = session.execute(query.execution_options(yield_per=IN_CHUNKS_OF)).partitions()
        for person_id, group in groupby(_with_keys(session, rows), key=lambda found: found[1]):
            yield compose(person_id, [stated(session, row) for row, _ in group])


def read_profiles(database: Database, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Profiles by the ids asked for; an erased or unknown id is absent.

    An id that was merged gives the whole person's profile, whose own `id` is the person's.
    """
    found: dict[str, dict[str, Any]] = {}
    with database.read() as session:
        for chunk in chunks(ids):
            groups = members(session, chunk)
            everybody = list({member for group in groups.values() for member in group})
            vault_of(session).load_keys(session, "person", everybody)
            told: dict[str, list[Stated]] = {}
            for part in chunks(everybody):
                for row, person_id in session.execute(
                    _readable()[0].where(SourceProfile.person_id.in_(part))
                ):
                    told.setdefault(person_id, []).append(stated(session, row))
            composed = {person_id: compose(person_id, parts) for person_id, parts in told.items()}
            found |= {asked: composed[group[0]] for asked, group in groups.items() if group[0] in composed}
    return found


def iter_source_profiles(session: Session) -> Iterator[SourceProfileRead]:
    """Every source profile by itself, decrypted, whoever it counts to."""
    query = _readable()[0].order_by(SourceProfile.person_id, SourceProfile.id)
    rows = session.execute(query.execution_options(yield_per=IN_CHUNKS_OF)).partitions()
    return (_by_itself(session, row, person_id) for row, person_id in _with_keys(session, rows))


def source_profiles(session: Session, ids: Iterable[str]) -> dict[str, SourceProfileRead]:
    """Source profiles by the ids they came in as; erased and unknown ones are absent."""
    found: dict[str, SourceProfileRead] = {}
    for chunk in chunks(ids):
        rows = session.execute(_readable()[0].where(SourceProfile.person_id.in_(chunk))).all()
        found |= {row.person_id: _by_itself(session, row, to) for row, to in _with_keys(session, [rows])}
    return found


def held_ids(session: Session) -> set[str]:
    """Everybody of whom the record holds a readable profile, under the ids they came in as and those they count to."""
    query, person = _readable()
    rows = session.execute(query.with_only_columns(SourceProfile.person_id, person))
    return {person_id for row in rows for person_id in row}


def person_ids(session: Session, source: str, source_ids: Iterable[str]) -> dict[str, str]:
    """The people a source's own ids came in as, merged since or not; unknown, erased and expired ones are absent."""
    refs = {source_ref(session, source, source_id): source_id for source_id in source_ids}
    found: dict[str, str] = {}
    for chunk in chunks(refs):
        query = (
            select(SourceProfile.source_ref, SourceProfile.person_id)
            .join(Person, Person.id == SourceProfile.person_id)
            .where(
                SourceProfile.source_id == source,
                SourceProfile.source_ref.in_(chunk),
                Person.erased_at.is_(None),
                Person.expired_at.is_(None),
            )
        )
        found.update((refs[ref], person_id) for ref, person_id in session.execute(query))
    return found


def _readable() -> tuple[Select[Any], ColumnElement[str]]:
    """Source profiles that may be read, each with the person it counts to, and that person as an expression."""
    query = select(SourceProfile).join(Person, Person.id == SourceProfile.person_id)
    query = query.where(Person.erased_at.is_(None), SourceProfile.document.is_not(None))
    joined, person = with_person(query, SourceProfile.person_id)
    return joined.add_columns(person), person


def _with_keys(session: Session, partitions: _Rows) -> Iterator[tuple[SourceProfile, str]]:
    for chunk in partitions:
        vault_of(session).load_keys(session, "person", [row.person_id for row, _ in chunk])
        yield from ((row, person_id) for row, person_id in chunk)


def _by_itself(session: Session, row: SourceProfile, person_id: str) -> SourceProfileRead:
    told = stated(session, row)
    return SourceProfileRead(
        row.person_id, person_id, row.source_id, row.business_unit, row.as_of, told.profile
    )


def stated(session: Session, row: SourceProfile) -> Stated:
    """What the source said, and when it was seen there. A profile stays sealed under the person it came in as, whoever
    it counts to."""
    assert row.document is not None
    place = place_of(row.source_id, row.source_ref)
    sealed = vault_of(session).open(session, Owner("person", row.person_id), row.document, place=place)
    profile: dict[str, Any] = json.loads(sealed)
    refs = [*(profile.get("external_refs") or []), {"system": row.source_id, "id": profile["id"]}]
    seen = profile.get("as_of") or row.as_of.isoformat()
    return Stated(row.source_id, row.as_of, {**profile, "as_of": seen, "external_refs": refs})


def source_ref(session: Session, source: str, source_id: str) -> str:
    return vault_of(session).mac("source_ref", f"{source}\0{source_id}".encode())


def place_of(source_id: str, source_ref: str) -> str:
    return f"source_profile:{source_id}:{source_ref}"
