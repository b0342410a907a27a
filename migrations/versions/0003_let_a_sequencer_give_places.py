"""Let a sequencer give entries of the log their places, and keep its checkpoints."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from expert_pool.audit.merkle import grow_with_nodes, leaf_hash

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parents[1] / "sql"
PEAKS = "length(peaks) = 32 * length(replace(CAST(CAST(size AS bit(64)) AS text), '0', ''))"
PLACED = "SELECT body FROM audit_order JOIN audit_entry ON id = entry_id ORDER BY seq"
# Those without a place keep their order by time of writing; a downgrade gives them theirs.
PLACE_THE_REST = (
    "INSERT INTO audit_order (seq, entry_id)"
    " SELECT (SELECT coalesce(max(seq) + 1, 0) FROM audit_order)"
    " + row_number() OVER (ORDER BY id) - 1, entry_id FROM audit_queue ORDER BY id"
)


def statements(name: str) -> Iterator[str]:
    """The statements of an SQL file: an empty line ends each."""
    for part in (SQL / name).read_text(encoding="utf-8").split("\n\n"):
        if part.strip():
            yield part


def upgrade() -> None:
    op.create_table(
        "audit_queue",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("entry_id", sa.UUID(), nullable=False),
        sa.Column("transaction", sa.BigInteger(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(root) = 32", name="audit_checkpoint_root"),
        sa.CheckConstraint(PEAKS, name="audit_checkpoint_peaks"),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "audit_node",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place"),
    )
    op.create_table(
        "audit_note",
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size"),
    )
    op.create_table(
        "audit_cosignature",
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.Text(collation="C"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("cosigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", "witness"),
    )
    _checkpoint_the_log_so_far()
    for statement in statements("audit_sequencer.sql"):
        op.execute(sa.text(statement))


def _checkpoint_the_log_so_far() -> None:
    """The sequencer goes on from the entries that got their places before there was one."""
    leaves = [leaf_hash(body.encode()) for body in op.get_bind().execute(sa.text(PLACED)).scalars()]
    if not leaves:
        return
    grown, whole = grow_with_nodes(leaves)
    columns = ("size", "root", "peaks", "made_at")
    checkpoints = sa.table("audit_checkpoint", *map(sa.column, columns))
    row = (grown.size, grown.root, b"".join(grown.peaks), sa.func.now())
    op.execute(checkpoints.insert().values(row))
    nodes = sa.table("audit_node", *map(sa.column, ("level", "place", "hash")))
    for node in whole:
        op.execute(nodes.insert().values(node))


def downgrade() -> None:
    op.execute(sa.text(PLACE_THE_REST))
    for statement in statements("audit_sequencer_down.sql"):
        op.execute(sa.text(statement))
    for name in ("cosignature", "note", "node", "checkpoint", "queue"):
        op.drop_table(f"audit_{name}")
