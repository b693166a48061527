"""The audit log: what was done, by whom, when, as canonical JSON with an RFC 6962 leaf hash.

An entry holds ids, codes, numbers and salted commitments, never words: those lie sealed beside it, so
erasing a person leaves every hash valid. Verification finds a changed entry; a log rewritten whole is found
only against a tree head kept elsewhere. The format is in docs/reference/audit-log.md.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.canonical import canonical, commitment
from governance.storage import guards
from governance.storage.tables import AuditDisclosure, AuditEntry, AuditHead
from governance.vault import Erased, Owner, vault_of

SCHEMA = "candor.audit/1"

# What an entry may hold in the clear. Anything with a space in it is words, and words are committed.
_CODE = re.compile(r"[\w.:*+/@-]{0,128}")
_SALT = 16

Words = Mapping[str, tuple[Owner, str | None]]


@dataclass(frozen=True, slots=True)
class BadEntry:
    """The first entry that does not verify, and what is wrong with it."""

    seq: int
    fault: str


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """`root` is the RFC 6962 root over the `size` leaves read, hex. `guards` lists triggers that are not as
    declared.

    `tail` says what this cannot show: whether entries were cut off the end, or all of them rewritten.
    """

    ok: bool
    size: int
    root: str
    first_bad: BadEntry | None
    guards: tuple[str, ...]
    tail: str = "tail not proven: no tree head kept elsewhere was compared"


class Readable(Protocol):
    def read(self) -> AbstractContextManager[Session]: ...


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    request_id: str,
    action: str,
    subject: tuple[str, str],
    business_unit: str,
    facts: Mapping[str, Any],
    words: Words,
) -> int:
    """Write the next entry in the session's transaction and give its sequence number."""
    head = session.get(AuditHead, 1, with_for_update=True)
    if head is None:
        head = AuditHead(id=1, size=0)
        session.add(head)
    seq = head.size + 1
    salted = {
        name: (owner, os.urandom(_SALT), text.encode()) for name, (owner, text) in words.items() if text
    }
    body = {
        "schema": SCHEMA,
        "seq": seq,
        "at": _stamp(at),
        "actor": actor,
        "action": action,
        "subject": {"kind": subject[0], "id": subject[1]},
        "business_unit": business_unit,
        "request_id": request_id,
        "facts": _checked(facts),
        "commitments": {name: commitment(salt, value) for name, (_, salt, value) in salted.items()},
    }
    entry = canonical(body)
    session.flush()
    session.add(
        AuditEntry(
            seq=seq,
            at=at,
            actor=actor,
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
            business_unit=business_unit,
            request_id=request_id,
            entry=entry.decode(),
            leaf_hash=leaf_hash(entry).hex(),
        )
    )
    head.size = seq
    session.flush()
    for name, (owner, salt, value) in salted.items():
        sealed = vault_of(session).seal(session, owner, salt + value, place=_place(seq, name), now=at)
        session.add(
            AuditDisclosure(seq=seq, field=name, owner_kind=owner.kind, owner_id=owner.id, sealed=sealed)
        )
    return seq


def verify(database: Readable) -> VerificationReport:
    """Recompute every leaf, look for gaps and for columns that differ from their entry, compare guards, fold the root."""
    with database.read() as session:
        guard_faults = guards.differences(session.connection())
        root = MerkleRoot()
        first_bad: BadEntry | None = None
        for row in session.execute(select(AuditEntry).order_by(AuditEntry.seq)).scalars().yield_per(1000):
            fault = _fault(row, expected_seq=root.size + 1)
            if fault and first_bad is None:
                first_bad = BadEntry(row.seq, fault)
            root.add(leaf_hash(row.entry.encode()))
        head = session.get(AuditHead, 1)
        counted = head.size if head else 0
        if first_bad is None and counted != root.size:
            first_bad = BadEntry(root.size + 1, f"the head counts {counted} entries, found {root.size}")
    ok = first_bad is None and not guard_faults
    return VerificationReport(ok, root.size, root.digest().hex(), first_bad, guard_faults)


def disclose(session: Session, seq: int) -> dict[str, str | None]:
    """The words behind an entry's commitments; None where they are erased, and never words that do not match."""
    entry = session.get(AuditEntry, seq)
    if entry is None:
        return {}
    committed = json.loads(entry.entry)["commitments"]
    found: dict[str, str | None] = dict.fromkeys(committed)
    for row in session.execute(select(AuditDisclosure).where(AuditDisclosure.seq == seq)).scalars():
        try:
            salted = vault_of(session).open(
                session, Owner(row.owner_kind, row.owner_id), row.sealed, place=_place(seq, row.field)
            )
        except Erased:
            continue
        salt, value = salted[:_SALT], salted[_SALT:]
        if commitment(salt, value) == committed.get(row.field):
            found[row.field] = value.decode()
    return found


def leaf_hash(entry: bytes) -> bytes:
    """SHA256(0x00 || entry), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


class MerkleRoot:
    """Folds leaf hashes into the RFC 6962 root, keeping one hash for each full subtree."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        node, full = leaf, self.size
        while full & 1:
            node = _parent(self._subtrees.pop(), node)
            full >>= 1
        self._subtrees.append(node)
        self.size += 1

    def digest(self) -> bytes:
        if not self._subtrees:
            return hashlib.sha256(b"").digest()
        node = self._subtrees[-1]
        for left in reversed(self._subtrees[:-1]):
            node = _parent(left, node)
        return node


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _fault(row: AuditEntry, *, expected_seq: int) -> str | None:
    if row.seq != expected_seq:
        return f"expected entry {expected_seq} here, found {row.seq}: entries are missing"
    if leaf_hash(row.entry.encode()).hex() != row.leaf_hash:
        return "its text does not hash to its leaf"
    try:
        body = json.loads(row.entry)
    except ValueError:
        return "its text is not JSON"
    columns = {
        "seq": row.seq,
        "at": _stamp(row.at),
        "actor": row.actor,
        "action": row.action,
        "subject": {"kind": row.subject_kind, "id": row.subject_id},
        "business_unit": row.business_unit,
        "request_id": row.request_id,
    }
    differing = [name for name, value in columns.items() if body.get(name) != value]
    return f"its columns differ from its text in {', '.join(differing)}" if differing else None


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _check(name, value) for name, value in facts.items() if value is not None}


def _check(name: str, value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return str(value)
    if isinstance(value, list | tuple):
        return [_check(name, item) for item in value]
    if isinstance(value, Mapping):
        return {key: _check(f"{name}.{key}", item) for key, item in value.items()}
    raise ValueError(
        f"expected an id, code or number as the audit fact {name!r}, found {value!r}; commit words instead"
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _place(seq: int, field: str) -> str:
    return f"audit_disclosure:{seq}:{field}"
