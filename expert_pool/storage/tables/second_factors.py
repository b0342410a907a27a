"""Second factors: the sealed secret of an authenticator app, and recovery codes as hashes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, PrimaryKeyConstraint
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import ciphertext, digest, moment, reference


class SecondFactorRow(SQLModel, table=True):
    """An account's app; it counts from `confirmed_at` on. No code counts twice: `last_step`."""

    __tablename__ = "second_factor"

    account_id: UUID = Field(
        sa_column=Column(
            PG_UUID(as_uuid=True), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
        )
    )
    secret_cipher: bytes = Field(sa_column=ciphertext(optional=False))
    last_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = Field(sa_column=moment())
    confirmed_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class RecoveryCodeRow(SQLModel, table=True):
    """A code for when the app is lost; it works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (PrimaryKeyConstraint("account_id", "code_hash"),)

    account_id: UUID = Field(sa_column=reference("account.id", part_of=True))
    code_hash: bytes = Field(sa_column=digest(optional=False))
    used_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
