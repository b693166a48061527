"""From role template to selection: what is asked, what was ranked, what the manager decided.

Words about a person are sealed under that person's key. Approvals and what follows them are in `work.py`.
"""

from datetime import date

from sqlalchemy import Float, ForeignKey, Integer, UniqueConstraint, true
from sqlalchemy.orm import Mapped, composite, mapped_column

from governance.money import Money
from governance.storage.tables.base import (
    Base,
    Code,
    Currency,
    Digest,
    Document,
    Id,
    Minor,
    Moment,
    Sealed,
    Unit,
    Versioned,
    Words,
)


class RoleTemplate(Versioned, Base):
    """`family`: the role family it is filed under; None where nobody said."""

    __tablename__ = "role_template"

    id: Mapped[Id] = mapped_column(primary_key=True)
    title: Mapped[Words]
    family: Mapped[Code | None]
    number: Mapped[int]
    changed_at: Mapped[Moment]


class RoleTemplateVersion(Base):
    __tablename__ = "role_template_version"

    template_id: Mapped[Id] = mapped_column(ForeignKey("role_template.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    role: Mapped[Document]
    digest: Mapped[Digest]
    author: Mapped[Id]
    created_at: Mapped[Moment]


class Requisition(Versioned, Base):
    """`role_version` is the newest `RequisitionVersion`; its words and money are repeated here for lists."""

    __tablename__ = "requisition"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_unit: Mapped[Unit]
    title: Mapped[Words]
    template_id: Mapped[Id | None] = mapped_column(ForeignKey("role_template.id"))
    state: Mapped[Code] = mapped_column(index=True)
    state_since: Mapped[Moment]
    role_version: Mapped[int]
    budget_minor: Mapped[Minor]
    budget_currency: Mapped[Currency]
    positions: Mapped[int]
    needed_by: Mapped[date | None]
    requested_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]

    budget: Mapped[Money] = composite("budget_minor", "budget_currency")


class RequisitionVersion(Base):
    __tablename__ = "requisition_version"

    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    business_unit: Mapped[Unit]
    title: Mapped[Words]
    role: Mapped[Document]
    budget_minor: Mapped[Minor]
    budget_currency: Mapped[Currency]
    positions: Mapped[int]
    needed_by: Mapped[date | None]
    author: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]

    budget: Mapped[Money] = composite("budget_minor", "budget_currency")


class Shortlist(Versioned, Base):
    """A frozen list, `ranked` by a machine or not. `frame` is the document without its people: `ShortlistPart` rows.

    An unranked list has no model: its `model_hash` is empty.
    """

    __tablename__ = "shortlist"

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    business_unit: Mapped[Unit]
    role_version: Mapped[int]
    ranked: Mapped[bool] = mapped_column(server_default=true())
    model_hash: Mapped[Id]
    snapshot_hash: Mapped[Id]
    frame: Mapped[Words]
    digest: Mapped[Digest]
    parts_root: Mapped[Digest]
    size: Mapped[int]
    created_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    superseded_at: Mapped[Moment | None]


class ShortlistPart(Base):
    """What a frozen ranking says of one person, with its salt, sealed; `commitment` proves it while the key lives."""

    __tablename__ = "shortlist_part"

    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"), primary_key=True)
    section: Mapped[Code] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    sealed: Mapped[Sealed]
    commitment: Mapped[Digest]


class Candidate(Versioned, Base):
    """One person on one frozen list, and how far they came. Without `rank` nobody ranked them; ids follow the list."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("shortlist_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    rank: Mapped[int | None]
    score: Mapped[float | None] = mapped_column(Float)
    stage: Mapped[Code]
    stage_since: Mapped[Moment]


class Decision(Versioned, Base):
    """The newest one of a person on a list without `undone_at` is in force."""

    __tablename__ = "decision"

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"), index=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    decision: Mapped[Code]
    reason_code: Mapped[Code]
    note: Mapped[Sealed | None]
    decided_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]
    undone_by: Mapped[Id | None]
    undone_at: Mapped[Moment | None]


class Selection(Versioned, Base):
    """Who was chosen, by whom (`origin`: manager or override), in which order; voided when undone or replaced."""

    __tablename__ = "selection"

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    position: Mapped[int]
    origin: Mapped[Code]
    selected_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    submitted_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    selected_at: Mapped[Moment]
    voided_at: Mapped[Moment | None]


class StageEvent(Base):
    """One step of a candidate: what, when, who, with the scorecard or reason that came with it."""

    __tablename__ = "stage_event"

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    stage: Mapped[Code]
    at: Mapped[Moment]
    by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    reason_code: Mapped[Code | None]
    scorecard: Mapped[Sealed | None]
    note: Mapped[Sealed | None]
