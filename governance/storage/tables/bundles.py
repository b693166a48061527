"""Model bundles by the hash of their manifest, and who trained, proposed and approved each."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Moment, Versioned, Words


class Bundle(Versioned, Base):
    """`signature` is hex Ed25519 by the home's key over the statement in `governance/promotion.py`."""

    __tablename__ = "bundle"

    hash: Mapped[Id] = mapped_column(primary_key=True)
    state: Mapped[Code]
    built_in: Mapped[bool]
    author: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    proposed_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    approved_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    registered_at: Mapped[Moment]
    proposed_at: Mapped[Moment | None]
    approved_at: Mapped[Moment | None]
    signature: Mapped[Words | None]
