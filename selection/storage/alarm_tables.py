"""SQLModel rows of looks at alarms and of live counts; they never leave `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field, SQLModel, Text

from expert_pool.storage.tables.columns import (
    digest,
    document,
    identifier,
    moment,
    reference,
    words,
)


class AlarmLookRow(SQLModel, table=True):
    """An auditor looked at an alarm: what it said then, and what came of it.

    `key` names the very facts of the alarm. The database refuses to change or to delete it.
    """

    __tablename__ = "alarm_look"
    __table_args__ = (Index("alarm_look_key", "key"),)

    id: UUID = Field(sa_column=identifier())
    key: bytes = Field(sa_column=digest(optional=False))
    code: str = Field(sa_column=words())
    about: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    evidence: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    numbers: dict[str, object] = Field(sa_column=document())
    reason: str = Field(sa_column=words())
    looked_by: UUID = Field(sa_column=reference("account.id"))
    looked_at: datetime = Field(sa_column=moment())


class CountTrailRow(SQLModel, table=True):
    """What a live count of a draft came to; `candidates` is none where it was under ten."""

    __tablename__ = "count_trail"

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id", part_of=True))
    counted_at: datetime = Field(sa_column=moment())
    seats: int = Field(sa_column=Column(Integer, nullable=False))
    candidates: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
