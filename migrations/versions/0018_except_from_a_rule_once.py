"""Keep exceptions from a rule: who asked on what ground, and who decided."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TARGETS = {
    "request_id": "panel_request.id",
    "meeting_id": "meeting.id",
    "attendance_id": "attendance.id",
    "asked_by": "account.id",
    "decided_by": "account.id",
}


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _reference(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _once(name: str, columns: list[str], rule: str) -> None:
    open_ = sa.text(f"rule = '{rule}' AND state <> 'refused'")
    op.create_index(name, "rule_exception", columns, unique=True, postgresql_where=open_)


def upgrade() -> None:
    op.create_table(
        "rule_exception",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        _reference("request_id"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _words("rule"),
        _reference("meeting_id", optional=True),
        _reference("attendance_id", optional=True),
        _words("state"),
        _words("ground"),
        sa.Column("note_cipher", sa.LargeBinary(), nullable=False),
        _reference("asked_by"),
        _moment("asked_at"),
        _reference("decided_by", optional=True),
        _moment("decided_at", optional=True),
        sa.CheckConstraint("rule IN ('DRW-12', 'DAY-01', 'REP-04')", name="rule_exception_rule"),
        sa.CheckConstraint("state IN ('asked', 'allowed', 'refused')", name="rule_exception_state"),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by IS NULL)", name="rule_exception_decided"
        ),
        sa.CheckConstraint("decided_by <> asked_by", name="rule_exception_two_persons"),
        sa.CheckConstraint(
            "(rule = 'DRW-12') = (meeting_id IS NULL)"
            " AND (rule = 'DAY-01') = (attendance_id IS NOT NULL)",
            name="rule_exception_about",
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")
            for column, target in _TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in _TARGETS:
        op.create_index(f"ix_rule_exception_{column}", "rule_exception", [column])
    _once("rule_exception_draw", ["request_id", "attempt"], "DRW-12")
    _once("rule_exception_meeting", ["meeting_id"], "REP-04")
    _once("rule_exception_member", ["attendance_id"], "DAY-01")


def downgrade() -> None:
    op.drop_table("rule_exception")
