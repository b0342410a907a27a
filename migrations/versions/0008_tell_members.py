"""Keep messages to members of panels, and every attempt to deliver one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RESULTS = (
    "result IN ('waiting', 'started', 'handed_over', 'sent', 'refused', 'unreachable',"
    " 'interrupted', 'no_address', 'no_channel', 'too_late', 'withdrawn')"
)


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def upgrade() -> None:
    op.create_table(
        "message",
        _identifier(),
        _words("key"),
        _words("kind"),
        _words("language"),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("about", sa.UUID(), nullable=False),
        sa.Column("request", sa.UUID(), nullable=False),
        sa.Column(
            "contents", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("path_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        _moment("queued_at"),
        _moment("expires_at", optional=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    for column in ("about", "expert_id", "request"):
        op.create_index(f"ix_message_{column}", "message", [column])
    op.create_table(
        "message_attempt",
        _identifier(),
        sa.Column("message_id", sa.UUID(), nullable=False),
        _words("channel"),
        sa.Column("route", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _moment("due_at"),
        _moment("started_at", optional=True),
        _moment("ended_at", optional=True),
        _words("result"),
        _words("detail"),
        _words("address"),
        _words("reference"),
        sa.CheckConstraint(RESULTS, name="message_attempt_result"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_attempt_message_id", "message_attempt", ["message_id"])
    op.create_index(
        "message_attempt_once", "message_attempt", ["message_id", "channel", "number"], unique=True
    )
    op.create_index(
        "message_attempt_open",
        "message_attempt",
        ["due_at"],
        postgresql_where=sa.text("result IN ('waiting', 'started', 'handed_over')"),
    )


def downgrade() -> None:
    op.drop_table("message_attempt")
    op.drop_table("message")
