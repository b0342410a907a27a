"""Addresses of experts' calendars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlmodel import Column, Field, SQLModel, Uuid

from expert_pool.storage.tables.columns import digest, moment, words


class CalendarFeedRow(SQLModel, table=True):
    """The secret in the address of one expert's calendar, as its hash; no row is switched off."""

    __tablename__ = "calendar_feed"

    expert_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("expert.id", ondelete="CASCADE"), primary_key=True)
    )
    secret_hash: bytes = Field(sa_column=Column(digest().type, nullable=False, unique=True))
    language: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=moment())
