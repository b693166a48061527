"""How the work of a requisition is classified, and legal's answer to a high risk."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("voided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "classification",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("role_version", sa.Integer(), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("rules_version", sa.String(length=40), nullable=False),
        sa.Column("rules_sha256", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("stakes", sa.JSON(), nullable=False),
        sa.Column("likelihood", sa.String(length=40), nullable=False),
        sa.Column("impact", sa.String(length=40), nullable=False),
        sa.Column("risk", sa.String(length=40), nullable=False),
        sa.Column("up_to_weeks", sa.Integer(), nullable=True),
        sa.Column("assessed_by", sa.String(length=80), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessed_by"], ["account.id"], name=op.f("fk_classification_assessed_by")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_classification_requisition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
    )
    op.create_index(
        "uq_classification_in_force",
        "classification",
        ["requisition_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    for column in ("business_unit", "requisition_id"):
        op.create_index(op.f(f"ix_classification_{column}"), "classification", [column], unique=False)
    op.create_table(
        "classification_decision",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("classification_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["classification_id"],
            ["classification.id"],
            name=op.f("fk_classification_decision_classification_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_classification_decision_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification_decision")),
        sa.UniqueConstraint("classification_id", name=op.f("uq_classification_decision_classification_id")),
    )
    op.create_index(
        op.f("ix_classification_decision_business_unit"),
        "classification_decision",
        ["business_unit"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("classification_decision")
    op.drop_table("classification")
