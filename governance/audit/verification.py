"""Recomputing a log in its database: every hash, every column, the root; and signing what was found.

A million entries are read at one sitting, so rows come straight from the driver and a comparison of text
decides a row: an entry is canonical JSON, whose members come in one order, so what the columns say must be
exactly how it begins and how it ends. Only a row that differs there is parsed, to say where.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from governance.audit.findings import AnchorReport, BadEntry, compare
from governance.audit.heads import TreeHead, sign_head
from governance.audit.log import SCHEMA, stamp
from governance.audit.tree import MerkleRoot, MerkleTree
from governance.signing import home_key, home_public_key
from governance.storage import guards
from governance.storage.tables import AuditHead
from matching.errors import RunError

NOT_PROVEN = "tail not proven: no tree head kept elsewhere was compared"

_BATCH = 4096
_COLUMNS = (
    "at",
    "actor",
    "action",
    "subject_kind",
    "subject_id",
    "business_unit",
    "request_id",
    "entry",
    "leaf_hash",
)
# How an entry ends that a token wrote; no column repeats it.
_BY_TOKEN = re.compile(r',"token":"[\w.-]{1,40}"\}\Z')
_Row = Sequence[Any]  # seq, then each of _COLUMNS


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """`root` is the RFC 6962 root over the `size` leaves read, hex. `guards` lists triggers that are not as
    declared.

    `tail` says what this shows and cannot show of entries cut off the end, or all of them rewritten; `anchor`
    how the log compares with a head kept elsewhere.
    """

    ok: bool
    size: int
    root: str
    first_bad: BadEntry | None
    guards: tuple[str, ...]
    tail: str = NOT_PROVEN
    anchor: AnchorReport | None = None

    def faults(self) -> tuple[str, ...]:
        """Everything wrong, in words, the gravest first."""
        bad = self.first_bad
        entry = (bad.in_words(),) if bad else ()
        anchor = self.anchor.words if self.anchor else ()
        named = ", ".join(self.guards)
        guard = (f"guards of the database are missing or changed: {named}",) if named else ()
        return (*entry, *anchor, *guard)


class _Unreadable(Exception):
    """The database gave up in the middle of the log."""


class Readable(Protocol):
    def read(self) -> AbstractContextManager[Session]: ...


def verify(database: Readable, *, anchor: TreeHead | None = None) -> VerificationReport:
    """Recompute every leaf, look for gaps and for columns that differ from their entry, compare guards, fold the
    root, and hold it against a head kept elsewhere."""
    with database.read() as session:
        return verify_in(session, MerkleRoot(), anchor=anchor)


def take_head(database: Readable) -> TreeHead:
    """A signed head of the log as it is now; RunError when it does not hold."""
    with database.read() as session:
        report = verify_in(session, MerkleRoot())
        require_sound(report)
        return sign_now(session, report)


def verify_in(
    session: Session, tree: MerkleRoot | MerkleTree, *, anchor: TreeHead | None = None
) -> VerificationReport:
    """`verify` in a session's view of the record; leaves `tree` with every leaf."""
    connection = session.connection()
    try:
        guard_faults = guards.differences(connection)
        first_bad, root_then = _read(session, tree, anchor.size if anchor else None)
        if first_bad is None:
            first_bad = _miscounted(session, tree.size)
    except DBAPIError as error:
        raise RunError(
            f"the audit log cannot be read: {error.orig}",
            hint="the database file is damaged; keep it as it is and restore a backup beside it",
        ) from error
    compared: AnchorReport | None = None
    if anchor is not None:
        key_now = home_public_key(session.info["key_dir"])
        compared = compare(anchor, size=tree.size, root_then=root_then, key_now=key_now)
    return VerificationReport(
        ok=first_bad is None and not guard_faults and (compared is None or compared.ok),
        size=tree.size,
        root=tree.digest().hex(),
        first_bad=first_bad,
        guards=guard_faults,
        tail=_tail(compared),
        anchor=compared,
    )


def require_sound(report: VerificationReport) -> None:
    """Refuse to vouch for a log that does not hold."""
    if not report.ok:
        raise RunError(
            f"the audit log does not hold, so nothing is signed: {'; '.join(report.faults())}",
            hint="keep a copy of the database and tell your auditor",
        )


def sign_now(session: Session, report: VerificationReport) -> TreeHead:
    """The report's size and root under the home's key, at this moment."""
    key = home_key(session.info["key_dir"])
    return sign_head(key, size=report.size, root=report.root, at=stamp(session.info["clock"]()))


def _read(
    session: Session, tree: MerkleRoot | MerkleTree, mark: int | None
) -> tuple[BadEntry | None, str | None]:
    """Feed every leaf to the tree; gives the first bad entry, and the root as it was at `mark` leaves."""
    first_bad: BadEntry | None = None
    root_then = tree.digest().hex() if mark == 0 else None
    try:
        for rows in _batches(session):
            leaves, bad = _leaves(rows, tree.size, looking=first_bad is None)
            first_bad = first_bad or bad
            if mark is not None and tree.size < mark <= tree.size + len(leaves):
                before = mark - tree.size
                tree.extend(leaves[:before])
                root_then = tree.digest().hex()
                leaves = leaves[before:]
            tree.extend(leaves)
    except _Unreadable as error:
        return first_bad or BadEntry(tree.size + 1, f"the database cannot read it: {error}"), root_then
    return first_bad, root_then


def _leaves(rows: Sequence[_Row], before: int, *, looking: bool) -> tuple[list[bytes], BadEntry | None]:
    """The leaf hash of each row's entry, and the first row at fault if one is looked for."""
    sha256, leaves, bad, expected = hashlib.sha256, [], None, before
    for row in rows:
        seq, at, actor, action, kind, subject, unit, request, entry, leaf = row
        digest = sha256(b"\x00" + _raw(entry)).digest()
        leaves.append(digest)
        expected += 1
        if (
            looking
            and not (
                seq == expected
                and digest.hex() == leaf
                and isinstance(entry, str)
                and isinstance(at, str)
                and at[10:11] == " "
                and entry.startswith(
                    f'{{"action":"{action}","actor":"{actor}","at":"{at[:10]}T{at[11:]}Z",'
                    f'"business_unit":"{unit}","commitments":{{'
                )
                and (
                    entry.endswith(
                        tail := f',"request_id":"{request}","schema":"{SCHEMA}","seq":{seq},'
                        f'"subject":{{"id":"{subject}","kind":"{kind}"}}}}'
                    )
                    or _BY_TOKEN.sub("}", entry).endswith(tail)
                )
            )
            and (fault := _fault(row, expected))
        ):
            bad, looking = BadEntry(seq, fault), False
    return leaves, bad


def _raw(entry: Any) -> bytes:
    if isinstance(entry, bytes):
        return entry
    return entry.encode() if isinstance(entry, str) else repr(entry).encode()


def _fault(row: _Row, expected: int) -> str | None:
    """What is wrong with a row, looked at slowly; None where it holds after all (a name with a quotation mark)."""
    seq, *values = row
    if seq != expected:
        return f"expected entry {expected} here, found {seq}: entries are missing"
    told = dict(zip(_COLUMNS, values, strict=True))
    entry = told.pop("entry")
    if hashlib.sha256(b"\x00" + _raw(entry)).hexdigest() != told.pop("leaf_hash"):
        return "its text does not hash to its leaf"
    unreadable = [name for name, value in zip(_COLUMNS, values, strict=True) if not isinstance(value, str)]
    if unreadable:
        return f"expected text, found something else in {', '.join(unreadable)}"
    try:
        body = json.loads(entry)
    except ValueError:
        return "its text is not JSON"
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        return f"its text is not an entry ({SCHEMA})"
    differing = [name for name, value in _stated(seq, told).items() if body.get(name) != value]
    return f"its columns differ from its text in {', '.join(differing)}" if differing else None


def _stated(seq: int, told: dict[str, str]) -> dict[str, Any]:
    """What an entry must say, by the columns beside it."""
    day, _, time = told["at"].partition(" ")
    return {
        "seq": seq,
        "at": f"{day}T{time}Z",
        "actor": told["actor"],
        "action": told["action"],
        "subject": {"kind": told["subject_kind"], "id": told["subject_id"]},
        "business_unit": told["business_unit"],
        "request_id": told["request_id"],
    }


def _batches(session: Session) -> Iterator[Sequence[_Row]]:
    """Every row in order, as the driver gives it. From the first text that is no UTF-8 on, such texts come as bytes."""
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    failure = connection.dialect.loaded_dbapi.Error
    after, may_relax = "", connection.dialect.name == "sqlite"
    try:
        while True:
            rows: Any = _rows(connection, after)
            # What SQLAlchemy streams from a server it has begun to fetch; SQLite's own cursor spares a million row objects.
            source = rows.cursor if connection.dialect.name == "sqlite" else rows
            try:
                while batch := source.fetchmany(_BATCH):
                    yield batch
                    after = f"WHERE seq > {batch[-1][0]}"
                return
            except failure as error:
                if not may_relax or "decode" not in str(error):
                    raise _Unreadable(str(error)) from error
            finally:
                rows.close()
            may_relax, driver.text_factory = False, _text_or_bytes
    finally:
        if connection.dialect.name == "sqlite":
            driver.text_factory = str


def _rows(connection: Connection, where: str) -> Any:
    columns = ["at", *_COLUMNS[1:]]
    if connection.dialect.name != "sqlite":
        columns[0] = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    statement = f"SELECT seq, {', '.join(columns)} FROM audit_entry {where} ORDER BY seq"  # noqa: S608  # our own names
    return connection.exec_driver_sql(statement, execution_options={"stream_results": True})


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def _miscounted(session: Session, found: int) -> BadEntry | None:
    head = session.get(AuditHead, 1)
    counted = head.size if head else 0
    if counted == found:
        return None
    return BadEntry(found + 1, f"the head counts {counted} entries, found {found}")


def _tail(compared: AnchorReport | None) -> str:
    if compared is None:
        return NOT_PROVEN
    if not compared.ok:
        return "the tail does not hold against the head kept elsewhere"
    proven = f"tail proven: the first {compared.size} entries are those of the head signed at {compared.at} with key {compared.key_id}"
    return proven + (f"; {compared.new} came after it and are not covered" if compared.new else "")
