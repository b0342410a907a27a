"""Messages to members of panels, and every attempt to deliver one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Column, Field, SQLModel, Text

from expert_pool.storage.tables.columns import (
    ciphertext,
    document,
    identifier,
    moment,
    reference,
    words,
)


class MessageRow(SQLModel, table=True):
    """One thing told to one expert; `key` says what it is about, so that it is told once.

    `about` is the invitation or the seat, `request` the panel request, both known outside of
    the pool only. The way to the page may hold a token: it is sealed, and forgotten when no
    attempt is open any more.
    """

    __tablename__ = "message"

    id: UUID = Field(sa_column=identifier())
    key: str = Field(sa_column=words(unique=True))
    kind: str = Field(sa_column=words())
    language: str = Field(sa_column=words())
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    about: UUID = Field(sa_column=Column(PG_UUID(as_uuid=True), nullable=False, index=True))
    request: UUID = Field(sa_column=Column(PG_UUID(as_uuid=True), nullable=False, index=True))
    contents: dict[str, object] = Field(sa_column=document())
    path_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    urgent: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    queued_at: datetime = Field(sa_column=moment())
    expires_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class MessageAttemptRow(SQLModel, table=True):
    """One attempt on one channel: when, to which masked address, and how it ended.

    `route` are the channels that follow each other where one comes to nothing.
    """

    __tablename__ = "message_attempt"
    __table_args__ = (
        CheckConstraint(
            "result IN ('waiting', 'started', 'handed_over', 'sent', 'refused', 'unreachable',"
            " 'interrupted', 'no_address', 'no_channel', 'too_late', 'withdrawn')",
            name="message_attempt_result",
        ),
        Index("message_attempt_once", "message_id", "channel", "number", unique=True),
        Index(
            "message_attempt_open",
            "due_at",
            postgresql_where=text("result IN ('waiting', 'started', 'handed_over')"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    message_id: UUID = Field(sa_column=reference("message.id", part_of=True))
    channel: str = Field(sa_column=words())
    route: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    number: int = Field(sa_column=Column(Integer, nullable=False))
    due_at: datetime = Field(sa_column=moment())
    started_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    ended_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    result: str = Field(sa_column=words())
    detail: str = Field(default="", sa_column=words())
    address: str = Field(default="", sa_column=words())
    reference: str = Field(default="", sa_column=words())
