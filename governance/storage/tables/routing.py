"""Who must say yes to a request or a selection, step by step; on whose behalf; and under which policy.

A route is made once and only ever voided; a step is answered once. `storage/guards/` holds the database to both.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import (
    Base,
    Code,
    Digest,
    Document,
    Id,
    Ids,
    Moment,
    Sealed,
    Unit,
    Versioned,
    Words,
)

_IN_FORCE = text("voided_at IS NULL")


class ApprovalRoute(Versioned, Base):
    """The way one version of a request (`kind` requisition) or one choice of people (selection) is approved.

    `facts`: what the policy of that version and hash was asked with.
    """

    __tablename__ = "approval_route"
    __table_args__ = (
        Index(
            "uq_approval_route_in_force",
            "requisition_id",
            "kind",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    kind: Mapped[Code]
    role_version: Mapped[int]
    business_unit: Mapped[Unit]
    policy_version: Mapped[Code]
    policy_sha256: Mapped[Digest]
    facts: Mapped[Document]
    made_at: Mapped[Moment]
    voided_at: Mapped[Moment | None]


class ApprovalStep(Versioned, Base):
    """One answer that a route needs, by somebody of `roles`, or of `escalate_to` too once it was escalated.

    Steps of one stage are open together, from `opened_at` on; `due_at` is that and `due_days` working days.
    """

    __tablename__ = "approval_step"
    __table_args__ = (UniqueConstraint("route_id", "stage", "position"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    route_id: Mapped[Id] = mapped_column(ForeignKey("approval_route.id"), index=True)
    business_unit: Mapped[Unit]
    stage: Mapped[int]
    position: Mapped[int]
    roles: Mapped[Ids]
    within_limit: Mapped[bool]
    escalate_to: Mapped[Code]
    due_days: Mapped[int]
    rules: Mapped[Ids]
    opened_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]
    escalated_at: Mapped[Moment | None]
    answer: Mapped[Code | None]
    answered_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[Moment | None]
    answered_on: Mapped[date | None]
    on_behalf_of: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    delegation_id: Mapped[Id | None] = mapped_column(ForeignKey("delegation.id"))
    note: Mapped[Sealed | None]


class Delegation(Versioned, Base):
    """`delegate_id` may approve under one grant of `delegator_id`, in `business_unit`, from the first to the last day."""

    __tablename__ = "delegation"

    id: Mapped[Id] = mapped_column(primary_key=True)
    delegator_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    delegate_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    grant_id: Mapped[Id] = mapped_column(ForeignKey("account_grant.id"))
    business_unit: Mapped[Unit]
    starts: Mapped[date]
    ends: Mapped[date]
    reason: Mapped[Sealed | None]
    made_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[Id | None]


class RoutingPolicy(Versioned, Base):
    """A policy of this home, in force from `approved_at`, another person's yes, until `retired_at`."""

    __tablename__ = "routing_policy"

    id: Mapped[Id] = mapped_column(primary_key=True)
    policy_version: Mapped[Code]
    sha256: Mapped[Digest] = mapped_column(index=True)
    document: Mapped[Words]
    proposed_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[Moment]
    approved_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[Moment | None]
    retired_at: Mapped[Moment | None]
