"""The blind stage of a list: the order drawn, who opened and rated whom, and when the list was opened."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _stage()
    _place()
    _reading()
    _end()


def downgrade() -> None:
    for table in ("blind_end", "blind_reading", "blind_place", "blind_stage"):
        op.drop_table(table)


def _stage() -> None:
    op.create_table(
        "blind_stage",
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_at", _MOMENT, nullable=False),
        _refers("blind_stage", "shortlist_id", "shortlist.id"),
        _refers("blind_stage", "requisition_id", "requisition.id"),
        sa.PrimaryKeyConstraint("shortlist_id", name=op.f("pk_blind_stage")),
    )
    _index("blind_stage", "business_unit", "requisition_id")


def _place() -> None:
    op.create_table(
        "blind_place",
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        _refers("blind_place", "shortlist_id", "blind_stage.shortlist_id"),
        _refers("blind_place", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("shortlist_id", "position", name=op.f("pk_blind_place")),
    )
    _index("blind_place", "person_id")


def _reading() -> None:
    op.create_table(
        "blind_reading",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("reviewer", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rated_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("blind_reading", "shortlist_id", "blind_stage.shortlist_id"),
        _refers("blind_reading", "reviewer", "account.id"),
        _refers("blind_reading", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_reading")),
        sa.UniqueConstraint(
            "shortlist_id",
            "reviewer",
            "position",
            name=op.f("uq_blind_reading_shortlist_id_reviewer_position"),
        ),
    )
    _index("blind_reading", "business_unit", "person_id", "reviewer")


def _end() -> None:
    op.create_table(
        "blind_end",
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("reviewer", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=False),
        _refers("blind_end", "shortlist_id", "blind_stage.shortlist_id"),
        _refers("blind_end", "reviewer", "account.id"),
        sa.PrimaryKeyConstraint("shortlist_id", "reviewer", name=op.f("pk_blind_end")),
    )
    _index("blind_end", "business_unit")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
