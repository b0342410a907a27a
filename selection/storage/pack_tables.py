"""SQLModel rows of offline packs and of what was recorded in them; they never leave storage."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, text
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    digest,
    identifier,
    moment,
    reference,
    words,
)


class OfflinePackRow(SQLModel, table=True):
    """One offline pack of a panel: at most one is out at a time, and none goes away.

    `file_text` is the file as it was sealed under a passphrase that is not here; what stands in
    it is kept beside it under the service's own key.
    """

    __tablename__ = "offline_pack"
    __table_args__ = (
        CheckConstraint("state IN ('out', 'returned', 'withdrawn')", name="offline_pack_state"),
        Index("offline_pack_out", "request_id", unique=True, postgresql_where=text("state='out'")),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    number: str = Field(sa_column=words(unique=True))
    state: str = Field(sa_column=words())
    made_by: UUID = Field(sa_column=reference("account.id"))
    made_at: datetime = Field(sa_column=moment())
    contents_cipher: bytes = Field(sa_column=ciphertext(optional=False))
    file_text: str = Field(sa_column=words())


class OfflineEventRow(SQLModel, table=True):
    """One step that was recorded without the service: kept whole, whatever became of it."""

    __tablename__ = "offline_event"
    __table_args__ = (
        CheckConstraint("source IN ('pack', 'sheet')", name="offline_event_source"),
        CheckConstraint(
            "state IN ('carried_out', 'waiting', 'set_aside')", name="offline_event_state"
        ),
        Index("offline_event_once", "pack_id", "digest", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    pack_id: UUID = Field(sa_column=reference("offline_pack.id"))
    digest: bytes = Field(sa_column=digest(optional=False))
    place: int = Field(sa_column=Column(Integer, nullable=False))
    source: str = Field(sa_column=words())
    recorded_at: datetime = Field(sa_column=moment())
    event_cipher: bytes = Field(sa_column=ciphertext(optional=False))
    state: str = Field(sa_column=words())
    refusal: str = Field(default="", sa_column=words())
    imported_at: datetime = Field(sa_column=moment())
    settled_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    note_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
