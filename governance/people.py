"""The pool: importing profiles and reading them back.

Profiles are sealed under their person's key and read back without anything `protected.py` set aside.
Importing the same rows twice changes nothing. Knows nothing of skills or scores. Next: `restrictions.py`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.canonical import canonical, sha256
from governance.database import Database, UnitOfWork
from governance.protected import KEY_KIND as PROTECTED_KEY
from governance.protected import read_names, sealed_rows
from governance.restrictions import erase_person, lift_restriction, restrict, restricted_ids, restrictions
from governance.storage.tables import (
    Person,
    ProtectedAttribute,
    Source,
    SourceProfile,
)
from governance.vault import Owner, vault_of
from matching.errors import Fault, InputError
from matching.protected import set_aside

__all__ = [
    "ImportReport",
    "Licence",
    "erase_person",
    "iter_profiles",
    "lift_restriction",
    "person_ids",
    "read_names",
    "read_profiles",
    "restrict",
    "restricted_ids",
    "restrictions",
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
    """`suppressed` were erased earlier and are not taken in again. `protected` counts values set aside."""

    new: int
    changed: int
    unchanged: int
    suppressed: int = 0
    protected: int = 0


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
    changed: list[tuple[str, _Incoming]] = field(default_factory=list)


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
    if not terms.reference.strip():
        raise InputError(
            "expected a licence reference, found none", hint="say under which contract this data came"
        )
    row = _save_source(work, source, terms)
    incoming = _prepare(work, profiles, source, as_of)
    known = _known(work.session, source)
    batch, counts = _Batch(), {"unchanged": 0, "suppressed": 0}
    for item in incoming:
        found = known.get(item.source_ref)
        if found is None:
            batch.fresh.append(("", item))
        elif found.erased:
            counts["suppressed"] += 1
        elif found.content_mac == item.content_mac:
            counts["unchanged"] += 1
        else:
            batch.changed.append((found.person_id, item))
    batch.fresh = list(zip(work.new_ids("P", len(batch.fresh)), (i for _, i in batch.fresh), strict=True))
    _insert_fresh(work, row, batch.fresh, business_unit, synthetic)
    _update_changed(work, row, batch.changed)
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
            "content_sha256": digest,
            "as_of": as_of.isoformat(),
            "may_train": terms.may_train,
            "retain_days": terms.retain_days,
            "synthetic": synthetic,
        },
        words={"licence": (Owner("source", source), terms.reference)},
    )
    return report


def iter_profiles(database: Database, business_unit: str | None = None) -> Iterator[dict[str, Any]]:
    """Every profile the business unit may see, decrypted, by person id, the newest where a person has
    several.

    `id` is the person's; the source's own id is in `external_refs` as `{system: source, id}`.
    """
    query = _readable().order_by(SourceProfile.person_id, SourceProfile.as_of.desc())
    if business_unit is not None:
        query = query.where(Person.business_unit.in_((EVERYWHERE, business_unit)))
    with database.read() as session:
        last = ""
        for chunk in session.scalars(query.execution_options(yield_per=_CHUNK)).partitions():
            vault_of(session).load_keys(session, "person", [row.person_id for row in chunk])
            for row in chunk:
                if row.person_id != last:
                    yield _opened(session, row)
                last = row.person_id


def read_profiles(database: Database, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Profiles by person id; an erased or unknown id is absent."""
    found: dict[str, dict[str, Any]] = {}
    with database.read() as session:
        for chunk in _chunks(ids):
            vault_of(session).load_keys(session, "person", chunk)
            query = _readable().where(SourceProfile.person_id.in_(chunk)).order_by(SourceProfile.as_of)
            found.update((row.person_id, _opened(session, row)) for row in session.scalars(query))
    return found


def person_ids(session: Session, source: str, source_ids: Iterable[str]) -> dict[str, str]:
    """Person ids by a source's own ids; unknown and erased ones are absent."""
    refs = {_source_ref(session, source, source_id): source_id for source_id in source_ids}
    found: dict[str, str] = {}
    for chunk in _chunks(refs):
        query = (
            select(SourceProfile.source_ref, SourceProfile.person_id)
            .join(Person, Person.id == SourceProfile.person_id)
            .where(
                SourceProfile.source_id == source,
                SourceProfile.source_ref.in_(chunk),
                Person.erased_at.is_(None),
            )
        )
        found.update((refs[ref], person_id) for ref, person_id in session.execute(query))
    return found


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
            seen = date.fromisoformat(kept["as_of"]) if kept.get("as_of") else as_of
        except (InputError, ValueError, TypeError) as error:
            faults.append(Fault("a JSON profile", str(error), line=number))
            continue
        mac = work.vault.mac("profile", document + b"\0" + aside)
        prepared[ref] = _Incoming(ref, mac, seen, document, protected)
    if faults:
        raise InputError(f"{len(faults)} profiles cannot be taken in; nothing was", faults=faults)
    return list(prepared.values())


@dataclass(frozen=True, slots=True)
class _Known:
    person_id: str
    content_mac: str
    erased: bool


def _known(session: Session, source: str) -> dict[str, _Known]:
    query = (
        select(SourceProfile.source_ref, SourceProfile.person_id, SourceProfile.content_mac, Person.erased_at)
        .join(Person, Person.id == SourceProfile.person_id)
        .where(SourceProfile.source_id == source)
    )
    return {ref: _Known(pid, mac, erased is not None) for ref, pid, mac, erased in session.execute(query)}


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
    for chunk in _chunks(ids):
        work.session.execute(delete(ProtectedAttribute).where(ProtectedAttribute.person_id.in_(chunk)))
    protected = [row for pid, item in changed for row in sealed_rows(work, pid, item.protected)]
    if protected:
        work.session.execute(insert(ProtectedAttribute), protected)


def _columns(work: UnitOfWork, source: Source, person_id: str, item: _Incoming) -> dict[str, Any]:
    place = _place(source.id, item.source_ref)
    retain = None if source.retain_days is None else item.as_of + timedelta(days=source.retain_days)
    return {
        "content_mac": item.content_mac,
        "document": work.vault.seal(
            work.session, Owner("person", person_id), item.document, place=place, now=work.now
        ),
        "as_of": item.as_of,
        "retain_until": retain,
        "imported_at": work.now,
    }


def _readable() -> Select[SourceProfile]:
    return (
        select(SourceProfile)
        .join(Person, Person.id == SourceProfile.person_id)
        .where(Person.erased_at.is_(None), SourceProfile.document.is_not(None))
    )


def _opened(session: Session, row: SourceProfile) -> dict[str, Any]:
    assert row.document is not None
    place = _place(row.source_id, row.source_ref)
    sealed = vault_of(session).open(session, Owner("person", row.person_id), row.document, place=place)
    profile: dict[str, Any] = json.loads(sealed)
    refs = [*(profile.get("external_refs") or []), {"system": row.source_id, "id": profile["id"]}]
    return {**profile, "id": row.person_id, "external_refs": refs}


def _source_ref(session: Session, source: str, source_id: str) -> str:
    return vault_of(session).mac("source_ref", f"{source}\0{source_id}".encode())


def _place(source_id: str, source_ref: str) -> str:
    return f"source_profile:{source_id}:{source_ref}"


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    left = iter(dict.fromkeys(ids))
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
