"""Meetings and attendances: values in and out; the rows never leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.meetings import Attendance, Opinion, Stance
from selection.meetings.chairing import ChairWay
from selection.states.draws import DrawState
from selection.states.meetings import LIVE, MeetingState
from selection.storage.meeting_tables import AttendanceRow, MeetingRow
from selection.storage.tables import DrawRow

_MEETING = table_of(MeetingRow)
_ATTENDANCE = table_of(AttendanceRow)
_DRAW = table_of(DrawRow)
OF_DRAW_THAT_COUNTS = _MEETING.c.id.not_in(
    select(_ATTENDANCE.c.meeting_id)
    .join(_DRAW, _DRAW.c.id == _ATTENDANCE.c.draw_id)
    .where(_DRAW.c.state == DrawState.ANNULLED.value)
)
"""A request whose draw was annulled meets again with another panel; the first meeting stays."""


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A meeting as stored; its minutes are opened by the shell alone."""

    id: UUID
    request_id: UUID
    state: MeetingState
    opened_by: UUID
    opened_at: datetime
    starts_at: datetime
    chair_expert: UUID | None = None
    chair_way: ChairWay | None = None
    begun_at: datetime | None = None
    minutes_cipher: bytes | None = None
    minutes_version: int = 0
    ended_at: datetime | None = None
    sheet_name: str = ""
    sheet_type: str = ""
    sheet_size: int = 0
    sheet_sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class AttendanceRecord:
    """One member at a meeting as stored; reasons of a dissent are opened by the shell alone."""

    id: UUID
    meeting_id: UUID
    draw_id: UUID
    expert_id: UUID
    position: int
    pseudonym: str
    code_index: bytes | None = None
    code_until: datetime | None = None
    signed_in_at: datetime | None = None
    identity_seen: bool = False
    pledge_version: str = ""
    pledged_at: datetime | None = None
    vote_for: UUID | None = None
    stance: Stance | None = None
    stance_cipher: bytes | None = None
    stance_version: int = 0
    left_at: datetime | None = None
    left_reason: str = ""

    @property
    def attendance(self) -> Attendance:
        """What the rules look at."""
        return Attendance(
            expert_id=str(self.expert_id),
            position=self.position,
            signed_in=self.signed_in_at is not None,
            pledged=self.pledged_at is not None,
            left=self.left_at is not None,
        )

    @property
    def without_code(self) -> bool:
        """Whether the member signed in by an exception: no code was good until then."""
        return self.signed_in_at is not None and self.code_until is None

    @property
    def opinion(self) -> Opinion:
        """What the member said to the minutes; void once the member has left."""
        return Opinion(self.stance, void=self.left_at is not None)


async def add_meeting(session: AsyncSession, meeting: MeetingRecord) -> None:
    """Store a meeting that has just opened."""
    await session.execute(insert(_MEETING).values(**_meeting_values(meeting)))


async def save_meeting(session: AsyncSession, meeting: MeetingRecord) -> None:
    """Store what became of a meeting."""
    query = update(_MEETING).where(_MEETING.c.id == meeting.id)
    await session.execute(query.values(**_meeting_values(meeting)))


async def load_meeting(
    session: AsyncSession, meeting_id: UUID, *, lock: bool = False
) -> MeetingRecord | None:
    """One meeting; locked, nobody else changes it before the transaction ends."""
    query = select(_MEETING).where(_MEETING.c.id == meeting_id)
    return await _one(session, query.with_for_update() if lock else query)


async def load_meeting_of(
    session: AsyncSession, request_id: UUID, *, lock: bool = False
) -> MeetingRecord | None:
    """The meeting of a request's panel, unless it was postponed or its draw annulled."""
    query = select(_MEETING).where(
        _MEETING.c.request_id == request_id,
        _MEETING.c.state != MeetingState.POSTPONED.value,
        OF_DRAW_THAT_COUNTS,
    )
    return await _one(session, query.with_for_update() if lock else query)


async def find_postponed(session: AsyncSession, request_id: UUID) -> datetime | None:
    """When a meeting of a request's panel was last postponed; None where none was."""
    query = select(func.max(_MEETING.c.ended_at)).where(
        _MEETING.c.request_id == request_id,
        _MEETING.c.state == MeetingState.POSTPONED.value,
    )
    ended: datetime | None = await session.scalar(query)
    return ended


async def still_counts(session: AsyncSession, meeting_id: UUID) -> bool:
    """Whether the draw of a meeting's panel counts, and was not annulled since."""
    query = select(_MEETING.c.id).where(_MEETING.c.id == meeting_id, OF_DRAW_THAT_COUNTS)
    return await session.scalar(query) is not None


async def list_own_meetings(session: AsyncSession, expert_id: UUID) -> tuple[MeetingRecord, ...]:
    """Meetings that an expert can still take part in, by their start."""
    of_expert = select(_ATTENDANCE.c.meeting_id).where(
        _ATTENDANCE.c.expert_id == expert_id, _ATTENDANCE.c.left_at.is_(None)
    )
    query = select(_MEETING).where(
        _MEETING.c.id.in_(of_expert),
        _MEETING.c.state.in_([it.value for it in LIVE]),
        OF_DRAW_THAT_COUNTS,
    )
    found = (await session.execute(query.order_by(_MEETING.c.starts_at))).all()
    return tuple(_meeting(row) for row in found)


async def add_attendance(session: AsyncSession, attendance: AttendanceRecord) -> None:
    """Store that a member is expected."""
    await session.execute(insert(_ATTENDANCE).values(**_attendance_values(attendance)))


async def save_attendance(session: AsyncSession, attendance: AttendanceRecord) -> None:
    """Store what a member did."""
    query = update(_ATTENDANCE).where(_ATTENDANCE.c.id == attendance.id)
    await session.execute(query.values(**_attendance_values(attendance)))


async def load_attendances(session: AsyncSession, meeting_id: UUID) -> tuple[AttendanceRecord, ...]:
    """Everybody who was ever expected, seat by seat, whoever left before who came."""
    query = select(_ATTENDANCE).where(_ATTENDANCE.c.meeting_id == meeting_id)
    ordered = query.order_by(_ATTENDANCE.c.position, _ATTENDANCE.c.left_at.asc().nulls_last())
    return tuple(_attendance(row) for row in (await session.execute(ordered)).all())


async def list_own_attendances(
    session: AsyncSession, expert_id: UUID, *, limit: int
) -> tuple[AttendanceRecord, ...]:
    """Every meeting at which one expert was expected, the newest first."""
    query = (
        select(_ATTENDANCE)
        .join(_MEETING, _MEETING.c.id == _ATTENDANCE.c.meeting_id)
        .where(_ATTENDANCE.c.expert_id == expert_id)
        .order_by(_MEETING.c.opened_at.desc(), _ATTENDANCE.c.id)
    )
    return tuple(_attendance(row) for row in (await session.execute(query.limit(limit))).all())


async def _one(session: AsyncSession, query: Select[Any]) -> MeetingRecord | None:
    row = (await session.execute(query)).one_or_none()
    return _meeting(row) if row else None


def _meeting_values(meeting: MeetingRecord) -> dict[str, object]:
    values = {name: getattr(meeting, name) for name in MeetingRecord.__slots__}
    way = meeting.chair_way
    return values | {"state": meeting.state.value, "chair_way": way.value if way else ""}


def _meeting(row: Row[*tuple[Any, ...]]) -> MeetingRecord:
    values = {name: getattr(row, name) for name in MeetingRecord.__slots__}
    way = ChairWay(row.chair_way) if row.chair_way else None
    return MeetingRecord(**values | {"state": MeetingState(row.state), "chair_way": way})


def _attendance_values(attendance: AttendanceRecord) -> dict[str, object]:
    values = {name: getattr(attendance, name) for name in AttendanceRecord.__slots__}
    return values | {"stance": attendance.stance.value if attendance.stance else ""}


def _attendance(row: Row[*tuple[Any, ...]]) -> AttendanceRecord:
    values = {name: getattr(row, name) for name in AttendanceRecord.__slots__}
    return AttendanceRecord(**values | {"stance": Stance(row.stance) if row.stance else None})
