"""Let who asked for an exception withdraw it before it is decided."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TABLE = "rule_exception"
_ONCE = {
    "rule_exception_draw": ("DRW-12", ["request_id", "attempt"]),
    "rule_exception_meeting": ("REP-04", ["meeting_id"]),
    "rule_exception_member": ("DAY-01", ["attendance_id"]),
}


def _hold(open_: str, state: str, decided: str) -> None:
    """The states there are, when somebody has decided, and in which there is but one."""
    for name, check in (("state", state), ("decided", decided)):
        op.drop_constraint(f"{_TABLE}_{name}", _TABLE)
        op.create_check_constraint(f"{_TABLE}_{name}", _TABLE, check)
    for name, (rule, columns) in _ONCE.items():
        op.drop_index(name, _TABLE)
        where = sa.text(f"rule = '{rule}' AND {open_}")
        op.create_index(name, _TABLE, columns, unique=True, postgresql_where=where)


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    _hold(
        "state IN ('asked', 'allowed')",
        "state IN ('asked', 'allowed', 'refused', 'withdrawn')",
        "(state IN ('allowed', 'refused')) = (decided_by IS NOT NULL)",
    )
    op.create_check_constraint(
        f"{_TABLE}_withdrawn", _TABLE, "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"
    )


def downgrade() -> None:
    """What was withdrawn goes: no older state says that nobody decided; the log keeps it."""
    op.execute("DELETE FROM rule_exception WHERE state = 'withdrawn'")
    op.drop_constraint(f"{_TABLE}_withdrawn", _TABLE)
    _hold(
        "state <> 'refused'",
        "state IN ('asked', 'allowed', 'refused')",
        "(state = 'asked') = (decided_by IS NULL)",
    )
    op.drop_column(_TABLE, "withdrawn_at")
