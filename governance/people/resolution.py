"""Rules look over the pool after an import: sure pairs are joined, doubtful ones queued for a person.

Names are read from the protected store, compared in memory and forgotten; the record and its log keep parts and
numbers. Only profiles that are new or changed since the last look are compared. The rules are `matching/identity/`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.database import UnitOfWork
from governance.people.profiles import SourceProfileRead, iter_source_profiles
from governance.people.protected import names_to_identify
from governance.people.same_person import join, record_pair
from governance.storage.tables import AuditEntry, IdentityPair, SourceProfile
from matching.identity import RULES, Found, IdentityRecord, identity_record, resolve

_LOOKED = "identity.resolved"


@dataclass(frozen=True, slots=True)
class IdentityReport:
    """`merged` people were joined to another; `queued` pairs are new to the queue; `left_out`: keys too common to use."""

    merged: int = 0
    queued: int = 0
    compared: int = 0
    left_out: int = 0


def resolve_identities(work: UnitOfWork) -> IdentityReport:
    """Look at who is new or changed since the last time, each business unit by itself."""
    work.require("people.import")
    since = _last_look(work.session)
    fresh = _fresh(work.session, since)
    if not fresh:
        return IdentityReport()
    units: dict[str, list[SourceProfileRead]] = {}
    for read in iter_source_profiles(work.session):
        units.setdefault(read.business_unit, []).append(read)
    reports = [_resolve_unit(work, unit, reads, fresh) for unit, reads in sorted(units.items())]
    total = IdentityReport(
        *(sum(getattr(one, name) for one in reports) for name in IdentityReport.__dataclass_fields__)
    )
    work.audit(
        _LOOKED,
        "people",
        "identity",
        facts={
            "rules": RULES,
            "profiles": len(fresh),
            "compared": total.compared,
            "merged": total.merged,
            "queued": total.queued,
            "left_out": total.left_out,
        },
    )
    return total


def _resolve_unit(
    work: UnitOfWork, unit: str, reads: list[SourceProfileRead], fresh: set[str]
) -> IdentityReport:
    records = _records(work, reads)
    found = resolve(
        records,
        joined={read.came_as: read.person_id for read in reads},
        different=_kept_apart(work.session),
        fresh=fresh,
    )
    for one in found.same:
        pair = record_pair(work, one.left, one.right, unit, one.evidence.bits, _evidence(one))
        join(work, pair, how="rules")
    queued = sum(_queue(work, one, unit) for one in found.doubts)
    _close_stale(
        work, fresh & {record.id for record in records}, {(one.left, one.right) for one in found.doubts}
    )
    return IdentityReport(len(found.same), queued, found.compared, found.left_out)


def _records(work: UnitOfWork, reads: list[SourceProfileRead]) -> list[IdentityRecord]:
    names = names_to_identify(work, (read.came_as for read in reads))
    return [
        identity_record(
            read.profile,
            id=read.came_as,
            source=read.source,
            name=names.get(read.came_as),
            hashed=lambda value: work.vault.mac("handle", value.encode()),
        )
        for read in reads
    ]


def _queue(work: UnitOfWork, found: Found, unit: str) -> bool:
    """Put a doubt before a person, or renew what is known on it; True when it was not waiting already."""
    pair = record_pair(work, found.left, found.right, unit, found.evidence.bits, _evidence(found))
    if pair.state == "open":
        return False
    pair.state, pair.how, pair.found_at = "open", "rules", work.now
    pair.decided_by, pair.decided_at = None, None
    work.session.flush()
    return True


def _close_stale(work: UnitOfWork, looked_at: set[str], still: set[tuple[str, str]]) -> None:
    """Doubts about a profile that has changed since and gives no cause for doubt any more."""
    for pair in work.session.scalars(select(IdentityPair).where(IdentityPair.state == "open")):
        told = tuple(sorted((pair.left_id, pair.right_id)))
        if looked_at & {*told} and told not in still:
            pair.state = "moot"


def _evidence(found: Found) -> Mapping[str, object]:
    return {"parts": found.evidence.as_facts(), "vetoes": list(found.evidence.vetoes)}


def _kept_apart(session: Session) -> set[tuple[str, str]]:
    query = select(IdentityPair.left_id, IdentityPair.right_id).where(IdentityPair.state == "different")
    return {(left, right) for left, right in session.execute(query)}


def _last_look(session: Session) -> datetime | None:
    """When these same rules last looked; None makes them look at everybody."""
    query = select(AuditEntry).where(AuditEntry.action == _LOOKED).order_by(AuditEntry.seq.desc()).limit(1)
    entry = session.scalar(query)
    return entry.at if entry is not None and json.loads(entry.entry)["facts"]["rules"] == RULES else None


def _fresh(session: Session, since: datetime | None) -> set[str]:
    query = select(SourceProfile.person_id).where(SourceProfile.document.is_not(None))
    if since is not None:
        query = query.where(SourceProfile.imported_at >= since)
    return set(session.scalars(query))
