"""What the sequencer keeps beside the log: what waits for a place, checkpoints, who signed them.

Nothing here is ever changed; only what has its place leaves the queue
(`migrations/sql/audit_sequencer.sql`).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import moment


class AuditQueueRow(SQLModel, table=True):
    """An entry that waits for its place; the database puts it here as the entry is inserted.

    `transaction` is the one that wrote the entry, `id` only orders what is visible at once.
    """

    __tablename__ = "audit_queue"

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    entry_id: UUID = Field(sa_column=Column(PG_UUID(as_uuid=True), nullable=False))
    transaction: int = Field(sa_column=Column(BigInteger, nullable=False))
    queued_at: datetime = Field(sa_column=moment())


class AuditCheckpointRow(SQLModel, table=True):
    """How long the log was, its root, and its full subtrees: all that is needed to go on."""

    __tablename__ = "audit_checkpoint"
    __table_args__ = (
        CheckConstraint("length(root) = 32", "audit_checkpoint_root"),
        CheckConstraint(
            "length(peaks) = 32 * length(replace(CAST(CAST(size AS bit(64)) AS text), '0', ''))",
            "audit_checkpoint_peaks",
        ),
    )

    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    peaks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=moment())


class AuditNodeRow(SQLModel, table=True):
    """The hash over 256, 65,536, ... neighbouring leaves, so that proofs need not read them."""

    __tablename__ = "audit_node"

    level: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditNoteRow(SQLModel, table=True):
    """A checkpoint as it was signed and left the service, byte for byte."""

    __tablename__ = "audit_note"

    origin: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    note: str = Field(sa_column=Column(Text, nullable=False))
    signed_at: datetime = Field(sa_column=moment())


class AuditCosignatureRow(SQLModel, table=True):
    """The line of a witness under a checkpoint, with the time that the witness signed."""

    __tablename__ = "audit_cosignature"

    origin: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    witness: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
    line: str = Field(sa_column=Column(Text, nullable=False))
    cosigned_at: datetime = Field(sa_column=moment())
