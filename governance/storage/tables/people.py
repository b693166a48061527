"""The pool: sources, people, what each source says of them, what is set aside, and who must not be ranked.

Everything a source says is sealed under the person's key. `protected_attribute` is sealed under a second
key that serves nothing that scores.
"""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Digest, Id, Moment, Sealed, Unit, Versioned, Words


class Source(Versioned, Base):
    """A platform or file and the licence its rows came under."""

    __tablename__ = "source"

    id: Mapped[Id] = mapped_column(primary_key=True)
    licence_reference: Mapped[Words]
    retain_days: Mapped[int | None]
    may_train: Mapped[bool]
    may_embed: Mapped[bool]
    changed_at: Mapped[Moment]


class Person(Versioned, Base):
    """`erased_at`: they asked to be forgotten. `expired_at`: no licence let us hold them any longer."""

    __tablename__ = "person"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_unit: Mapped[Unit]
    synthetic: Mapped[bool]
    created_at: Mapped[Moment]
    erased_at: Mapped[Moment | None]
    expired_at: Mapped[Moment | None]


class SourceProfile(Versioned, Base):
    """`source_ref` and `content_mac` are keyed hashes: they find and compare without telling.

    `retain_until` is the last day the licence lets it be held; then `document` is dropped and `content_mac` blank.
    """

    __tablename__ = "source_profile"
    __table_args__ = (UniqueConstraint("source_id", "source_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    source_id: Mapped[Id] = mapped_column(ForeignKey("source.id"))
    source_ref: Mapped[Digest]
    content_mac: Mapped[Digest]
    document: Mapped[Sealed | None]
    as_of: Mapped[date]
    retain_until: Mapped[date | None]
    imported_at: Mapped[Moment]
    business_unit: Mapped[Unit]


class ProtectedAttribute(Base):
    __tablename__ = "protected_attribute"

    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True)
    attribute: Mapped[Code] = mapped_column(primary_key=True)
    sealed: Mapped[Sealed]
    imported_at: Mapped[Moment]


class Restriction(Versioned, Base):
    """`block` (ours) or `opt_out` (theirs), in one business unit or all."""

    __tablename__ = "restriction"

    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[Code]
    reason: Mapped[Sealed]
    business_unit: Mapped[Unit]
    created_by: Mapped[Id]
    created_at: Mapped[Moment]
    lifted_at: Mapped[Moment | None]
