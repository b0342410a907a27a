"""Keep calls for experts, and which application answers one."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _account(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=optional)


def upgrade() -> None:
    op.create_table(
        "expert_call",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        _words("number"),
        _words("field"),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        _words("state"),
        _account("drafted_by"),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        _account("decided_by", optional=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'released', 'ended')", name="expert_call_state"),
        sa.CheckConstraint(
            "state <> 'released' OR decided_by <> drafted_by", name="expert_call_two_persons"
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    for column in ("drafted_by", "decided_by"):
        op.create_index(f"ix_expert_call_{column}", "expert_call", [column])
    op.add_column("application", _words("call_number", ""))
    op.alter_column("application", "call_number", server_default=None)
    op.create_index("ix_application_call_number", "application", ["call_number"])


def downgrade() -> None:
    op.drop_index("ix_application_call_number", "application")
    op.drop_column("application", "call_number")
    op.drop_table("expert_call")
