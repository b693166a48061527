"""From approval to outcome. An approval never changes but to be voided; `storage/guards/` holds the database to it."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from governance.money import Money
from governance.storage.tables.base import (
    Base,
    Code,
    Currency,
    Digest,
    Document,
    Id,
    Ids,
    Minor,
    Moment,
    Sealed,
    Unit,
    Versioned,
)


class Approval(Versioned, Base):
    """One answer of another person: to a requisition, a selection or a bundle (`kind`).

    `decision`: approved, denied, sent_back, overridden. `before` and `after` are the people an override
    exchanged.
    """

    __tablename__ = "approval"

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    requisition_id: Mapped[Id | None] = mapped_column(ForeignKey("requisition.id"), index=True)
    bundle_hash: Mapped[Id | None] = mapped_column(ForeignKey("bundle.hash"), index=True)
    role_version: Mapped[int | None]
    shortlist_id: Mapped[Id | None] = mapped_column(ForeignKey("shortlist.id"))
    business_unit: Mapped[Unit]
    decision: Mapped[Code]
    reason_code: Mapped[Code | None]
    note: Mapped[Sealed | None]
    before: Mapped[Ids | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Ids | None] = mapped_column(JSON(none_as_null=True))
    decided_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]
    voided_at: Mapped[Moment | None]


class Engagement(Versioned, Base):
    """`rate` an hour, `hours` in all."""

    __tablename__ = "engagement"

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    approval_id: Mapped[Id] = mapped_column(ForeignKey("approval.id"))
    business_unit: Mapped[Unit]
    state: Mapped[Code]
    rate_minor: Mapped[Minor]
    rate_currency: Mapped[Currency]
    hours: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    deliverables: Mapped[Ids]
    started_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    end_reason: Mapped[Code | None]
    end_note: Mapped[Sealed | None]

    rate: Mapped[Money] = composite("rate_minor", "rate_currency")


class Judgement:
    """How the work went, whether recorded here or brought in."""

    accepted: Mapped[bool]
    rework: Mapped[Code]
    on_budget: Mapped[bool]
    on_time: Mapped[bool]
    would_reengage: Mapped[bool]
    rating: Mapped[int]
    note: Mapped[Sealed | None]


class Outcome(Judgement, Versioned, Base):
    __tablename__ = "outcome"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    engagement_id: Mapped[Id] = mapped_column(ForeignKey("engagement.id"), unique=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    recorded_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]


class ImportedOutcome(Judgement, Base):
    """Work done before Candor: one person in one role, from another system's history."""

    __tablename__ = "imported_outcome"
    __table_args__ = (
        UniqueConstraint("source_id", "content_mac"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    source_id: Mapped[Id]
    content_mac: Mapped[Digest]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    role_key: Mapped[Digest]
    role: Mapped[Document]
    ended_on: Mapped[date]
    imported_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    imported_at: Mapped[Moment]
