"""SQLModel rows of what a draw's source said, and of who watched; they never leave storage."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    identifier,
    moment,
    reference,
    words,
)


class SourceWordRow(SQLModel, table=True):
    """What one person said of a draw's source: throws, sealed, or that a round is missing."""

    __tablename__ = "source_word"
    __table_args__ = (
        CheckConstraint("kind IN ('dice', 'lottery', 'passed', 'late')", name="source_word_kind"),
        Index("source_word_once", "draw_id", "kind", "role", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    kind: str = Field(sa_column=words())
    role: str = Field(sa_column=words())
    account_id: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    content_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    said_at: datetime = Field(sa_column=moment())


class RoomWitnessRow(SQLModel, table=True):
    """Somebody who watches a draw in the room (DRW-12): by an own account, or named and sealed."""

    __tablename__ = "room_witness"
    __table_args__ = (
        CheckConstraint(
            "(account_id IS NULL) <> (person_cipher IS NULL)", name="room_witness_one_way"
        ),
        Index("room_witness_once", "request_id", "attempt", "named_by", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    attempt: int = Field(sa_column=Column(Integer, nullable=False))
    account_id: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    person_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    named_by: UUID = Field(sa_column=reference("account.id"))
    named_at: datetime = Field(sa_column=moment())
    confirmed_by: UUID | None = Field(
        default=None, sa_column=reference("account.id", optional=True)
    )
    confirmed_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
