"""Which source profiles are one person, and which pairs somebody should look at."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "profile_link",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("linked_by", sa.String(length=80), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_link_person_id")),
        sa.ForeignKeyConstraint(["into_id"], ["person.id"], name=op.f("fk_profile_link_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_link")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_profile_link_person_id_number")),
    )
    op.create_index(
        "uq_profile_link_in_force",
        "profile_link",
        ["person_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    op.create_index(op.f("ix_profile_link_into_id"), "profile_link", ["into_id"], unique=False)
    op.create_table(
        "identity_pair",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("left_id", sa.String(length=80), nullable=False),
        sa.Column("right_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("bits", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["left_id"], ["person.id"], name=op.f("fk_identity_pair_left_id")),
        sa.ForeignKeyConstraint(["right_id"], ["person.id"], name=op.f("fk_identity_pair_right_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_pair")),
        sa.UniqueConstraint("left_id", "right_id", name=op.f("uq_identity_pair_left_id_right_id")),
    )
    for column in ("business_unit", "right_id", "state"):
        op.create_index(op.f(f"ix_identity_pair_{column}"), "identity_pair", [column], unique=False)


def downgrade() -> None:
    op.drop_table("identity_pair")
    op.drop_table("profile_link")
