"""How the work of a requisition was classified, and what legal decided where the risk was high.

Points and levels are kept as they came out; the words of who answered are sealed under the requisition's key. Neither row
ever changes, but that a classification is voided by the next one or by an edit.
"""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Digest, Document, Id, Moment, Sealed, Unit, Versioned

_IN_FORCE = text("voided_at IS NULL")
_IN_FORCE_OF_REQUEST = text("voided_at IS NULL AND extension_id IS NULL")


class Classification(Versioned, Base):
    """Of a request, or with `extension_id` of what an extension would make of it. `answers`: question -> choice and points; `dimensions`, `stakes`: the sums they make.

    `words`: who answered and each answer's quotation. Engagements may last `up_to_weeks`, where it says a number.
    """

    __tablename__ = "classification"
    __table_args__ = (
        Index(
            "uq_classification_in_force",
            "requisition_id",
            unique=True,
            sqlite_where=_IN_FORCE_OF_REQUEST,
            postgresql_where=_IN_FORCE_OF_REQUEST,
        ),
        Index(
            "uq_classification_extension_in_force",
            "extension_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    role_version: Mapped[int]
    extension_id: Mapped[Id | None]
    business_unit: Mapped[Unit]
    rules_version: Mapped[Code]
    rules_sha256: Mapped[Digest]
    answers: Mapped[Document]
    words: Mapped[Sealed | None]
    dimensions: Mapped[Document]
    stakes: Mapped[Document]
    likelihood: Mapped[Code]
    impact: Mapped[Code]
    risk: Mapped[Code]
    up_to_weeks: Mapped[int | None]
    assessed_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    assessed_at: Mapped[Moment]
    voided_at: Mapped[Moment | None]


class ClassificationDecision(Base):
    """Legal's answer to a high risk: `cleared` or `refused`, once."""

    __tablename__ = "classification_decision"

    id: Mapped[Id] = mapped_column(primary_key=True)
    classification_id: Mapped[Id] = mapped_column(ForeignKey("classification.id"), unique=True)
    business_unit: Mapped[Unit]
    decision: Mapped[Code]
    reason: Mapped[Sealed | None]
    decided_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]
