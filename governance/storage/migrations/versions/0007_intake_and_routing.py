"""What a request says beside its role, and who must say yes to it, step by step.

A request or selection that waits for an answer when this is applied keeps the rule it was asked under: one yes, within
the limit. What was answered already stays answered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("voided_at IS NULL")


def upgrade() -> None:
    _intake()
    _routes()
    _delegations()
    _steps()
    _policies()
    carry_over()


def downgrade() -> None:
    for table in ("routing_policy", "approval_step", "delegation", "approval_route", "requisition_intake"):
        op.drop_table(table)


def carry_over() -> None:
    """A route of one step for whatever waits for an answer."""
    _carry_over("submitted", "requisition", '["procurement", "finance"]')
    _carry_over("selected", "selection", '["procurement"]')


def _intake() -> None:
    op.create_table(
        "requisition_intake",
        _id("requisition_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _id("business_unit"),
        _id("budget_owner", nullable=True),
        _code("cost_centre", nullable=True),
        sa.Column("scope", sa.LargeBinary(), nullable=True),
        sa.Column("deliverables", sa.LargeBinary(), nullable=True),
        sa.Column("duration_weeks", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        _code("security_class", nullable=True),
        _code("sensitive_data", nullable=True),
        _code("jurisdiction"),
        _moment("created_at", nullable=False),
        _refers("requisition_intake", "budget_owner", "account"),
        _refers("requisition_intake", "requisition_id", "requisition"),
        sa.PrimaryKeyConstraint("requisition_id", "number", name=op.f("pk_requisition_intake")),
    )
    _index("requisition_intake", "business_unit")


def _routes() -> None:
    op.create_table(
        "approval_route",
        _id("id"),
        _id("requisition_id"),
        _code("kind"),
        sa.Column("role_version", sa.Integer(), nullable=False),
        _id("business_unit"),
        _code("policy_version"),
        sa.Column("policy_sha256", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        _moment("made_at", nullable=False),
        _moment("voided_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("approval_route", "requisition_id", "requisition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_route")),
    )
    op.create_index(
        "uq_approval_route_in_force",
        "approval_route",
        ["requisition_id", "kind"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    _index("approval_route", "business_unit", "requisition_id")


def _delegations() -> None:
    op.create_table(
        "delegation",
        _id("id"),
        _id("delegator_id"),
        _id("delegate_id"),
        _id("grant_id"),
        _id("business_unit"),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        _moment("made_at", nullable=False),
        _moment("ended_at"),
        _id("ended_by", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("delegation", "delegator_id", "account"),
        _refers("delegation", "delegate_id", "account"),
        _refers("delegation", "grant_id", "account_grant"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    _index("delegation", "business_unit", "delegate_id", "delegator_id")


def _steps() -> None:
    op.create_table(
        "approval_step",
        _id("id"),
        _id("route_id"),
        _id("business_unit"),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("within_limit", sa.Boolean(), nullable=False),
        _code("escalate_to"),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        _moment("opened_at"),
        _moment("due_at"),
        _moment("escalated_at"),
        _code("answer", nullable=True),
        _id("answered_by", nullable=True),
        _moment("answered_at"),
        sa.Column("answered_on", sa.Date(), nullable=True),
        _id("on_behalf_of", nullable=True),
        _id("delegation_id", nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("approval_step", "route_id", "approval_route"),
        _refers("approval_step", "answered_by", "account"),
        _refers("approval_step", "on_behalf_of", "account"),
        _refers("approval_step", "delegation_id", "delegation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint(
            "route_id", "stage", "position", name=op.f("uq_approval_step_route_id_stage_position")
        ),
    )
    _index("approval_step", "business_unit", "route_id")


def _policies() -> None:
    op.create_table(
        "routing_policy",
        _id("id"),
        _code("policy_version"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        _id("proposed_by"),
        _moment("proposed_at", nullable=False),
        _id("approved_by", nullable=True),
        _moment("approved_at"),
        _moment("retired_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("routing_policy", "proposed_by", "account"),
        _refers("routing_policy", "approved_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_policy")),
    )
    _index("routing_policy", "sha256")


def _carry_over(state: str, kind: str, roles: str) -> None:
    """One step for each request that waits, under the rule from before there was a policy (version 0)."""
    route = f"'before-{kind}-' || id"  # the values are those above, none of anybody's
    op.execute(
        f"INSERT INTO approval_route (id, requisition_id, kind, role_version, business_unit, policy_version,"  # noqa: S608
        f" policy_sha256, facts, made_at, version) SELECT {route}, id, '{kind}', role_version, business_unit,"
        f" '0', '{'0' * 64}', '{{}}', state_since, 1 FROM requisition WHERE state = '{state}'"
    )
    op.execute(
        f"INSERT INTO approval_step (id, route_id, business_unit, stage, position, roles, within_limit,"  # noqa: S608
        f" escalate_to, due_days, rules, opened_at, version) SELECT {route}, {route}, business_unit, 1, 1,"
        f" '{roles}', TRUE, 'compliance', 5, '[]', state_since, 1 FROM requisition WHERE state = '{state}'"
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=80), nullable=nullable)


def _code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=40), nullable=nullable)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
