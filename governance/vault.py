"""Personal data under keys of its own, so that forgetting a person is dropping one key.

Each owner (a person, a requisition's free text) has a data key, AES-256-GCM, wrapped by the home's master
key, which lies outside the database in a file only its user may read. Knows nothing of what it seals. Next:
`people/protected.py`.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from governance.secret_files import create_secret, read_secret
from governance.storage.tables import DataKey
from matching.errors import NotFound, RunError

_NONCE = 12
IN_CHUNKS_OF = 900  # SQLite's default limit of bound values in one statement is 999.


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key it is: `person` P-1001, `requisition` R-1001."""

    kind: str
    id: str

    @property
    def place(self) -> str:
        return f"data_key:{self.kind}:{self.id}"


HOME_OWNER = Owner("home", "home")


class Erased(NotFound):
    """The key is gone, and with it what it sealed."""


class Vault:
    """Seals and opens with the home's master key. Data keys are remembered only as long as a session lives."""

    def __init__(self, master: bytes) -> None:
        self._master = AESGCM(master)
        self._index_key = hmac.digest(master, b"candor index key", "sha256")

    @classmethod
    def at(cls, key_file: Path, *, may_create: bool) -> "Vault":
        """From the master key's file, made with mode 0600 on first use."""
        if not key_file.exists():
            if not may_create:
                raise RunError(
                    f"expected the master key at {key_file}, found none",
                    hint="restore it from your backup: without it the personal data in this record is unreadable",
                )
            create_secret(key_file, AESGCM.generate_key(256))
        return cls(read_secret(key_file))

    def mac(self, purpose: str, value: bytes) -> str:
        """A keyed hash: equal values can be found again, and nobody without the key can guess them."""
        return hmac.new(self._index_key, purpose.encode() + b"\0" + value, hashlib.sha256).hexdigest()

    def seal(self, session: Session, owner: Owner, value: bytes, *, place: str, now: datetime) -> bytes:
        """Encrypt under the owner's key, made on first use. `place` binds it to the row it is kept in."""
        key = self._data_key(session, owner)
        if key is None:
            key = self.make_keys(session, [owner], now=now)[owner]
        return _encrypt(key, value, place)

    def open(self, session: Session, owner: Owner, sealed: bytes, *, place: str) -> bytes:
        """The value, or Erased when the owner's key is gone."""
        key = self._data_key(session, owner)
        if key is None:
            raise Erased(f"what was kept of {owner.kind} {owner.id} has been erased")
        return _decrypt(key, sealed, place)

    def make_keys(self, session: Session, owners: Iterable[Owner], *, now: datetime) -> dict[Owner, AESGCM]:
        """A new data key for each owner, in one insert."""
        raw = {owner: AESGCM.generate_key(256) for owner in owners}
        rows = [
            {
                "owner_kind": owner.kind,
                "owner_id": owner.id,
                "wrapped": _encrypt(self._master, key, owner.place),
                "created_at": now,
            }
            for owner, key in raw.items()
        ]
        if rows:
            session.execute(insert(DataKey), rows)
        made = {owner: AESGCM(key) for owner, key in raw.items()}
        _known(session).update(made)
        return made

    def load_keys(self, session: Session, kind: str, ids: Iterable[str]) -> None:
        """Fetch many data keys at once, before opening what they sealed."""
        known = _known(session)
        wanted = [owner_id for owner_id in dict.fromkeys(ids) if Owner(kind, owner_id) not in known]
        for start in range(0, len(wanted), IN_CHUNKS_OF):
            chunk = wanted[start : start + IN_CHUNKS_OF]
            query = select(DataKey.owner_id, DataKey.wrapped).where(
                DataKey.owner_kind == kind, DataKey.owner_id.in_(chunk)
            )
            for owner_id, wrapped in session.execute(query):
                if wrapped is not None:
                    owner = Owner(kind, owner_id)
                    known[owner] = self._unwrap(owner, wrapped)

    def drop(self, session: Session, owner: Owner, *, now: datetime) -> bool:
        """Destroy the owner's key; True when there was one."""
        row = session.get(DataKey, (owner.kind, owner.id), with_for_update=True)
        _known(session).pop(owner, None)
        if row is None or row.wrapped is None:
            return False
        row.wrapped = None
        row.dropped_at = now
        return True

    def drop_many(self, session: Session, kind: str, ids: Iterable[str], *, now: datetime) -> None:
        """Destroy the keys of many owners of one kind; who has none is passed over."""
        gone = list(dict.fromkeys(ids))
        for owner_id in gone:
            _known(session).pop(Owner(kind, owner_id), None)
        for start in range(0, len(gone), IN_CHUNKS_OF):
            session.execute(
                update(DataKey)
                .where(
                    DataKey.owner_kind == kind,
                    DataKey.owner_id.in_(gone[start : start + IN_CHUNKS_OF]),
                    DataKey.wrapped.is_not(None),
                )
                .values(wrapped=None, dropped_at=now)
            )

    def check(self, session: Session, *, now: datetime) -> None:
        """Raise unless this master key is the one the record was made with."""
        if session.get(DataKey, (HOME_OWNER.kind, HOME_OWNER.id)) is None:
            self.make_keys(session, [HOME_OWNER], now=now)
            return
        self._data_key(session, HOME_OWNER)

    def _data_key(self, session: Session, owner: Owner) -> AESGCM | None:
        known = _known(session)
        if owner not in known:
            row = session.get(DataKey, (owner.kind, owner.id))
            if row is None:
                return None
            if row.wrapped is None:
                raise Erased(f"what was kept of {owner.kind} {owner.id} has been erased")
            known[owner] = self._unwrap(owner, row.wrapped)
        return known[owner]

    def _unwrap(self, owner: Owner, wrapped: bytes) -> AESGCM:
        return AESGCM(_decrypt(self._master, wrapped, owner.place))


def vault_of(session: Session) -> Vault:
    """The vault the session's database was opened with."""
    vault: Vault = session.info["vault"]
    return vault


def open_words(session: Session, owner: Owner, sealed: bytes | None, *, place: str) -> str | None:
    """Sealed text; None when there was none or its owner is erased."""
    if sealed is None:
        return None
    try:
        return vault_of(session).open(session, owner, sealed, place=place).decode()
    except Erased:
        return None


def _known(session: Session) -> dict[Owner, AESGCM]:
    known: dict[Owner, AESGCM] = session.info.setdefault("data_keys", {})
    return known


def _encrypt(key: AESGCM, value: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, value, place.encode())


def _decrypt(key: AESGCM, sealed: bytes, place: str) -> bytes:
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
    except InvalidTag:
        raise RunError(
            f"expected {place} to open with this home's key, found it altered or sealed with another",
            hint="check that the key folder belongs to this database",
        ) from None
