"""Work that is to go on longer, take more hours or hand over something else, and what was answered to it."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Ids, Moment, Sealed, Unit, Versioned


class Extension(Versioned, Base):
    """The terms asked for, whole: last day, `hours` in all, deliverables. `state`: asked, approved, denied, withdrawn.

    Its terms never change; it is decided once. Its reason is sealed under the requisition's key.
    """

    __tablename__ = "engagement_extension"

    id: Mapped[Id] = mapped_column(primary_key=True)
    engagement_id: Mapped[Id] = mapped_column(ForeignKey("engagement.id"), index=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    business_unit: Mapped[Unit]
    state: Mapped[Code]
    ends_on: Mapped[date]
    hours: Mapped[int]
    deliverables: Mapped[Ids]
    reason: Mapped[Sealed | None]
    asked_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Moment]
    reason_code: Mapped[Code | None]
    note: Mapped[Sealed | None]
    decided_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]
