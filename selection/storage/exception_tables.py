"""The SQLModel row of exceptions from a rule; it never leaves `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, text
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    identifier,
    moment,
    reference,
    words,
)

_OPEN = "state IN ('asked', 'allowed')"


class RuleExceptionRow(SQLModel, table=True):
    """An officer asks that a rule gives way once, and an approver decides; none goes away.

    Until the decision the officer can withdraw it.
    `attempt` is the version of the request where it is about a draw. An exception of a meeting
    names the meeting, one of a member the attendance as well. The facts are sealed.
    """

    __tablename__ = "rule_exception"
    __table_args__ = (
        CheckConstraint("rule IN ('DRW-12', 'DAY-01', 'REP-04')", name="rule_exception_rule"),
        CheckConstraint(
            "state IN ('asked', 'allowed', 'refused', 'withdrawn')", name="rule_exception_state"
        ),
        CheckConstraint(
            "(state IN ('allowed', 'refused')) = (decided_by IS NOT NULL)",
            name="rule_exception_decided",
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="rule_exception_withdrawn"
        ),
        CheckConstraint("decided_by <> asked_by", name="rule_exception_two_persons"),
        CheckConstraint(
            "(rule = 'DRW-12') = (meeting_id IS NULL)"
            " AND (rule = 'DAY-01') = (attendance_id IS NOT NULL)",
            name="rule_exception_about",
        ),
        Index(
            "rule_exception_draw",
            *("request_id", "attempt"),
            unique=True,
            postgresql_where=text(f"rule = 'DRW-12' AND {_OPEN}"),
        ),
        Index(
            "rule_exception_meeting",
            "meeting_id",
            unique=True,
            postgresql_where=text(f"rule = 'REP-04' AND {_OPEN}"),
        ),
        Index(
            "rule_exception_member",
            "attendance_id",
            unique=True,
            postgresql_where=text(f"rule = 'DAY-01' AND {_OPEN}"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    attempt: int = Field(sa_column=Column(Integer, nullable=False))
    rule: str = Field(sa_column=words())
    meeting_id: UUID | None = Field(default=None, sa_column=reference("meeting.id", optional=True))
    attendance_id: UUID | None = Field(
        default=None, sa_column=reference("attendance.id", optional=True)
    )
    state: str = Field(sa_column=words())
    ground: str = Field(sa_column=words())
    note_cipher: bytes = Field(sa_column=ciphertext(optional=False))
    asked_by: UUID = Field(sa_column=reference("account.id"))
    asked_at: datetime = Field(sa_column=moment())
    decided_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
