"""Legal holds, and erasures that wait until one is lifted. No row of either is ever deleted. Rules: `governance/holds.py`."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Moment, Sealed, Unit, Versioned


class LegalHold(Versioned, Base):
    """On a person, a requisition or an engagement (`subject_kind`) and everybody in it, until another person lifts it.

    Both reasons are sealed under the hold's own key, which outlives everybody it holds.
    """

    __tablename__ = "legal_hold"

    id: Mapped[Id] = mapped_column(primary_key=True)
    subject_kind: Mapped[Code]
    subject_id: Mapped[Id] = mapped_column(index=True)
    business_unit: Mapped[Unit]
    reason: Mapped[Sealed]
    placed_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    placed_at: Mapped[Moment]
    lift_reason: Mapped[Sealed | None]
    lifted_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[Moment | None]


class ErasureRequest(Versioned, Base):
    """Somebody is to be forgotten once nothing holds them; `carried_out_at` says when they were."""

    __tablename__ = "erasure_request"

    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[Sealed]
    requested_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[Moment]
    carried_out_at: Mapped[Moment | None]
