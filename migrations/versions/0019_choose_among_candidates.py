"""Keep choices among the candidates of a draw: one a draw, by two persons."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _account(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=True)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "panel_choice",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=False),
        _words("state"),
        _number("offered"),
        _moment("opened_at"),
        _moment("due_at"),
        _number("version"),
        _account("proposed_by"),
        _moment("proposed_at", optional=True),
        _sealed("passes_cipher"),
        _account("decided_by"),
        _moment("decided_at", optional=True),
        _sealed("note_cipher"),
        sa.CheckConstraint(
            "state IN ('open', 'proposed', 'confirmed', 'kept', 'lapsed')",
            name="panel_choice_state",
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name="panel_choice_two_persons"
        ),
        _refers("draw_id", "draw.id"),
        _refers("proposed_by", "account.id"),
        _refers("decided_by", "account.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("draw_id", "proposed_by", "decided_by"):
        op.create_index(f"ix_panel_choice_{column}", "panel_choice", [column])
    op.create_index("panel_choice_once", "panel_choice", ["draw_id"], unique=True)
    op.create_index("panel_choice_due", "panel_choice", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("panel_choice")
