"""The record as first released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_actor"), "audit_entry", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_entry_business_unit"), "audit_entry", ["business_unit"], unique=False)
    op.create_index(op.f("ix_audit_entry_subject_id"), "audit_entry", ["subject_id"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "counter",
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_counter")),
    )
    op.create_table(
        "data_key",
        sa.Column("owner_kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.String(length=80), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("owner_kind", "owner_id", name=op.f("pk_data_key")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_login_attempt")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_business_unit"), "person", ["business_unit"], unique=False)
    op.create_table(
        "role_template",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_template")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("licence_reference", sa.Text(), nullable=False),
        sa.Column("retain_days", sa.Integer(), nullable=True),
        sa.Column("may_train", sa.Boolean(), nullable=False),
        sa.Column("may_embed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "account_grant",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("jurisdiction", sa.String(length=40), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("limit_currency", sa.String(length=3), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
    )
    op.create_index(op.f("ix_account_grant_account_id"), "account_grant", ["account_id"], unique=False)
    op.create_index(op.f("ix_account_grant_business_unit"), "account_grant", ["business_unit"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "audit_disclosure",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("owner_kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_entry.seq"], name=op.f("fk_audit_disclosure_seq")),
        sa.PrimaryKeyConstraint("seq", "field", name=op.f("pk_audit_disclosure")),
    )
    op.create_table(
        "bundle",
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=True),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_bundle_approved_by")),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_bundle_author")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_bundle_proposed_by")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_bundle")),
    )
    op.create_table(
        "imported_outcome",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("content_mac", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("role_key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.JSON(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("rework", sa.String(length=40), nullable=False),
        sa.Column("on_budget", sa.Boolean(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=False),
        sa.Column("would_reengage", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_imported_outcome_rating")),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["account.id"], name=op.f("fk_imported_outcome_imported_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_imported_outcome_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_outcome")),
        sa.UniqueConstraint(
            "source_id", "content_mac", name=op.f("uq_imported_outcome_source_id_content_mac")
        ),
    )
    op.create_index(
        op.f("ix_imported_outcome_business_unit"), "imported_outcome", ["business_unit"], unique=False
    )
    op.create_index(op.f("ix_imported_outcome_person_id"), "imported_outcome", ["person_id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_session_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_account_id"), "login_session", ["account_id"], unique=False)
    op.create_table(
        "protected_attribute",
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_protected_attribute_person_id")),
        sa.PrimaryKeyConstraint("person_id", "attribute", name=op.f("pk_protected_attribute")),
    )
    op.create_table(
        "requisition",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("template_id", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role_version", sa.Integer(), nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=False),
        sa.Column("budget_currency", sa.String(length=3), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["requested_by"], ["account.id"], name=op.f("fk_requisition_requested_by")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["role_template.id"], name=op.f("fk_requisition_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisition")),
    )
    op.create_index(op.f("ix_requisition_business_unit"), "requisition", ["business_unit"], unique=False)
    op.create_index(op.f("ix_requisition_state"), "requisition", ["state"], unique=False)
    op.create_table(
        "restriction",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_restriction_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_index(op.f("ix_restriction_business_unit"), "restriction", ["business_unit"], unique=False)
    op.create_index(op.f("ix_restriction_person_id"), "restriction", ["person_id"], unique=False)
    op.create_table(
        "role_template_version",
        sa.Column("template_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["role_template.id"], name=op.f("fk_role_template_version_template_id")
        ),
        sa.PrimaryKeyConstraint("template_id", "number", name=op.f("pk_role_template_version")),
    )
    op.create_table(
        "source_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("source_ref", sa.String(length=64), nullable=False),
        sa.Column("content_mac", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_source_profile_person_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_profile_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_profile")),
        sa.UniqueConstraint("source_id", "source_ref", name=op.f("uq_source_profile_source_id_source_ref")),
    )
    op.create_index(
        op.f("ix_source_profile_business_unit"), "source_profile", ["business_unit"], unique=False
    )
    op.create_index(op.f("ix_source_profile_person_id"), "source_profile", ["person_id"], unique=False)
    op.create_table(
        "requisition_version",
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.JSON(), nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=False),
        sa.Column("budget_currency", sa.String(length=3), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_requisition_version_author")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_requisition_version_requisition_id")
        ),
        sa.PrimaryKeyConstraint("requisition_id", "number", name=op.f("pk_requisition_version")),
    )
    op.create_index(
        op.f("ix_requisition_version_business_unit"), "requisition_version", ["business_unit"], unique=False
    )
    op.create_table(
        "shortlist",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("role_version", sa.Integer(), nullable=False),
        sa.Column("model_hash", sa.String(length=80), nullable=False),
        sa.Column("snapshot_hash", sa.String(length=80), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("parts_root", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_shortlist_created_by")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_shortlist_requisition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist")),
    )
    op.create_index(op.f("ix_shortlist_business_unit"), "shortlist", ["business_unit"], unique=False)
    op.create_index(op.f("ix_shortlist_requisition_id"), "shortlist", ["requisition_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=True),
        sa.Column("bundle_hash", sa.String(length=80), nullable=True),
        sa.Column("role_version", sa.Integer(), nullable=True),
        sa.Column("shortlist_id", sa.String(length=80), nullable=True),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_hash"], ["bundle.hash"], name=op.f("fk_approval_bundle_hash")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_approval_decided_by")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_approval_requisition_id")
        ),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_approval_shortlist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_bundle_hash"), "approval", ["bundle_hash"], unique=False)
    op.create_index(op.f("ix_approval_business_unit"), "approval", ["business_unit"], unique=False)
    op.create_index(op.f("ix_approval_requisition_id"), "approval", ["requisition_id"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidate_person_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_candidate_requisition_id")
        ),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_candidate_shortlist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("shortlist_id", "person_id", name=op.f("uq_candidate_shortlist_id_person_id")),
    )
    op.create_index(op.f("ix_candidate_business_unit"), "candidate", ["business_unit"], unique=False)
    op.create_index(op.f("ix_candidate_person_id"), "candidate", ["person_id"], unique=False)
    op.create_index(op.f("ix_candidate_requisition_id"), "candidate", ["requisition_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_person_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_decision_requisition_id")
        ),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_decision_shortlist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_business_unit"), "decision", ["business_unit"], unique=False)
    op.create_index(op.f("ix_decision_person_id"), "decision", ["person_id"], unique=False)
    op.create_index(op.f("ix_decision_requisition_id"), "decision", ["requisition_id"], unique=False)
    op.create_index(op.f("ix_decision_shortlist_id"), "decision", ["shortlist_id"], unique=False)
    op.create_table(
        "selection",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("selected_by", sa.String(length=80), nullable=False),
        sa.Column("submitted_by", sa.String(length=80), nullable=False),
        sa.Column("selected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_selection_person_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_selection_requisition_id")
        ),
        sa.ForeignKeyConstraint(["selected_by"], ["account.id"], name=op.f("fk_selection_selected_by")),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_selection_shortlist_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["account.id"], name=op.f("fk_selection_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
    )
    op.create_index(op.f("ix_selection_business_unit"), "selection", ["business_unit"], unique=False)
    op.create_index(op.f("ix_selection_person_id"), "selection", ["person_id"], unique=False)
    op.create_index(op.f("ix_selection_requisition_id"), "selection", ["requisition_id"], unique=False)
    op.create_table(
        "shortlist_part",
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shortlist_part_person_id")),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlist.id"], name=op.f("fk_shortlist_part_shortlist_id")
        ),
        sa.PrimaryKeyConstraint("shortlist_id", "section", "position", name=op.f("pk_shortlist_part")),
    )
    op.create_index(op.f("ix_shortlist_part_person_id"), "shortlist_part", ["person_id"], unique=False)
    op.create_table(
        "stage_event",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("shortlist_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("scorecard", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_stage_event_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stage_event_person_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_stage_event_requisition_id")
        ),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_stage_event_shortlist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_event")),
    )
    op.create_index(op.f("ix_stage_event_business_unit"), "stage_event", ["business_unit"], unique=False)
    op.create_index(op.f("ix_stage_event_person_id"), "stage_event", ["person_id"], unique=False)
    op.create_index(op.f("ix_stage_event_requisition_id"), "stage_event", ["requisition_id"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("approval_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rate_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate_currency", sa.String(length=3), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("deliverables", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("end_note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_engagement_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_engagement_person_id")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_engagement_requisition_id")
        ),
        sa.ForeignKeyConstraint(["started_by"], ["account.id"], name=op.f("fk_engagement_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_business_unit"), "engagement", ["business_unit"], unique=False)
    op.create_index(op.f("ix_engagement_person_id"), "engagement", ["person_id"], unique=False)
    op.create_index(op.f("ix_engagement_requisition_id"), "engagement", ["requisition_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("engagement_id", sa.String(length=80), nullable=False),
        sa.Column("requisition_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("business_unit", sa.String(length=80), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("rework", sa.String(length=40), nullable=False),
        sa.Column("on_budget", sa.Boolean(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=False),
        sa.Column("would_reengage", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_outcome_rating")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_outcome_engagement_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outcome_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_outcome_recorded_by")),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisition.id"], name=op.f("fk_outcome_requisition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_outcome_engagement_id")),
    )
    op.create_index(op.f("ix_outcome_business_unit"), "outcome", ["business_unit"], unique=False)
    op.create_index(op.f("ix_outcome_person_id"), "outcome", ["person_id"], unique=False)
    op.create_index(op.f("ix_outcome_requisition_id"), "outcome", ["requisition_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_outcome_requisition_id"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_person_id"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_business_unit"), table_name="outcome")
    op.drop_table("outcome")
    op.drop_index(op.f("ix_engagement_requisition_id"), table_name="engagement")
    op.drop_index(op.f("ix_engagement_person_id"), table_name="engagement")
    op.drop_index(op.f("ix_engagement_business_unit"), table_name="engagement")
    op.drop_table("engagement")
    op.drop_index(op.f("ix_stage_event_requisition_id"), table_name="stage_event")
    op.drop_index(op.f("ix_stage_event_person_id"), table_name="stage_event")
    op.drop_index(op.f("ix_stage_event_business_unit"), table_name="stage_event")
    op.drop_table("stage_event")
    op.drop_index(op.f("ix_shortlist_part_person_id"), table_name="shortlist_part")
    op.drop_table("shortlist_part")
    op.drop_index(op.f("ix_selection_requisition_id"), table_name="selection")
    op.drop_index(op.f("ix_selection_person_id"), table_name="selection")
    op.drop_index(op.f("ix_selection_business_unit"), table_name="selection")
    op.drop_table("selection")
    op.drop_index(op.f("ix_decision_shortlist_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_requisition_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_person_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_business_unit"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_candidate_requisition_id"), table_name="candidate")
    op.drop_index(op.f("ix_candidate_person_id"), table_name="candidate")
    op.drop_index(op.f("ix_candidate_business_unit"), table_name="candidate")
    op.drop_table("candidate")
    op.drop_index(op.f("ix_approval_requisition_id"), table_name="approval")
    op.drop_index(op.f("ix_approval_business_unit"), table_name="approval")
    op.drop_index(op.f("ix_approval_bundle_hash"), table_name="approval")
    op.drop_table("approval")
    op.drop_index(op.f("ix_shortlist_requisition_id"), table_name="shortlist")
    op.drop_index(op.f("ix_shortlist_business_unit"), table_name="shortlist")
    op.drop_table("shortlist")
    op.drop_index(op.f("ix_requisition_version_business_unit"), table_name="requisition_version")
    op.drop_table("requisition_version")
    op.drop_index(op.f("ix_source_profile_person_id"), table_name="source_profile")
    op.drop_index(op.f("ix_source_profile_business_unit"), table_name="source_profile")
    op.drop_table("source_profile")
    op.drop_table("role_template_version")
    op.drop_index(op.f("ix_restriction_person_id"), table_name="restriction")
    op.drop_index(op.f("ix_restriction_business_unit"), table_name="restriction")
    op.drop_table("restriction")
    op.drop_index(op.f("ix_requisition_state"), table_name="requisition")
    op.drop_index(op.f("ix_requisition_business_unit"), table_name="requisition")
    op.drop_table("requisition")
    op.drop_table("protected_attribute")
    op.drop_index(op.f("ix_login_session_account_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(op.f("ix_imported_outcome_person_id"), table_name="imported_outcome")
    op.drop_index(op.f("ix_imported_outcome_business_unit"), table_name="imported_outcome")
    op.drop_table("imported_outcome")
    op.drop_table("bundle")
    op.drop_table("audit_disclosure")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_account_grant_business_unit"), table_name="account_grant")
    op.drop_index(op.f("ix_account_grant_account_id"), table_name="account_grant")
    op.drop_table("account_grant")
    op.drop_table("source")
    op.drop_table("role_template")
    op.drop_index(op.f("ix_person_business_unit"), table_name="person")
    op.drop_table("person")
    op.drop_table("login_attempt")
    op.drop_table("data_key")
    op.drop_table("counter")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_subject_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_business_unit"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("account")
