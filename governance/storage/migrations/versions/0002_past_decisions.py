"""Decisions made before Candor, by requisition of another system."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_requisition",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("system", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("role_key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.JSON(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["account.id"], name=op.f("fk_imported_requisition_imported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_requisition")),
        sa.UniqueConstraint("system", "reference", name=op.f("uq_imported_requisition_system_reference")),
    )
    op.create_index(
        op.f("ix_imported_requisition_business_unit"), "imported_requisition", ["business_unit"], unique=False
    )
    op.create_table(
        "imported_decision",
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_imported_decision_person_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["imported_requisition.id"], name=op.f("fk_imported_decision_requisition_id")
        ),
        sa.PrimaryKeyConstraint("requisition_id", "person_id", name=op.f("pk_imported_decision")),
    )
    op.create_index(op.f("ix_imported_decision_person_id"), "imported_decision", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_imported_decision_person_id"), table_name="imported_decision")
    op.drop_table("imported_decision")
    op.drop_index(op.f("ix_imported_requisition_business_unit"), table_name="imported_requisition")
    op.drop_table("imported_requisition")
