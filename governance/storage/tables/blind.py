"""The blind stage of a frozen list: who is shown in which order, and what each reviewer rated before seeing more."""

from sqlalchemy import JSON, Float, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Ids, Moment, Sealed, Unit, Versioned


class BlindStage(Base):
    """`required` by the policy's `rules`; without any, whoever had the pool ranked asked for it. Never changes."""

    __tablename__ = "blind_stage"

    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"), primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    business_unit: Mapped[Unit]
    required: Mapped[bool]
    rules: Mapped[Ids] = mapped_column(JSON)
    seed: Mapped[Code]
    size: Mapped[int]
    drawn_at: Mapped[Moment]


class BlindPlace(Base):
    """Who is shown at which place. `propensity`: the probability with which the lot put this person there."""

    __tablename__ = "blind_place"

    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("blind_stage.shortlist_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    propensity: Mapped[float] = mapped_column(Float)


class BlindReading(Versioned, Base):
    """One reviewer opened the person at a place, and rated them; whom nobody opened has no row."""

    __tablename__ = "blind_reading"
    __table_args__ = (UniqueConstraint("shortlist_id", "reviewer", "position"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("blind_stage.shortlist_id"))
    business_unit: Mapped[Unit]
    reviewer: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    position: Mapped[int]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[Moment]
    rating: Mapped[int | None]
    rated_at: Mapped[Moment | None]


class BlindEnd(Base):
    """One reviewer opened the list: after `rated` ratings, `unreadable` people having left it. With a reason: before rating all."""

    __tablename__ = "blind_end"

    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("blind_stage.shortlist_id"), primary_key=True)
    reviewer: Mapped[Id] = mapped_column(ForeignKey("account.id"), primary_key=True)
    business_unit: Mapped[Unit]
    rated: Mapped[int]
    unreadable: Mapped[int]
    reason: Mapped[Sealed | None]
    ended_at: Mapped[Moment]
