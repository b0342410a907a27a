"""Tokens of the API (only their hashes), and the answers that repeated requests get again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, PrimaryKeyConstraint
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import digest, identifier, moment, reference, words


class ApiTokenRow(SQLModel, table=True):
    """A token with which a program acts as an account, until it runs out or is revoked."""

    __tablename__ = "api_token"

    id: UUID = Field(sa_column=identifier())
    account_id: UUID = Field(sa_column=reference("account.id", part_of=True))
    name: str = Field(sa_column=words())
    token_hash: bytes = Field(sa_column=digest(optional=False, unique=True))
    created_at: datetime = Field(sa_column=moment())
    expires_at: datetime = Field(sa_column=moment())
    last_used_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    revoked_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class ApiAnswerRow(SQLModel, table=True):
    """What a request with an idempotency key was answered, so that a repetition changes nothing."""

    __tablename__ = "api_answer"
    __table_args__ = (PrimaryKeyConstraint("account_id", "key"),)

    account_id: UUID = Field(sa_column=reference("account.id", part_of=True))
    key: str = Field(sa_column=words())
    request_hash: bytes = Field(sa_column=digest(optional=False))
    status: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    body: str = Field(default="", sa_column=words())
    created_at: datetime = Field(sa_column=moment())
