"""Choices made before Candor: which people were decided on for which past requisition of another system."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Digest, Document, Id, Moment, Unit


class ImportedRequisition(Base):
    """One past requisition, by the other system's own reference."""

    __tablename__ = "imported_requisition"
    __table_args__ = (UniqueConstraint("system", "reference"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    system: Mapped[Id]
    reference: Mapped[Id]
    business_unit: Mapped[Unit]
    role_key: Mapped[Digest]
    role: Mapped[Document]
    decided_on: Mapped[date]
    imported_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    imported_at: Mapped[Moment]


class ImportedDecision(Base):
    """What was decided of one person there. Whoever was not reached has no row."""

    __tablename__ = "imported_decision"

    requisition_id: Mapped[Id] = mapped_column(ForeignKey("imported_requisition.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    rank: Mapped[int | None]
    decision: Mapped[Code]
    reason_code: Mapped[Code]
