"""Who may look at decisions by reviewer."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oversight_view",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.LargeBinary(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_oversight_view_asked_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_oversight_view_answered_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_oversight_view_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_view")),
    )
    for column in ("asked_by", "business_unit"):
        op.create_index(op.f(f"ix_oversight_view_{column}"), "oversight_view", [column], unique=False)


def downgrade() -> None:
    op.drop_table("oversight_view")
