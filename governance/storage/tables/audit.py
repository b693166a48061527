"""The audit log. Its rows are never changed; `storage/guards/` holds the database to it.

`entry` is the canonical JSON the leaf hash is taken over; the other columns repeat it for searching.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Digest, Id, Moment, Sealed, Unit, Words


class AuditEntry(Base):
    # No unique column but the key: INSERT OR REPLACE through another one would delete a guarded row.
    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    actor: Mapped[Id] = mapped_column(index=True)
    action: Mapped[Code]
    subject_kind: Mapped[Code]
    subject_id: Mapped[Id] = mapped_column(index=True)
    business_unit: Mapped[Unit]
    request_id: Mapped[Id]
    entry: Mapped[Words]
    leaf_hash: Mapped[Digest]


class AuditHead(Base):
    """One row, locked by every command: how many entries there are."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]


class AuditDisclosure(Base):
    """Salt and value behind one commitment of an entry, sealed under its owner's key."""

    __tablename__ = "audit_disclosure"

    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True)
    field: Mapped[Code] = mapped_column(primary_key=True)
    owner_kind: Mapped[Code]
    owner_id: Mapped[Id]
    sealed: Mapped[Sealed]
