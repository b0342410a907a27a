"""Calls for experts of a field; rows never leave `expert_pool.storage`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import identifier, moment, reference, words


class CallRow(SQLModel, table=True):
    """So many experts of a field are wanted until a day; released by a second person."""

    __tablename__ = "expert_call"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'released', 'ended')", name="expert_call_state"),
        CheckConstraint(
            "state <> 'released' OR decided_by <> drafted_by", name="expert_call_two_persons"
        ),
    )

    id: UUID = Field(sa_column=identifier())
    number: str = Field(sa_column=words(unique=True))
    field: str = Field(sa_column=words())
    wanted: int = Field(sa_column=Column(Integer, nullable=False))
    until: date
    state: str = Field(sa_column=words())
    drafted_by: UUID = Field(sa_column=reference("account.id"))
    drafted_at: datetime = Field(sa_column=moment())
    decided_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
