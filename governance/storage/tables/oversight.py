"""Who may see how single reviewers decide, for what, until when, and who agreed. Rules: `governance/oversight/by_reviewer.py`."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Moment, Sealed, Unit, Versioned


class OversightView(Versioned, Base):
    """One person's leave to look at one business unit by reviewer: asked for, answered (`approved`, `refused`) by another, ended.

    The purpose is sealed under the view's own key. Never deleted; an answer and an end are given once.
    """

    __tablename__ = "oversight_view"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_unit: Mapped[Unit]
    purpose: Mapped[Sealed]
    last_day: Mapped[date]
    asked_by: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[Moment]
    answer: Mapped[Code | None]
    answered_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[Moment | None]
    ended_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[Moment | None]
