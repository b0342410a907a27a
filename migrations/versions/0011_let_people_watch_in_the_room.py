"""Let people type the numbers of a lottery, and let witnesses watch a draw in the room."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = "kind IN ('dice', 'lottery', 'passed', 'late')"
FORMER_KINDS = "kind IN ('dice', 'passed', 'late')"
ACCOUNTS = ("account_id", "named_by", "confirmed_by")


def _limit(kinds: str) -> None:
    op.drop_constraint("source_word_kind", "source_word", type_="check")
    op.create_check_constraint("source_word_kind", "source_word", kinds)


def upgrade() -> None:
    _limit(KINDS)
    op.create_table(
        "room_witness",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column("person_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("named_by", sa.UUID(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.UUID(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (person_cipher IS NULL)", name="room_witness_one_way"
        ),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], ondelete="RESTRICT"),
        *(sa.ForeignKeyConstraint([it], ["account.id"], ondelete="RESTRICT") for it in ACCOUNTS),
        sa.PrimaryKeyConstraint("id"),
    )
    names = ["request_id", "attempt", "named_by"]
    op.create_index("room_witness_once", "room_witness", names, unique=True)
    for name in ("request_id", *ACCOUNTS):
        op.create_index(f"ix_room_witness_{name}", "room_witness", [name])


def downgrade() -> None:
    op.drop_table("room_witness")
    # What was typed of a lottery the former schema does not know; its draws stay as they are.
    op.execute("DELETE FROM source_word WHERE kind = 'lottery'")
    _limit(FORMER_KINDS)
