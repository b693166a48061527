"""Taking profiles in: each sealed under the key of the person it came in as, without what `protected.py` sets aside.

Importing the same rows twice changes nothing. Knows nothing of skills or scores. Reading them back is `profiles.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.canonical import canonical, sha256
from governance.database import UnitOfWork
from governance.people.licences import apply_retention, retain_until
from governance.people.links import chunks, members
from governance.people.profiles import place_of, source_ref
from governance.people.protected import KEY_KIND as PROTECTED_KEY
from governance.people.protected import sealed_rows
from governance.people.restrictions import carry_restrictions
from governance.storage.tables import (
    ErasureRequest,
    Person,
    ProtectedAttribute,
    Source,
    SourceProfile,
)
from governance.vault import Owner
from matching.errors import Fault, InputError
from matching.protected import set_aside


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
        ref = source_ref(work.session, source, source_id)
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
    place = place_of(source.id, item.source_ref)
    return {
        "content_mac": item.content_mac,
        "document": work.vault.seal(
            work.session, Owner("person", person_id), item.document, place=place, now=work.now
        ),
        "as_of": item.as_of,
        "retain_until": retain_until(item.as_of, source.retain_days),
        "imported_at": work.now,
    }
