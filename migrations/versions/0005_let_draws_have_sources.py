"""Let a draw wait for a beacon or for dice, be locked, and come to nothing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = "state IN ('committed', 'locked', 'drawn', 'annulled', 'void')"
FORMER_STATES = "state IN ('committed', 'drawn', 'annulled')"


def _limit(states: str, over: str) -> None:
    op.drop_constraint("draw_state", "draw", type_="check")
    op.create_check_constraint("draw_state", "draw", states)
    op.drop_index("draw_live", table_name="draw")
    op.create_index(
        "draw_live", "draw", ["request_id"], unique=True, postgresql_where=sa.text(over)
    )


def upgrade() -> None:
    _limit(STATES, "state NOT IN ('annulled', 'void')")
    op.add_column(
        "draw",
        sa.Column(
            "source", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
    )
    op.create_table(
        "source_word",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("draw_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column("content_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('dice', 'passed', 'late')", name="source_word_kind"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("source_word_once", "source_word", ["draw_id", "kind", "role"], unique=True)
    op.create_index("ix_source_word_account_id", "source_word", ["account_id"])
    op.create_index("ix_source_word_draw_id", "source_word", ["draw_id"])


def downgrade() -> None:
    op.drop_table("source_word")
    op.drop_column("draw", "source")
    # A void draw was never drawn: the former schema knows it as annulled.
    op.execute("UPDATE draw SET state = 'annulled' WHERE state = 'void'")
    op.execute("UPDATE draw SET state = 'committed' WHERE state = 'locked'")
    _limit(FORMER_STATES, "state <> 'annulled'")
