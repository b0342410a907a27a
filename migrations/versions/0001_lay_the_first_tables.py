"""Lay the first tables."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SQL = Path(__file__).resolve().parents[1] / "sql"


def statements(name: str) -> Iterator[str]:
    """The statements of an SQL file: an empty line ends each."""
    for part in (SQL / name).read_text(encoding="utf-8").split("\n\n"):
        if part.strip():
            yield part


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("body", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "leaf_hash",
            sa.LargeBinary(),
            sa.Computed(
                "sha256('\\x00'::bytea || CAST(replace(body, '\\', '\\\\') AS bytea))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "moment",
            sa.Text(collation="C"),
            sa.Computed("CAST(body AS jsonb) ->> 't'", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "actor",
            sa.Text(collation="C"),
            sa.Computed("CAST(body AS jsonb) ->> 'actor'", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Text(collation="C"),
            sa.Computed("CAST(body AS jsonb) ->> 'role'", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "act",
            sa.Text(collation="C"),
            sa.Computed("CAST(body AS jsonb) ->> 'act'", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "subject",
            sa.Text(collation="C"),
            sa.Computed("CAST(body AS jsonb) ->> 'subj'", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "request",
            sa.Text(collation="C"),
            sa.Computed("CAST(body AS jsonb) ->> 'req'", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint(
            "CAST(body AS jsonb) ->> 'id' = CAST(id AS text)", name="audit_entry_own_id"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_entry_by_act", "audit_entry", ["act"], unique=False)
    op.create_index("audit_entry_by_actor", "audit_entry", ["actor"], unique=False)
    op.create_index("audit_entry_by_moment", "audit_entry", ["moment"], unique=False)
    op.create_index("audit_entry_by_request", "audit_entry", ["request"], unique=False)
    op.create_index("audit_entry_by_subject", "audit_entry", ["subject"], unique=False)
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("login_attempt_key_at", "login_attempt", ["key", "at"], unique=False)
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "context",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "next_attempt_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name="outgoing_mail_attempts"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "outgoing_mail_due",
        "outgoing_mail",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_index("unit_normal_name", "unit", ["normal_name"], unique=False)
    op.create_index(
        "unit_uscc", "unit", ["uscc"], unique=True, postgresql_where=sa.text("uscc <> ''")
    )
    op.create_table(
        "account_role",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.UUID(), nullable=True),
        sa.Column(
            "granted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "account_role_live",
        "account_role",
        ["account_id", "role"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index(
        op.f("ix_account_role_account_id"), "account_role", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_account_role_granted_by"), "account_role", ["granted_by"], unique=False
    )
    op.create_table(
        "account_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(
        op.f("ix_account_token_account_id"), "account_token", ["account_id"], unique=False
    )
    op.create_table(
        "api_answer",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "key"),
    )
    op.create_index(op.f("ix_api_answer_account_id"), "api_answer", ["account_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "audit_detail",
        sa.Column("entry_id", sa.UUID(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("detail_cipher", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(salt) = 32", name="audit_detail_salt"),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["audit_entry.id"],
        ),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_table(
        "audit_order",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["audit_entry.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("entry_id"),
    )
    op.create_table(
        "bulk_import",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("storage_name", sa.Text(), nullable=False),
        sa.Column("started_by", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("processed", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column(
            "errors",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "heard_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["started_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_bulk_import_started_by"), "bulk_import", ["started_by"], unique=False)
    op.create_table(
        "expert",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_pinyin", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("identity_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("bank_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("bank_index", sa.LargeBinary(), nullable=True),
        sa.Column("disciplines", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("directions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("integrity_flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "declarations",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("retirement_age", sa.Integer(), nullable=True),
        sa.Column("retirement_document", sa.Text(), nullable=False),
        sa.Column("retirement_verified", sa.Boolean(), nullable=False),
        sa.Column("financial_work_since", sa.Date(), nullable=True),
        sa.Column("certificates", sa.Integer(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "standing IN ('imported', 'active', 'suspended', 'exited')", name="expert_standing"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identity_index"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("expert_standing_type", "expert", ["standing", "type"], unique=False)
    op.create_index(op.f("ix_expert_account_id"), "expert", ["account_id"], unique=False)
    op.create_index(op.f("ix_expert_division"), "expert", ["division"], unique=False)
    op.create_index(op.f("ix_expert_name_pinyin"), "expert", ["name_pinyin"], unique=False)
    op.create_table(
        "panel_request",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("draft_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("criteria_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("criteria_digest", sa.LargeBinary(), nullable=True),
        sa.Column("policy_digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.UUID(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column(
            "shortfall",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("supplements", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> created_by", name="panel_request_two_persons"
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["supplements"], ["panel_request.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        op.f("ix_panel_request_approved_by"), "panel_request", ["approved_by"], unique=False
    )
    op.create_index(
        op.f("ix_panel_request_created_by"), "panel_request", ["created_by"], unique=False
    )
    op.create_index(op.f("ix_panel_request_state"), "panel_request", ["state"], unique=False)
    op.create_index(
        op.f("ix_panel_request_supplements"), "panel_request", ["supplements"], unique=False
    )
    op.create_index(
        "panel_request_supplement",
        "panel_request",
        ["supplements"],
        unique=True,
        postgresql_where=sa.text("state IN ('submitted', 'approved', 'committed')"),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_project_created_by"), "project", ["created_by"], unique=False)
    op.create_index(op.f("ix_project_field"), "project", ["field"], unique=False)
    op.create_table(
        "asked_act",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.UUID(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'confirmed' OR decided_by <> asked_by", name="asked_act_two_persons"
        ),
        sa.CheckConstraint(
            "account_id <> asked_by AND (outcome <> 'confirmed' OR account_id <> decided_by)",
            name="asked_act_not_own",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "asked_act_open",
        "asked_act",
        ["account_id", "act", "role"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index(op.f("ix_asked_act_account_id"), "asked_act", ["account_id"], unique=False)
    op.create_index(op.f("ix_asked_act_asked_by"), "asked_act", ["asked_by"], unique=False)
    op.create_index(op.f("ix_asked_act_decided_by"), "asked_act", ["decided_by"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("secret_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "code_hash"),
    )
    op.create_index(
        op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"], unique=False
    )
    op.create_table(
        "session",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column(
            "data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id_hash"),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_table(
        "unit_alias",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_unit_alias_unit_id"), "unit_alias", ["unit_id"], unique=False)
    op.create_index("unit_alias_normal_name", "unit_alias", ["normal_name", "unit_id"], unique=True)
    op.create_table(
        "application",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("reference_number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column("expert_id", sa.UUID(), nullable=True),
        sa.Column("entered_by", sa.UUID(), nullable=True),
        sa.Column("first_registrar", sa.UUID(), nullable=True),
        sa.Column("second_registrar", sa.UUID(), nullable=True),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "sections",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("secret_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column(
            "returned_fields",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "source IN ('online', 'paper', 'import', 'change')", name="application_source"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["first_registrar"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["second_registrar"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference_number"),
    )
    op.create_index(
        "application_open",
        "application",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('admitted', 'declined', 'withdrawn')"),
    )
    op.create_index(op.f("ix_application_account_id"), "application", ["account_id"], unique=False)
    op.create_index(op.f("ix_application_entered_by"), "application", ["entered_by"], unique=False)
    op.create_index(op.f("ix_application_expert_id"), "application", ["expert_id"], unique=False)
    op.create_index(
        op.f("ix_application_first_registrar"), "application", ["first_registrar"], unique=False
    )
    op.create_index(
        op.f("ix_application_second_registrar"), "application", ["second_registrar"], unique=False
    )
    op.create_index(op.f("ix_application_state"), "application", ["state"], unique=False)
    op.create_table(
        "avoided_unit",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_avoided_unit_expert_id"), "avoided_unit", ["expert_id"], unique=False)
    op.create_index(op.f("ix_avoided_unit_unit_id"), "avoided_unit", ["unit_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("obtained", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("accepted_as_senior", sa.Boolean(), nullable=True),
        sa.CheckConstraint("kind IN ('title', 'qualification', 'honour')", name="credential_kind"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_credential_expert_id"), "credential", ["expert_id"], unique=False)
    op.create_table(
        "draw",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("snapshot_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("commit_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "committed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("reveal_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "summary",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("seed", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("public_receipt", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_digest", sa.LargeBinary(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('committed', 'drawn', 'annulled')", name="draw_state"),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("commit_hash"),
    )
    op.create_index("draw_attempt", "draw", ["request_id", "attempt"], unique=True)
    op.create_index(
        "draw_live",
        "draw",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'annulled'"),
    )
    op.create_index(op.f("ix_draw_request_id"), "draw", ["request_id"], unique=False)
    op.create_table(
        "employment",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("ends IS NULL OR starts <= ends", name="employment_interval"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_employment_expert_id"), "employment", ["expert_id"], unique=False)
    op.create_index(op.f("ix_employment_unit_id"), "employment", ["unit_id"], unique=False)
    op.create_table(
        "expert_field",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("expert_field_once", "expert_field", ["expert_id", "code"], unique=True)
    op.create_index(op.f("ix_expert_field_code"), "expert_field", ["code"], unique=False)
    op.create_index(op.f("ix_expert_field_expert_id"), "expert_field", ["expert_id"], unique=False)
    op.create_table(
        "leave",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("starts <= ends", name="leave_interval"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_leave_expert_id"), "leave", ["expert_id"], unique=False)
    op.create_table(
        "odds_report",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "numbers",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "costs",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('foreseen', 'priced', 'infeasible', 'failed')", name="odds_report_state"
        ),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("basis"),
    )
    op.create_index(op.f("ix_odds_report_request_id"), "odds_report", ["request_id"], unique=False)
    op.create_table(
        "party_secret",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column(
            "committed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('officer', 'auditor')", name="party_secret_role"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_party_secret_account_id"), "party_secret", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_party_secret_request_id"), "party_secret", ["request_id"], unique=False
    )
    op.create_index(
        "party_secret_once", "party_secret", ["request_id", "attempt", "role"], unique=True
    )
    op.create_table(
        "project_party",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("person_unit", sa.Text(), nullable=False),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column("identity_cipher", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("unit_name <> '' OR person_name <> ''", name="project_party_named"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_project_party_project_id"), "project_party", ["project_id"], unique=False
    )
    op.create_index(op.f("ix_project_party_unit_id"), "project_party", ["unit_id"], unique=False)
    op.create_table(
        "relation",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_relation_expert_id"), "relation", ["expert_id"], unique=False)
    op.create_table(
        "count_question",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("logged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_count_question_account_id"), "count_question", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_count_question_request_id"), "count_question", ["request_id"], unique=False
    )
    op.create_index("count_question_once", "count_question", ["request_id", "hour"], unique=True)
    op.create_table(
        "request_project",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_request_project_project_id"), "request_project", ["project_id"], unique=False
    )
    op.create_index(
        op.f("ix_request_project_request_id"), "request_project", ["request_id"], unique=False
    )
    op.create_index(
        "request_project_live",
        "request_project",
        ["project_id", "activity"],
        unique=True,
        postgresql_where=sa.text("live"),
    )
    op.create_table(
        "application_check",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("registrar_id", sa.UUID(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column(
            "reasons",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "credentials",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "findings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("policy_digest", sa.Text(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint("stage IN (1, 2)", name="application_check_stage"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["registrar_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "application_check_once",
        "application_check",
        ["application_id", "version", "stage"],
        unique=True,
    )
    op.create_index(
        op.f("ix_application_check_application_id"),
        "application_check",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_application_check_registrar_id"),
        "application_check",
        ["registrar_id"],
        unique=False,
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accepted_as_senior", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("registrar_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["registrar_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_verification_application_id"), "verification", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_verification_registrar_id"), "verification", ["registrar_id"], unique=False
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=True),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("panel", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("lead_units", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("project_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("review_from", sa.Date(), nullable=False),
        sa.Column("review_to", sa.Date(), nullable=False),
        sa.Column("review_days", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("review_from <= review_to", name="assignment_interval"),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "assignment_expert_days", "assignment", ["expert_id", "review_from"], unique=False
    )
    op.create_index(op.f("ix_assignment_draw_id"), "assignment", ["draw_id"], unique=False)
    op.create_index(op.f("ix_assignment_expert_id"), "assignment", ["expert_id"], unique=False)
    op.create_index(op.f("ix_assignment_panel"), "assignment", ["panel"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("storage_name", sa.Text(), nullable=False),
        sa.Column("preview_name", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.UUID(), nullable=False),
        sa.Column(
            "uploaded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("storage_name"),
    )
    op.create_index(
        op.f("ix_document_application_id"), "document", ["application_id"], unique=False
    )
    op.create_index(op.f("ix_document_uploaded_by"), "document", ["uploaded_by"], unique=False)
    op.create_table(
        "draw_candidate",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column(
            "findings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("draw_candidate_once", "draw_candidate", ["draw_id", "expert_id"], unique=True)
    op.create_index(op.f("ix_draw_candidate_draw_id"), "draw_candidate", ["draw_id"], unique=False)
    op.create_index(
        op.f("ix_draw_candidate_expert_id"), "draw_candidate", ["expert_id"], unique=False
    )
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column("quotas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_panel_seat_draw_id"), "panel_seat", ["draw_id"], unique=False)
    op.create_index(op.f("ix_panel_seat_expert_id"), "panel_seat", ["expert_id"], unique=False)
    op.create_index("panel_seat_expert", "panel_seat", ["draw_id", "expert_id"], unique=True)
    op.create_index("panel_seat_once", "panel_seat", ["draw_id", "position"], unique=True)
    op.create_table(
        "vacancy",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("note_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("reported_by", sa.UUID(), nullable=False),
        sa.Column("reported_role", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("passed_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("successor_id", sa.UUID(), nullable=True),
        sa.Column("successor", sa.Text(), nullable=False),
        sa.Column("quotas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fill_step", sa.Integer(), nullable=True),
        sa.Column("supplement_draw", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "state IN ('reported', 'rejected', 'vacant', 'filled')", name="vacancy_state"
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> reported_by", name="vacancy_two_persons"
        ),
        sa.CheckConstraint(
            "(state = 'filled') = (successor_id IS NOT NULL)", name="vacancy_filled"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["reported_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["successor_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["supplement_draw"], ["draw.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_vacancy_decided_by"), "vacancy", ["decided_by"], unique=False)
    op.create_index(op.f("ix_vacancy_draw_id"), "vacancy", ["draw_id"], unique=False)
    op.create_index(op.f("ix_vacancy_expert_id"), "vacancy", ["expert_id"], unique=False)
    op.create_index(op.f("ix_vacancy_reported_by"), "vacancy", ["reported_by"], unique=False)
    op.create_index(op.f("ix_vacancy_state"), "vacancy", ["state"], unique=False)
    op.create_index(op.f("ix_vacancy_successor_id"), "vacancy", ["successor_id"], unique=False)
    op.create_index(
        op.f("ix_vacancy_supplement_draw"), "vacancy", ["supplement_draw"], unique=False
    )
    op.create_index(
        "vacancy_leaver",
        "vacancy",
        ["draw_id", "expert_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'rejected'"),
    )
    op.create_index("vacancy_number", "vacancy", ["draw_id", "number"], unique=True)
    op.create_index("vacancy_step", "vacancy", ["draw_id", "step"], unique=True)
    op.create_index("vacancy_successor", "vacancy", ["draw_id", "successor_id"], unique=True)
    op.create_table(
        "annulment",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("note_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.UUID(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver", sa.UUID(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("auditor", sa.UUID(), nullable=True),
        sa.Column("audited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.UUID(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'done', 'refused')", name="annulment_state"
        ),
        sa.ForeignKeyConstraint(["approver"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["auditor"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["refused_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_annulment_approver"), "annulment", ["approver"], unique=False)
    op.create_index(op.f("ix_annulment_asked_by"), "annulment", ["asked_by"], unique=False)
    op.create_index(op.f("ix_annulment_auditor"), "annulment", ["auditor"], unique=False)
    op.create_index(op.f("ix_annulment_draw_id"), "annulment", ["draw_id"], unique=False)
    op.create_index(op.f("ix_annulment_refused_by"), "annulment", ["refused_by"], unique=False)
    op.create_index(
        "annulment_open",
        "annulment",
        ["draw_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'refused'"),
    )
    for statement in statements("audit_append_only.sql"):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements("audit_append_only_down.sql"):
        op.execute(statement)
    op.drop_table("annulment")
    op.drop_table("vacancy")
    op.drop_index(op.f("ix_verification_registrar_id"), table_name="verification")
    op.drop_index(op.f("ix_verification_application_id"), table_name="verification")
    op.drop_table("verification")
    op.drop_index("panel_seat_once", table_name="panel_seat")
    op.drop_index("panel_seat_expert", table_name="panel_seat")
    op.drop_index(op.f("ix_panel_seat_expert_id"), table_name="panel_seat")
    op.drop_index(op.f("ix_panel_seat_draw_id"), table_name="panel_seat")
    op.drop_table("panel_seat")
    op.drop_index(op.f("ix_draw_candidate_expert_id"), table_name="draw_candidate")
    op.drop_index(op.f("ix_draw_candidate_draw_id"), table_name="draw_candidate")
    op.drop_index("draw_candidate_once", table_name="draw_candidate")
    op.drop_table("draw_candidate")
    op.drop_index(op.f("ix_document_uploaded_by"), table_name="document")
    op.drop_index(op.f("ix_document_application_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_assignment_panel"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_expert_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_draw_id"), table_name="assignment")
    op.drop_index("assignment_expert_days", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_application_check_registrar_id"), table_name="application_check")
    op.drop_index(op.f("ix_application_check_application_id"), table_name="application_check")
    op.drop_index("application_check_once", table_name="application_check")
    op.drop_table("application_check")
    op.drop_index(
        "request_project_live", table_name="request_project", postgresql_where=sa.text("live")
    )
    op.drop_index(op.f("ix_request_project_request_id"), table_name="request_project")
    op.drop_index(op.f("ix_request_project_project_id"), table_name="request_project")
    op.drop_table("request_project")
    op.drop_index("count_question_once", table_name="count_question")
    op.drop_index(op.f("ix_count_question_request_id"), table_name="count_question")
    op.drop_index(op.f("ix_count_question_account_id"), table_name="count_question")
    op.drop_table("count_question")
    op.drop_index(op.f("ix_relation_expert_id"), table_name="relation")
    op.drop_table("relation")
    op.drop_index(op.f("ix_project_party_unit_id"), table_name="project_party")
    op.drop_index(op.f("ix_project_party_project_id"), table_name="project_party")
    op.drop_table("project_party")
    op.drop_index(op.f("ix_odds_report_request_id"), table_name="odds_report")
    op.drop_table("odds_report")
    op.drop_index("party_secret_once", table_name="party_secret")
    op.drop_index(op.f("ix_party_secret_request_id"), table_name="party_secret")
    op.drop_index(op.f("ix_party_secret_account_id"), table_name="party_secret")
    op.drop_table("party_secret")
    op.drop_index(op.f("ix_leave_expert_id"), table_name="leave")
    op.drop_table("leave")
    op.drop_index(op.f("ix_expert_field_expert_id"), table_name="expert_field")
    op.drop_index(op.f("ix_expert_field_code"), table_name="expert_field")
    op.drop_index("expert_field_once", table_name="expert_field")
    op.drop_table("expert_field")
    op.drop_index(op.f("ix_employment_unit_id"), table_name="employment")
    op.drop_index(op.f("ix_employment_expert_id"), table_name="employment")
    op.drop_table("employment")
    op.drop_index(op.f("ix_draw_request_id"), table_name="draw")
    op.drop_index("draw_live", table_name="draw", postgresql_where=sa.text("state <> 'annulled'"))
    op.drop_index("draw_attempt", table_name="draw")
    op.drop_table("draw")
    op.drop_index(op.f("ix_credential_expert_id"), table_name="credential")
    op.drop_table("credential")
    op.drop_index(op.f("ix_avoided_unit_unit_id"), table_name="avoided_unit")
    op.drop_index(op.f("ix_avoided_unit_expert_id"), table_name="avoided_unit")
    op.drop_table("avoided_unit")
    op.drop_index(op.f("ix_application_state"), table_name="application")
    op.drop_index(op.f("ix_application_second_registrar"), table_name="application")
    op.drop_index(op.f("ix_application_first_registrar"), table_name="application")
    op.drop_index(op.f("ix_application_expert_id"), table_name="application")
    op.drop_index(op.f("ix_application_entered_by"), table_name="application")
    op.drop_index(op.f("ix_application_account_id"), table_name="application")
    op.drop_index(
        "application_open",
        table_name="application",
        postgresql_where=sa.text("state NOT IN ('admitted', 'declined', 'withdrawn')"),
    )
    op.drop_table("application")
    op.drop_index("unit_alias_normal_name", table_name="unit_alias")
    op.drop_index(op.f("ix_unit_alias_unit_id"), table_name="unit_alias")
    op.drop_table("unit_alias")
    op.drop_index(op.f("ix_recovery_code_account_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_index(op.f("ix_asked_act_decided_by"), table_name="asked_act")
    op.drop_index(op.f("ix_asked_act_asked_by"), table_name="asked_act")
    op.drop_index(op.f("ix_asked_act_account_id"), table_name="asked_act")
    op.drop_index(
        "asked_act_open", table_name="asked_act", postgresql_where=sa.text("decided_at IS NULL")
    )
    op.drop_table("asked_act")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_project_field"), table_name="project")
    op.drop_index(op.f("ix_project_created_by"), table_name="project")
    op.drop_table("project")
    op.drop_index(
        "panel_request_supplement",
        table_name="panel_request",
        postgresql_where=sa.text("state IN ('submitted', 'approved', 'committed')"),
    )
    op.drop_index(op.f("ix_panel_request_supplements"), table_name="panel_request")
    op.drop_index(op.f("ix_panel_request_state"), table_name="panel_request")
    op.drop_index(op.f("ix_panel_request_created_by"), table_name="panel_request")
    op.drop_index(op.f("ix_panel_request_approved_by"), table_name="panel_request")
    op.drop_table("panel_request")
    op.drop_index(op.f("ix_expert_name_pinyin"), table_name="expert")
    op.drop_index(op.f("ix_expert_division"), table_name="expert")
    op.drop_index(op.f("ix_expert_account_id"), table_name="expert")
    op.drop_index("expert_standing_type", table_name="expert")
    op.drop_table("expert")
    op.drop_index(op.f("ix_bulk_import_started_by"), table_name="bulk_import")
    op.drop_table("bulk_import")
    op.drop_table("audit_order")
    op.drop_table("audit_detail")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_api_answer_account_id"), table_name="api_answer")
    op.drop_table("api_answer")
    op.drop_index(op.f("ix_account_token_account_id"), table_name="account_token")
    op.drop_table("account_token")
    op.drop_index(op.f("ix_account_role_granted_by"), table_name="account_role")
    op.drop_index(op.f("ix_account_role_account_id"), table_name="account_role")
    op.drop_index(
        "account_role_live",
        table_name="account_role",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_table("account_role")
    op.drop_index("unit_uscc", table_name="unit", postgresql_where=sa.text("uscc <> ''"))
    op.drop_index("unit_normal_name", table_name="unit")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_index(
        "outgoing_mail_due", table_name="outgoing_mail", postgresql_where=sa.text("sent_at IS NULL")
    )
    op.drop_table("outgoing_mail")
    op.drop_index("login_attempt_key_at", table_name="login_attempt")
    op.drop_table("login_attempt")
    op.drop_index("audit_entry_by_subject", table_name="audit_entry")
    op.drop_index("audit_entry_by_request", table_name="audit_entry")
    op.drop_index("audit_entry_by_moment", table_name="audit_entry")
    op.drop_index("audit_entry_by_actor", table_name="audit_entry")
    op.drop_index("audit_entry_by_act", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("account")
