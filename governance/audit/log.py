"""Writing the log: what was done, by whom, when, as canonical JSON with an RFC 6962 leaf hash.

An entry holds ids, codes, numbers and salted commitments, never words: those lie sealed beside it, so
erasing a person leaves every hash valid. The format is in docs/reference/audit-log.md; reading it back is
`verification.py`.
"""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.orm import Session

from governance.audit.tree import leaf_hash
from governance.canonical import canonical, commitment
from governance.storage.tables import AuditDisclosure, AuditEntry, AuditHead
from governance.vault import Erased, Owner, vault_of

SCHEMA = "candor.audit/1"

# What an entry may hold in the clear. Anything with a space in it is words, and words are committed.
_CODE = re.compile(r"[\w.:*+/@-]{0,128}")
_SALT = 16

_HEAD = select(AuditHead.size).where(AuditHead.id == 1).with_for_update()
_INSERT = insert(AuditEntry.__table__)  # type: ignore[arg-type]  # a Table, typed as any FromClause
_COUNT = update(AuditHead.__table__).where(AuditHead.id == 1).values(size=bindparam("counted"))  # type: ignore[arg-type]

Words = Mapping[str, tuple[Owner, str | None]]


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
    token: str | None = None,
) -> int:
    """Write the next entry in the session's transaction and give its sequence number."""
    session.flush()
    # Plain statements: every command pays for this, and mapped objects would triple its price.
    connection = session.connection()
    seq = _counted(connection) + 1
    salted = {
        name: (owner, os.urandom(_SALT), text.encode()) for name, (owner, text) in words.items() if text
    }
    body = {
        "schema": SCHEMA,
        "seq": seq,
        "at": stamp(at),
        "actor": actor,
        "action": action,
        "subject": {"kind": subject[0], "id": subject[1]},
        "business_unit": business_unit,
        "request_id": request_id,
        "facts": _checked(facts),
        "commitments": {name: commitment(salt, value) for name, (_, salt, value) in salted.items()},
    }
    if token is not None:  # there only where a token acted, so that every other entry is written as ever
        body["token"] = token
    entry = canonical(body)
    connection.execute(
        _INSERT,
        {
            "seq": seq,
            "at": at,
            "actor": actor,
            "action": action,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "business_unit": business_unit,
            "request_id": request_id,
            "entry": entry.decode(),
            "leaf_hash": leaf_hash(entry).hex(),
        },
    )
    connection.execute(_COUNT, {"counted": seq})
    for name, (owner, salt, value) in salted.items():
        sealed = vault_of(session).seal(session, owner, salt + value, place=_place(seq, name), now=at)
        session.add(
            AuditDisclosure(seq=seq, field=name, owner_kind=owner.kind, owner_id=owner.id, sealed=sealed)
        )
    return seq


def disclose(session: Session, seq: int) -> dict[str, str | None]:
    """The words behind an entry's commitments; None where they are erased, and never words that do not match."""
    return {field: salted and salted[1] for field, salted in disclose_salted(session, seq).items()}


def disclose_salted(session: Session, seq: int) -> dict[str, tuple[bytes, str] | None]:
    """As `disclose`, each with its salt, so that somebody else can check the commitment."""
    entry = session.get(AuditEntry, seq)
    if entry is None:
        return {}
    committed = json.loads(entry.entry)["commitments"]
    found: dict[str, tuple[bytes, str] | None] = dict.fromkeys(committed)
    for row in session.execute(select(AuditDisclosure).where(AuditDisclosure.seq == seq)).scalars():
        try:
            salted = vault_of(session).open(
                session, Owner(row.owner_kind, row.owner_id), row.sealed, place=_place(seq, row.field)
            )
        except Erased:
            continue
        salt, value = salted[:_SALT], salted[_SALT:]
        if commitment(salt, value) == committed.get(row.field):
            found[row.field] = (salt, value.decode())
    return found


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _counted(connection: Connection) -> int:
    """Entries so far; the head stays locked until the transaction ends."""
    size: int | None = connection.execute(_HEAD).scalar()
    if size is None:
        connection.execute(insert(AuditHead).values(id=1, size=0))
    return size or 0


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


def _place(seq: int, field: str) -> str:
    return f"audit_disclosure:{seq}:{field}"
