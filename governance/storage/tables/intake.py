"""What a request says beside its role and budget, one row for each version of it. Free words are sealed."""

from datetime import date

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Moment, Sealed, Unit


class RequisitionIntake(Base):
    """`scope` and `deliverables` (a JSON list) are sealed under the requisition's key. A row never changes."""

    __tablename__ = "requisition_intake"

    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    business_unit: Mapped[Unit]
    budget_owner: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    cost_centre: Mapped[Code | None]
    scope: Mapped[Sealed | None]
    deliverables: Mapped[Sealed | None]
    duration_weeks: Mapped[int | None]
    starts_on: Mapped[date | None]
    security_class: Mapped[Code | None]
    sensitive_data: Mapped[Code | None]
    jurisdiction: Mapped[Code]
    created_at: Mapped[Moment]
