"""Keep offline packs of review days, and every step that was recorded in them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _identifier() -> sa.Column[object]:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _bytes(name: str, *, optional: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _reference(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=False)


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "offline_pack",
        _identifier(),
        _reference("request_id"),
        _words("number"),
        _words("state"),
        _reference("made_by"),
        _moment("made_at"),
        _bytes("contents_cipher"),
        _words("file_text"),
        sa.CheckConstraint("state IN ('out', 'returned', 'withdrawn')", name="offline_pack_state"),
        _refers("request_id", "panel_request.id"),
        _refers("made_by", "account.id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    for column in ("request_id", "made_by"):
        op.create_index(f"ix_offline_pack_{column}", "offline_pack", [column])
    out = sa.text("state='out'")
    op.create_index(
        "offline_pack_out", "offline_pack", ["request_id"], unique=True, postgresql_where=out
    )
    op.create_table(
        "offline_event",
        _identifier(),
        _reference("pack_id"),
        _bytes("digest"),
        sa.Column("place", sa.Integer(), nullable=False),
        _words("source"),
        _moment("recorded_at"),
        _bytes("event_cipher"),
        _words("state"),
        _words("refusal"),
        _moment("imported_at"),
        _moment("settled_at", optional=True),
        _bytes("note_cipher", optional=True),
        sa.CheckConstraint("source IN ('pack', 'sheet')", name="offline_event_source"),
        sa.CheckConstraint(
            "state IN ('carried_out', 'waiting', 'set_aside')", name="offline_event_state"
        ),
        _refers("pack_id", "offline_pack.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_offline_event_pack_id", "offline_event", ["pack_id"])
    op.create_index("offline_event_once", "offline_event", ["pack_id", "digest"], unique=True)


def downgrade() -> None:
    op.drop_table("offline_event")
    op.drop_table("offline_pack")
