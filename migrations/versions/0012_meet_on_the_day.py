"""Keep meetings of panels, and who attends them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _reference(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=optional)


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "meeting",
        _identifier(),
        _reference("request_id"),
        _words("state"),
        _reference("opened_by"),
        _moment("opened_at"),
        _moment("starts_at"),
        _reference("chair_expert", optional=True),
        _words("chair_way"),
        _moment("begun_at", optional=True),
        _bytes("minutes_cipher"),
        _number("minutes_version"),
        _moment("ended_at", optional=True),
        _words("sheet_name"),
        _words("sheet_type"),
        sa.Column("sheet_size", sa.BigInteger(), nullable=False),
        _bytes("sheet_sha256"),
        sa.CheckConstraint(
            "state IN ('gathering', 'in_session', 'closed', 'postponed')", name="meeting_state"
        ),
        sa.CheckConstraint("chair_way IN ('', 'elected', 'named')", name="meeting_chair_way"),
        _refers("request_id", "panel_request.id"),
        _refers("opened_by", "account.id"),
        _refers("chair_expert", "expert.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("request_id", "opened_by", "chair_expert"):
        op.create_index(f"ix_meeting_{column}", "meeting", [column])
    op.create_index(
        "meeting_live",
        "meeting",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'postponed'"),
    )
    op.create_table(
        "attendance",
        _identifier(),
        _reference("meeting_id"),
        _reference("draw_id"),
        _reference("expert_id"),
        _number("position"),
        _words("pseudonym"),
        _bytes("code_index"),
        _moment("code_until", optional=True),
        _moment("signed_in_at", optional=True),
        sa.Column("identity_seen", sa.Boolean(), nullable=False),
        _words("pledge_version"),
        _moment("pledged_at", optional=True),
        _reference("vote_for", optional=True),
        _words("stance"),
        _bytes("stance_cipher"),
        _number("stance_version"),
        _moment("left_at", optional=True),
        _words("left_reason"),
        sa.CheckConstraint(
            "stance IN ('', 'agrees', 'dissents', 'silent')", name="attendance_stance"
        ),
        _refers("meeting_id", "meeting.id"),
        _refers("draw_id", "draw.id"),
        _refers("expert_id", "expert.id"),
        _refers("vote_for", "expert.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("meeting_id", "draw_id", "expert_id", "vote_for"):
        op.create_index(f"ix_attendance_{column}", "attendance", [column])
    op.create_index(
        "attendance_once", "attendance", ["meeting_id", "draw_id", "expert_id"], unique=True
    )


def downgrade() -> None:
    op.drop_table("attendance")
    op.drop_table("meeting")
