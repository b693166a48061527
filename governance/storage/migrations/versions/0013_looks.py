"""When an account last opened a requisition."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_look_account_id")),
        sa.ForeignKeyConstraint(["requisition_id"], ["requisition.id"], name=op.f("fk_look_requisition_id")),
        sa.PrimaryKeyConstraint("account_id", "requisition_id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_requisition_id"), "look", ["requisition_id"], unique=False)


def downgrade() -> None:
    op.drop_table("look")
