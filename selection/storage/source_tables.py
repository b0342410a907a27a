"""SQLModel rows of what a draw's source said; they never leave `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

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
        CheckConstraint("kind IN ('dice', 'passed', 'late')", name="source_word_kind"),
        Index("source_word_once", "draw_id", "kind", "role", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    kind: str = Field(sa_column=words())
    role: str = Field(sa_column=words())
    account_id: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    content_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    said_at: datetime = Field(sa_column=moment())
