"""Taking entries out of the audit log: who may, what they get, and the entry that says they did.

The forms are `audit/exported.py`. A file proves that what it holds stands in the log; that nothing else was to
be had under the same question, it shows only by the home's word, or by holding the whole log.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance import access, scope
from governance.access import Actor
from governance.audit.exported import ExportLines, ExportTable
from governance.audit.heads import TreeHead
from governance.audit.proof import proof_document
from governance.audit.tree import MerkleTree, leaf_hash
from governance.audit.verification import require_sound, sign_now, verify_in
from governance.canonical import canonical
from governance.database import Database, today
from governance.people.links import members
from governance.signing import home_key
from governance.storage.tables import AuditEntry
from matching.errors import InputError, NotFound

Form = Literal["jsonl", "csv", "proof"]

_ID = re.compile(r"[\w.:-]{1,80}")
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: those about a person, about a requisition, from a day to a day (UTC, both included), or one by number."""

    person: str | None = None
    requisition: str | None = None
    since: date | None = None
    until: date | None = None
    entry: int | None = None

    def check(self) -> None:
        for what, value in (("person", self.person), ("requisition", self.requisition)):
            if value is not None and not _ID.fullmatch(value):
                raise InputError(
                    f"expected the id of a {what}, found {value!r}", hint="such as P-1001 or R-1001"
                )
        if self.entry is not None and not 1 <= self.entry < 2**53:
            raise InputError(f"expected the number of an entry, found {self.entry}", hint="they count from 1")
        if self.since and self.until and self.since > self.until:
            raise InputError(
                f"expected a first day no later than the last, found {self.since} to {self.until}",
                hint="change them round",
            )

    def as_facts(self) -> dict[str, str | int]:
        """What was asked, without what was left open."""
        given = {
            "person": self.person,
            "requisition": self.requisition,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "entry": self.entry,
        }
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Exported:
    """How many `entries` went out, of a log with this head."""

    entries: int
    head: TreeHead


def export_log(
    database: Database,
    actor: Actor,
    asked: Asked,
    out: IO[bytes],
    *,
    form: Form = "jsonl",
    anchor: TreeHead | None = None,
) -> Exported:
    """Write the entries asked for, in the actor's business units and jurisdictions. The export itself is an entry, written first.

    With `anchor` the file proves that its log extends that earlier head. RunError when the log does not hold.
    """
    asked.check()
    with database.command(actor) as work:
        work.require("audit.read")
        if asked.entry is not None:
            _require_entry(work.session, actor, asked.entry)
        work.audit("audit.exported", "record", "audit", facts={"format": form, **asked.as_facts()})
    with database.read() as session:
        tree = MerkleTree()
        report = verify_in(session, tree, anchor=anchor)
        require_sound(report)
        head = sign_now(session, report)
        chosen = _Chosen(session, actor, asked)
        if form == "csv":
            written = _table(out, chosen.rows(head.size))
        else:
            described = {**asked.as_facts(), **chosen.described()}
            write = _proof if form == "proof" else _lines
            written = write(session, out, chosen.rows(head.size), head, tree, described, anchor)
    return Exported(written, head)


class _Chosen:
    """The rows that were asked for."""

    def __init__(self, session: Session, actor: Actor, asked: Asked) -> None:
        self._session, self._actor, self._asked = session, actor, asked
        person = asked.person
        self._persons: tuple[str, ...] = members(session, [person])[person] if person else ()

    def described(self) -> dict[str, Any]:
        """What the question came to: everybody who is that person, and the places it was asked in."""
        persons = {"persons": sorted({*self._persons, self._asked.person})} if self._asked.person else {}
        places = access.places_for(self._actor, "audit.read", on=today(self._session))
        return {**persons, "business_units": scope.described(places)}

    def rows(self, size: int) -> Iterator[tuple[int, str]]:
        """Number and text of each, of the first `size` entries."""
        requisition = self._asked.requisition
        groups = [ids for ids in (self._persons, (requisition,) if requisition else ()) if ids]
        rows = self._session.execute(self._query(size, groups).execution_options(yield_per=_AT_ONCE))
        for seq, entry in rows:
            if all(_speaks_of(json.loads(entry), frozenset(ids)) for ids in groups):
                yield seq, entry

    def _query(self, size: int, groups: list[tuple[str, ...]]) -> Any:
        query = select(AuditEntry.seq, AuditEntry.entry).where(
            AuditEntry.seq <= size, scope.entries_reached(self._session, self._actor)
        )
        if self._asked.entry:
            query = query.where(AuditEntry.seq == self._asked.entry)
        if self._asked.since:
            query = query.where(AuditEntry.at >= _midnight(self._asked.since))
        if self._asked.until:
            query = query.where(AuditEntry.at < _midnight(self._asked.until + timedelta(days=1)))
        for ids in groups:  # a first sieve; `rows` looks closely
            query = query.where(or_(*(AuditEntry.entry.contains(f'"{one}"', autoescape=True) for one in ids)))
        return query.order_by(AuditEntry.seq)


def _lines(
    session: Session,
    out: IO[bytes],
    rows: Iterator[tuple[int, str]],
    head: TreeHead,
    tree: MerkleTree,
    described: Mapping[str, Any],
    anchor: TreeHead | None,
) -> int:
    lines = ExportLines(out)
    lines.begin(head, described, _extends(anchor, head, tree) if anchor else None)
    for seq, entry in rows:
        lines.entry(seq, entry, tree.inclusion_proof(seq - 1, head.size))
    lines.end(home_key(session.info["key_dir"]))
    return lines.entries


def _proof(
    session: Session,
    out: IO[bytes],
    rows: Iterator[tuple[int, str]],
    head: TreeHead,
    tree: MerkleTree,
    described: Mapping[str, Any],
    anchor: TreeHead | None,
) -> int:
    proved = [(seq, entry, tree.inclusion_proof(seq - 1, head.size)) for seq, entry in rows]
    extended = _extends(anchor, head, tree) if anchor else None
    key = home_key(session.info["key_dir"])
    out.write(canonical(proof_document(head, proved, described, key, extended)) + b"\n")
    return len(proved)


def _require_entry(session: Session, actor: Actor, entry: int) -> None:
    """NotFound for an entry that is not there or out of the actor's reach, in the same words."""
    query = select(AuditEntry.seq).where(AuditEntry.seq == entry, scope.entries_reached(session, actor))
    if session.scalar(query) is None:
        raise NotFound(f"no entry {entry}", hint="check the number")


def _table(out: IO[bytes], rows: Iterator[tuple[int, str]]) -> int:
    table = ExportTable(out)
    for seq, entry in rows:
        table.entry(seq, entry, leaf_hash(entry.encode()))
    return table.entries


def _extends(anchor: TreeHead, head: TreeHead, tree: MerkleTree) -> dict[str, Any]:
    proof = tree.consistency_proof(anchor.size, head.size)
    return {"size": anchor.size, "root": anchor.root, "proof": [step.hex() for step in proof]}


def _speaks_of(entry: Mapping[str, Any], ids: frozenset[str]) -> bool:
    """Whether the entry's subject is one of them, or one stands anywhere in its facts."""
    return entry["subject"]["id"] in ids or _holds(entry["facts"], ids)


def _holds(value: Any, ids: frozenset[str]) -> bool:
    if isinstance(value, dict):
        return any(_holds(inner, ids) for inner in value.values())
    if isinstance(value, list):
        return any(_holds(inner, ids) for inner in value)
    return isinstance(value, str) and value in ids


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
