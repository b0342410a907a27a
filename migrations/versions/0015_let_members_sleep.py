"""Let members be dormant."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STANDINGS = ("imported", "active", "suspended", "exited")


def _allow(*standings: str) -> None:
    named = ", ".join(f"'{it}'" for it in standings)
    op.drop_constraint("expert_standing", "expert", type_="check")
    op.create_check_constraint("expert_standing", "expert", f"standing IN ({named})")


def upgrade() -> None:
    _allow("imported", "active", "suspended", "dormant", "exited")


def downgrade() -> None:
    # Whoever slept may be drawn again: the rule on confirmation still holds.
    op.execute("UPDATE expert SET standing = 'active' WHERE standing = 'dormant'")
    _allow(*_STANDINGS)
