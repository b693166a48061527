"""Grants that two people give, tokens with scopes and an end, log-in through an identity provider.

Grants in force stay so, marked as from before. Tokens keep what they could do, but every one of them ends.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LEFT = timedelta(days=90)
_LONGEST = timedelta(days=365)


def upgrade() -> None:
    op.add_column(
        "account_grant", sa.Column("basis", sa.String(length=40), nullable=False, server_default="legacy")
    )
    op.add_column("account_grant", sa.Column("confirmed_by", sa.String(length=80), nullable=True))
    for column in ("confirmed_at", "lapses_at"):
        op.add_column("account_grant", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account_grant SET confirmed_by = granted_by, confirmed_at = granted_at")
    op.add_column("api_token", sa.Column("scopes", sa.JSON(), nullable=True))
    _end_tokens(datetime.now(UTC))
    op.create_table(
        "account_identity",
        sa.Column("subject_mac", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_identity_account_id")),
        sa.PrimaryKeyConstraint("subject_mac", name=op.f("pk_account_identity")),
    )
    op.create_index(op.f("ix_account_identity_account_id"), "account_identity", ["account_id"], unique=False)
    op.create_table(
        "sign_on_mapping",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_sign_on_mapping_proposed_by")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_sign_on_mapping_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on_mapping")),
    )
    op.create_table(
        "sign_on_attempt",
        sa.Column("state_mac", sa.String(length=64), nullable=False),
        sa.Column("browser_mac", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_on_attempt_account_id")),
        sa.PrimaryKeyConstraint("state_mac", name=op.f("pk_sign_on_attempt")),
    )


def downgrade() -> None:
    for table in ("sign_on_attempt", "sign_on_mapping", "account_identity"):
        op.drop_table(table)
    op.drop_column("api_token", "scopes")
    for column in ("lapses_at", "confirmed_at", "confirmed_by", "basis"):
        op.drop_column("account_grant", column)


def _end_tokens(now: datetime) -> None:
    """Where no end is set, in 90 days; where it is too far, in 365."""
    token = sa.table("api_token", sa.column("expires_at", sa.DateTime(timezone=True)))
    op.execute(token.update().where(token.c.expires_at.is_(None)).values(expires_at=now + _LEFT))
    op.execute(token.update().where(token.c.expires_at > now + _LONGEST).values(expires_at=now + _LONGEST))
