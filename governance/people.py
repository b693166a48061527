"""The pool: importing profiles and reading them back.

Profiles are sealed under the key of the person they came in as and read back without anything `protected.py` set
aside, one for each person (`links.py`). Importing the same rows twice changes nothing. Knows nothing of skills or scores. Next: `restrictions.py`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.canonical import canonical, sha256
from governance.database import Database, UnitOfWork
from governance.licences import apply_retention, retain_until
from governance.links import chunks, members, with_person
from governance.protected import KEY_KIND as PROTECTED_KEY
from governance.protected import read_names, sealed_rows
from governance.restrictions import (
    carry_restrictions,
    erase_person,
    lift_restriction,
    restrict,
    restricted_ids,
    restrictions,
)
from governance.storage.tables import (
    ErasureRequest,
    Person,
    ProtectedAttribute,
    Source,
    SourceProfile,
)
from governance.vault import Owner, vault_of
from matching.errors import Fault, InputError
from matching.identity import Stated, compose
from matching.protected import set_aside

__all__ = [
    "ImportReport",
    "Licence",
    "SourceProfileRead",
    "erase_person",
    "held_ids",
    "iter_profiles",
    "iter_source_profiles",
    "lift_restriction",
    "person_ids",
    "read_names",
    "read_profiles",
    "restrict",
    "restricted_ids",
    "restrictions",
    "source_profiles",
    "upsert_profiles",
]

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Licence:
    """What a source allows. `reference` names the contract or permission; there is no import without one."""

    reference: str
    retain_days: int | None = None
    may_train: bool = True
    may_embed: bool = True


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`suppressed` were erased earlier, or wait to be, and are not taken in again, `expired` are past their last day already.

    `protected` counts values set aside.
    """

    new: int
    changed: int
    unchanged: int
    suppressed: int = 0
    protected: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class SourceProfileRead:
    """One source profile: the person it came in as, the one it counts to, and what it says."""

    came_as: str
    person_id: str
    source: str
    business_unit: str
    seen_on: date
    profile: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Incoming:
    """One profile on its way in, split, and named by keyed hashes."""

    source_ref: str
    content_mac: str
    as_of: date
    document: bytes
    protected: Mapping[str, Any]


@dataclass(slots=True)
class _Batch:
    """Rows that go in together."""

    fresh: list[tuple[str, _Incoming]] = field(default_factory=list)
    returning: list[tuple[str, _Incoming]] = field(default_factory=list)
    changed: list[tuple[str, _Incoming]] = field(default_factory=list)
    seen_again: list[_Incoming] = field(default_factory=list)


def upsert_profiles(
    work: UnitOfWork,
    profiles: Iterable[Mapping[str, Any]],
    *,
    source: str,
    as_of: date,
    licence: Licence | str,
    business_unit: str = EVERYWHERE,
    file_sha256: str | None = None,
    synthetic: bool = False,
) -> ImportReport:
    """Take in profiles as JSON values with the source's own `id`. Protected keys may still be in them.

    A profile's own `as_of` wins over the argument. All faults are raised at once and then nothing is taken
    in.
    """
    work.require("people.import")
    terms = Licence(licence) if isinstance(licence, str) else licence
    _check_terms(terms)
    row = _save_source(work, source, terms)
    incoming = _prepare(work, profiles, source, as_of)
    known = _known(work.session, source)
    batch, counts = _Batch(), {"unchanged": 0, "suppressed": 0, "expired": 0}
    for item in incoming:
        found = known.get(item.source_ref)
        last_day = retain_until(item.as_of, terms.retain_days)
        if found is not None and found.erased:
            counts["suppressed"] += 1
        elif last_day is not None and last_day < work.today:
            counts["expired"] += 1
        elif found is None:
            batch.fresh.append(("", item))
        elif found.expired:
            batch.returning.append((found.person_id, item))
        elif found.content_mac == item.content_mac:
            counts["unchanged"] += 1
            if item.as_of > found.as_of:
                batch.seen_again.append(item)
        else:
            batch.changed.append((found.person_id, item))
    arrived = [*(item for _, item in batch.fresh), *(item for _, item in batch.returning)]
    batch.fresh = list(zip(work.new_ids("P", len(arrived)), arrived, strict=True))
    _forget_links(work, row, (item for _, item in batch.returning))
    _insert_fresh(work, row, batch.fresh, business_unit, synthetic)
    was = {item.source_ref: person_id for person_id, item in batch.returning}
    for person_id, item in batch.fresh:
        if item.source_ref in was:
            carry_restrictions(work, was[item.source_ref], person_id)
    _update_changed(work, row, batch.changed)
    _update_seen(work, row, batch.seen_again)
    set_aside_count = sum(len(i.protected) for _, i in (*batch.fresh, *batch.changed))
    report = ImportReport(len(batch.fresh), len(batch.changed), **counts, protected=set_aside_count)
    digest = file_sha256 or sha256("".join(i.content_mac for i in incoming).encode())
    work.audit(
        "people.imported",
        "source",
        source,
        business_unit=business_unit,
        facts={
            "new": report.new,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "suppressed": report.suppressed,
            "expired": report.expired,
            "content_sha256": digest,
            "as_of": as_of.isoformat(),
            "may_train": terms.may_train,
            "may_embed": terms.may_embed,
            "retain_days": terms.retain_days,
            "synthetic": synthetic,
        },
        words={"licence": (Owner("source", source), terms.reference)},
    )
    return report


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
        rows = session.execute(query.execution_options(yield_per=_CHUNK)).partitions()
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
    rows = session.execute(query.execution_options(yield_per=_CHUNK)).partitions()
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
    refs = {_source_ref(session, source, source_id): source_id for source_id in source_ids}
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


def _check_terms(terms: Licence) -> None:
    if not terms.reference.strip():
        raise InputError(
            "expected a licence reference, found none", hint="say under which contract this data came"
        )
    if terms.retain_days is not None and terms.retain_days < 1:
        raise InputError(f"expected to hold the data for at least a day, found {terms.retain_days} days")


def _save_source(work: UnitOfWork, source: str, terms: Licence) -> Source:
    row = work.session.get(Source, source, with_for_update=True)
    if row is None:
        row = Source(id=source)
        work.session.add(row)
    row.licence_reference = terms.reference
    row.retain_days = terms.retain_days
    row.may_train = terms.may_train
    row.may_embed = terms.may_embed
    row.changed_at = work.now
    work.session.flush()
    apply_retention(work, row)
    return row


def _prepare(
    work: UnitOfWork, profiles: Iterable[Mapping[str, Any]], source: str, as_of: date
) -> list[_Incoming]:
    prepared: dict[str, _Incoming] = {}
    faults: list[Fault] = []
    for number, profile in enumerate(profiles, start=1):
        source_id = profile.get("id")
        if not isinstance(source_id, str) or not source_id:
            faults.append(Fault("an id", repr(source_id), line=number, field="id"))
            continue
        ref = _source_ref(work.session, source, source_id)
        if ref in prepared:
            faults.append(Fault("each id once", f"{source_id!r} again", line=number, field="id"))
            continue
        kept, protected = set_aside(profile)
        try:
            document, aside = canonical(kept), canonical(protected)
            content = canonical({key: value for key, value in kept.items() if key != "provenance"})
            seen = date.fromisoformat(kept["as_of"]) if kept.get("as_of") else as_of
        except (InputError, ValueError, TypeError) as error:
            faults.append(Fault("a JSON profile", str(error), line=number))
            continue
        # A copy of a file has another day: where a field comes from is kept, and is no change of the person.
        mac = work.vault.mac("profile", content + b"\0" + aside)
        prepared[ref] = _Incoming(ref, mac, seen, document, protected)
    if faults:
        raise InputError(f"{len(faults)} profiles cannot be taken in; nothing was", faults=faults)
    return list(prepared.values())


@dataclass(frozen=True, slots=True)
class _Known:
    person_id: str
    content_mac: str
    as_of: date
    erased: bool
    expired: bool


def _known(session: Session, source: str) -> dict[str, _Known]:
    query = (
        select(
            SourceProfile.source_ref,
            SourceProfile.person_id,
            SourceProfile.content_mac,
            SourceProfile.as_of,
            Person.erased_at,
            Person.expired_at,
        )
        .join(Person, Person.id == SourceProfile.person_id)
        .where(SourceProfile.source_id == source)
    )
    waiting = select(ErasureRequest.person_id).where(ErasureRequest.carried_out_at.is_(None))
    asked = {one for group in members(session, session.scalars(waiting)).values() for one in group}
    return {
        ref: _Known(pid, mac, as_of, erased is not None or pid in asked, expired is not None)
        for ref, pid, mac, as_of, erased, expired in session.execute(query)
    }


def _forget_links(work: UnitOfWork, source: Source, returning: Iterable[_Incoming]) -> None:
    """Whoever was let go comes back as another person, so that nothing of before can be joined to them."""
    for chunk in chunks(item.source_ref for item in returning):
        work.session.execute(
            delete(SourceProfile).where(
                SourceProfile.source_id == source.id, SourceProfile.source_ref.in_(chunk)
            )
        )


def _insert_fresh(
    work: UnitOfWork,
    source: Source,
    fresh: Sequence[tuple[str, _Incoming]],
    business_unit: str,
    synthetic: bool,
) -> None:
    work.vault.make_keys(work.session, (Owner("person", pid) for pid, _ in fresh), now=work.now)
    with_protected = [pid for pid, item in fresh if item.protected]
    work.vault.make_keys(work.session, (Owner(PROTECTED_KEY, pid) for pid in with_protected), now=work.now)
    people = [
        {
            "id": pid,
            "business_unit": business_unit,
            "synthetic": synthetic,
            "created_at": work.now,
            "version": 1,
        }
        for pid, _ in fresh
    ]
    profiles = [
        {
            "person_id": pid,
            "source_id": source.id,
            "source_ref": item.source_ref,
            "business_unit": business_unit,
            "version": 1,
            **_columns(work, source, pid, item),
        }
        for pid, item in fresh
    ]
    protected = [row for pid, item in fresh for row in sealed_rows(work, pid, item.protected)]
    for table, rows in ((Person, people), (SourceProfile, profiles), (ProtectedAttribute, protected)):
        if rows:
            work.session.execute(insert(table), rows)


def _update_changed(work: UnitOfWork, source: Source, changed: Sequence[tuple[str, _Incoming]]) -> None:
    if not changed:
        return
    ids = [pid for pid, _ in changed]
    for kind in ("person", PROTECTED_KEY):
        work.vault.load_keys(work.session, kind, ids)
    table = SourceProfile.__table__
    statement = (
        table.update()  # type: ignore[attr-defined]
        .where(table.c.source_id == source.id, table.c.source_ref == bindparam("ref"))
        .values(version=table.c.version + 1)
    )
    rows = [{"ref": item.source_ref, **_columns(work, source, pid, item)} for pid, item in changed]
    work.session.connection().execute(
        statement.values({name: bindparam(name) for name in rows[0] if name != "ref"}), rows
    )
    for chunk in chunks(ids):
        work.session.execute(delete(ProtectedAttribute).where(ProtectedAttribute.person_id.in_(chunk)))
    protected = [row for pid, item in changed for row in sealed_rows(work, pid, item.protected)]
    if protected:
        work.session.execute(insert(ProtectedAttribute), protected)


def _update_seen(work: UnitOfWork, source: Source, seen: Sequence[_Incoming]) -> None:
    """The same words seen on a later day: they are as fresh as that, and may be held as much longer."""
    if not seen:
        return
    table = SourceProfile.__table__
    statement = (
        table.update()  # type: ignore[attr-defined]
        .where(table.c.source_id == source.id, table.c.source_ref == bindparam("ref"))
        .values(as_of=bindparam("seen"), retain_until=bindparam("until"), version=table.c.version + 1)
    )
    rows = [
        {
            "ref": item.source_ref,
            "seen": item.as_of,
            "until": retain_until(item.as_of, source.retain_days),
        }
        for item in seen
    ]
    work.session.connection().execute(statement, rows)


def _columns(work: UnitOfWork, source: Source, person_id: str, item: _Incoming) -> dict[str, Any]:
    place = _place(source.id, item.source_ref)
    return {
        "content_mac": item.content_mac,
        "document": work.vault.seal(
            work.session, Owner("person", person_id), item.document, place=place, now=work.now
        ),
        "as_of": item.as_of,
        "retain_until": retain_until(item.as_of, source.retain_days),
        "imported_at": work.now,
    }


_Rows = Iterable[Sequence[Any]]


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
    place = _place(row.source_id, row.source_ref)
    sealed = vault_of(session).open(session, Owner("person", row.person_id), row.document, place=place)
    profile: dict[str, Any] = json.loads(sealed)
    refs = [*(profile.get("external_refs") or []), {"system": row.source_id, "id": profile["id"]}]
    seen = profile.get("as_of") or row.as_of.isoformat()
    return Stated(row.source_id, row.as_of, {**profile, "as_of": seen, "external_refs": refs})


def _source_ref(session: Session, source: str, source_id: str) -> str:
    return vault_of(session).mac("source_ref", f"{source}\0{source_id}".encode())


def _place(source_id: str, source_ref: str) -> str:
    return f"source_profile:{source_id}:{source_ref}"
