"""The log's tables: entries by their exact bytes, their places, and erasable details.

Every column of an entry except its id is computed by the database from `body`, so no
column can say something else than the protected bytes. What may happen to these tables
beyond an insert is refused by `migrations/sql/audit_append_only.sql`.
"""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import ciphertext

# RFC 6962's leaf hash. A text turns into bytes through the escape format of `bytea`,
# so that a backslash has to be doubled; a function that encodes is not immutable.
LEAF_HASH = r"sha256('\x00'::bytea || CAST(replace(body, '\', '\\') AS bytea))"


def _said_by_body(field: str) -> Column[str]:
    """A text that the entry's bytes say, sorted by its bytes."""
    computed = Computed(f"CAST(body AS jsonb) ->> '{field}'", persisted=True)
    return Column(Text(collation="C"), computed, nullable=False)


class AuditEntryRow(SQLModel, table=True):
    """An entry; only `id` and `body` are inserted."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("CAST(body AS jsonb) ->> 'id' = CAST(id AS text)", "audit_entry_own_id"),
        Index("audit_entry_by_actor", "actor"),
        Index("audit_entry_by_subject", "subject"),
        Index("audit_entry_by_act", "act"),
        Index("audit_entry_by_request", "request"),
        Index("audit_entry_by_moment", "moment"),
    )

    id: UUID = Field(sa_column=Column(PG_UUID(as_uuid=True), primary_key=True))
    body: str = Field(sa_column=Column(Text(collation="C"), nullable=False))
    leaf_hash: bytes = Field(
        sa_column=Column(LargeBinary, Computed(LEAF_HASH, persisted=True), nullable=False)
    )
    moment: str = Field(sa_column=_said_by_body("t"))
    actor: str = Field(sa_column=_said_by_body("actor"))
    role: str = Field(sa_column=_said_by_body("role"))
    act: str = Field(sa_column=_said_by_body("act"))
    subject: str = Field(sa_column=_said_by_body("subj"))
    request: str = Field(sa_column=_said_by_body("req"))


class AuditOrderRow(SQLModel, table=True):
    """An entry's place in the log: dense from 0, in the order of the commits."""

    __tablename__ = "audit_order"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry_id: UUID = Field(
        sa_column=Column(
            PG_UUID(as_uuid=True), ForeignKey("audit_entry.id"), nullable=False, unique=True
        )
    )


class AuditDetailRow(SQLModel, table=True):
    """What an act changed, encrypted, with the salt that binds it; both go when it is erased."""

    __tablename__ = "audit_detail"
    __table_args__ = (CheckConstraint("length(salt) = 32", "audit_detail_salt"),)

    entry_id: UUID = Field(
        sa_column=Column(PG_UUID(as_uuid=True), ForeignKey("audit_entry.id"), primary_key=True)
    )
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    detail_cipher: bytes = Field(sa_column=ciphertext(optional=False))
