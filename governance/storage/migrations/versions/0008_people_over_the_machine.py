"""People over the machine: where ranking is stopped, lists that nobody ranked, and what people changed in a list, notices, extensions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The families of the templates that had shipped by then.
_FAMILIES = {
    "accountant": "finance-accounting",
    "backend-engineer": "software-engineering",
    "business-development-manager": "marketing-sales",
    "cloud-engineer": "cloud-security",
    "content-producer": "content-writing",
    "customer-support-specialist": "customer-support",
    "data-analyst": "data-ai",
    "digital-marketing-specialist": "marketing-sales",
    "engineering-spike": "engineering-spike",
    "executive-assistant": "hr-legal-admin",
    "financial-analyst": "finance-accounting",
    "frontend-engineer": "software-engineering",
    "graphic-designer": "design-ux",
    "it-support-technician": "customer-support",
    "machine-learning-engineer": "data-ai",
    "mechanical-design-engineer": "engineering-spike",
    "product-manager": "product-project",
    "project-manager": "product-project",
    "qa-automation-engineer": "quality-assurance",
    "quality-inspector": "quality-assurance",
    "recruiter": "hr-legal-admin",
    "security-analyst": "cloud-security",
    "technical-writer": "content-writing",
    "ux-ui-designer": "design-ux",
}


def upgrade() -> None:
    _stops()
    _unranked_lists()
    _overrides()
    _notices()
    _extensions()


def downgrade() -> None:
    op.drop_index("uq_classification_extension_in_force", "classification")
    op.drop_index("uq_classification_in_force", "classification")
    op.execute(
        "DELETE FROM classification_decision WHERE classification_id IN ("
        "SELECT id FROM classification WHERE extension_id IS NOT NULL)"
    )
    op.execute("DELETE FROM classification WHERE extension_id IS NOT NULL")
    op.drop_column("classification", "extension_id")
    _index_in_force("uq_classification_in_force", "requisition_id", "voided_at IS NULL")
    op.drop_table("engagement_extension")
    op.drop_table("notice_part")
    op.drop_table("notice")
    op.drop_table("list_override")
    op.execute("DELETE FROM candidate WHERE rank IS NULL")
    with op.batch_alter_table("candidate") as table:
        table.alter_column("rank", existing_type=sa.Integer(), nullable=False)
    op.drop_column("shortlist", "ranked")
    op.drop_column("role_template", "family")
    op.drop_table("ranking_stop")


def _stops() -> None:
    op.create_table(
        "ranking_stop",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("stopped_by", sa.String(length=80), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=80), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stopped_by"], ["account.id"], name=op.f("fk_ranking_stop_stopped_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_ranking_stop_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_stop")),
    )
    op.create_index(op.f("ix_ranking_stop_business_unit"), "ranking_stop", ["business_unit"], unique=False)
    op.add_column("role_template", sa.Column("family", sa.String(length=40), nullable=True))
    template = sa.table("role_template", sa.column("id", sa.String), sa.column("family", sa.String))
    for template_id, family in _FAMILIES.items():
        op.execute(template.update().where(template.c.id == template_id).values(family=family))


def _unranked_lists() -> None:
    op.add_column("shortlist", sa.Column("ranked", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("candidate") as table:
        table.alter_column("rank", existing_type=sa.Integer(), nullable=True)


def _overrides() -> None:
    op.create_table(
        "list_override",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_list_override_requisition_id")
        ),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlist.id"], name=op.f("fk_list_override_shortlist_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_list_override_person_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_list_override_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_override")),
        sa.UniqueConstraint("shortlist_id", "number", name=op.f("uq_list_override_shortlist_id_number")),
    )
    for column in ("business_unit", "requisition_id", "person_id"):
        op.create_index(op.f(f"ix_list_override_{column}"), "list_override", [column], unique=False)


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_notice_shortlist_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_notice_requisition_id")
        ),
        sa.PrimaryKeyConstraint("shortlist_id", name=op.f("pk_notice")),
    )
    for column in ("business_unit", "requisition_id"):
        op.create_index(op.f(f"ix_notice_{column}"), "notice", [column], unique=False)
    op.create_table(
        "notice_part",
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["notice.shortlist_id"], name=op.f("fk_notice_part_shortlist_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_part_person_id")),
        sa.PrimaryKeyConstraint("shortlist_id", "person_id", name=op.f("pk_notice_part")),
    )
    op.create_index(op.f("ix_notice_part_person_id"), "notice_part", ["person_id"], unique=False)


def _extensions() -> None:
    op.create_table(
        "engagement_extension",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("engagement_id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("deliverables", sa.JSON(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_extension_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_engagement_extension_requisition_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_engagement_extension_asked_by")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_engagement_extension_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_extension")),
    )
    for column in ("business_unit", "engagement_id", "requisition_id"):
        op.create_index(
            op.f(f"ix_engagement_extension_{column}"), "engagement_extension", [column], unique=False
        )
    op.add_column("classification", sa.Column("extension_id", sa.String(length=80), nullable=True))
    op.drop_index("uq_classification_in_force", "classification")
    _index_in_force(
        "uq_classification_in_force", "requisition_id", "voided_at IS NULL AND extension_id IS NULL"
    )
    _index_in_force("uq_classification_extension_in_force", "extension_id", "voided_at IS NULL")


def _index_in_force(name: str, column: str, where: str) -> None:
    op.create_index(
        name,
        "classification",
        [column],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
