"""Keep the days of seats, one seat of an expert a day; free weekdays, and calendar addresses."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parents[1] / "sql"
# Seats that met on one day before nobody counted them are left as they are, and keep none.
KEEP = (
    "UPDATE assignment AS one SET keeps_days = true WHERE draw_id IS NOT NULL AND NOT EXISTS"
    " (SELECT FROM assignment AS other WHERE other.id <> one.id"
    " AND other.expert_id = one.expert_id AND other.draw_id IS NOT NULL"
    " AND other.outcome IN ('pending', 'accepted', 'attended')"
    " AND one.outcome IN ('pending', 'accepted', 'attended')"
    " AND other.review_from <= one.review_to AND one.review_from <= other.review_to)"
)


def statements(name: str) -> Iterator[str]:
    """The statements of an SQL file: an empty line ends each."""
    for part in (SQL / name).read_text(encoding="utf-8").split("\n\n"):
        if part.strip():
            yield part


def upgrade() -> None:
    op.add_column(
        "assignment",
        sa.Column("keeps_days", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "seat_day",
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("assignment_id", "day"),
        sa.UniqueConstraint(
            "expert_id", "day", name="seat_day_once", deferrable=True, initially="DEFERRED"
        ),
    )
    for statement in statements("seat_days.sql"):
        op.execute(statement)
    op.execute(KEEP)
    op.add_column(
        "expert",
        sa.Column(
            "weekdays_away",
            postgresql.ARRAY(sa.SmallInteger()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("expert_id"),
        sa.UniqueConstraint("secret_hash"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feed")
    op.drop_column("expert", "weekdays_away")
    op.execute("DROP TRIGGER assignment_keeps_days ON assignment")
    op.execute("DROP FUNCTION keep_seat_days()")
    op.drop_table("seat_day")
    op.drop_column("assignment", "keeps_days")
