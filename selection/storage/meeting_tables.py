"""SQLModel rows of meetings and of who attends them; they never leave `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Index, Integer, text
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    digest,
    identifier,
    moment,
    reference,
    words,
)


class MeetingRow(SQLModel, table=True):
    """The meeting of one panel on its review day; a postponed one stays, and another follows.

    The minutes are sealed; of the signed sheet only what finds the encrypted file is here.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint(
            "state IN ('gathering', 'in_session', 'closed', 'postponed')", name="meeting_state"
        ),
        CheckConstraint("chair_way IN ('', 'elected', 'named')", name="meeting_chair_way"),
        Index(
            "meeting_live",
            "request_id",
            unique=True,
            postgresql_where=text("state <> 'postponed'"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    state: str = Field(sa_column=words())
    opened_by: UUID = Field(sa_column=reference("account.id"))
    opened_at: datetime = Field(sa_column=moment())
    starts_at: datetime = Field(sa_column=moment())
    chair_expert: UUID | None = Field(default=None, sa_column=reference("expert.id", optional=True))
    chair_way: str = Field(default="", sa_column=words())
    begun_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    minutes_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    minutes_version: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    sheet_name: str = Field(default="", sa_column=words())
    sheet_type: str = Field(default="", sa_column=words())
    sheet_size: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    sheet_sha256: bytes | None = Field(default=None, sa_column=digest())


class AttendanceRow(SQLModel, table=True):
    """One member at a meeting: the code at the door, the pledge, the vote, the opinion.

    Of the code only a keyed index is kept, until it is used or over; `code_until` is then when it
    was used. Whoever leaves keeps the row: what was said by then is void and stays.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("stance IN ('', 'agrees', 'dissents', 'silent')", name="attendance_stance"),
        Index("attendance_once", "meeting_id", "draw_id", "expert_id", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    meeting_id: UUID = Field(sa_column=reference("meeting.id"))
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    pseudonym: str = Field(sa_column=words())
    code_index: bytes | None = Field(default=None, sa_column=digest())
    code_until: datetime | None = Field(default=None, sa_column=moment(optional=True))
    signed_in_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    identity_seen: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    pledge_version: str = Field(default="", sa_column=words())
    pledged_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    vote_for: UUID | None = Field(default=None, sa_column=reference("expert.id", optional=True))
    stance: str = Field(default="", sa_column=words())
    stance_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    stance_version: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    left_reason: str = Field(default="", sa_column=words())
