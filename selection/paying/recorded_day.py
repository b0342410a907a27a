"""What the review day recorded of who was there, as far as fees follow from it.

Its one job is to read the meeting of a panel. It changes nothing, and opens no minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA
from selection.drawing import DrawDesk
from selection.fees import Noon, ReviewWork, Stay, count_stay, read_noon
from selection.states.vacancies import VacancyReason
from selection.storage.meeting_store import (
    AttendanceRecord,
    MeetingRecord,
    find_postponed,
    load_attendances,
    load_meeting_of,
)


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """The attendances of a meeting as pay counts them; without a meeting nothing is recorded.

    Where one was postponed and no other was held, what is recorded is that nobody reviewed.
    """

    meeting: MeetingRecord | None
    rows: tuple[AttendanceRecord, ...]
    days: tuple[date, ...]
    noon: Noon
    now: datetime
    postponed: bool = False

    @property
    def left(self) -> tuple[AttendanceRecord, ...]:
        """Who signed in and left the panel later."""
        return tuple(it for it in self.rows if it.signed_in_at and it.left_at)

    @property
    def absent(self) -> tuple[UUID, ...]:
        """Who was recorded as absent without having signed in."""
        gone = VacancyReason.ABSENT.value
        return tuple(
            it.expert_id for it in self.rows if it.left_reason == gone and not it.signed_in_at
        )

    def work_of(self, expert_id: UUID) -> ReviewWork | None:
        """How long somebody was there; None where there was no meeting with the service."""
        if self.meeting is None:
            return ReviewWork() if self.postponed else None
        row = self._row(expert_id)
        return ReviewWork() if row is None else self._stayed(self.meeting, row)

    def why_left(self, expert_id: UUID) -> str:
        """Why somebody left who had signed in; empty for everybody else."""
        row = self._row(expert_id)
        return row.left_reason if row and row.left_at and row.signed_in_at else ""

    def _row(self, expert_id: UUID) -> AttendanceRecord | None:
        own = [it for it in self.rows if it.expert_id == expert_id]
        return next((it for it in own if it.left_at is None), own[-1] if own else None)

    def _stayed(self, meeting: MeetingRecord, row: AttendanceRecord) -> ReviewWork:
        """From the start that members were told, or later, until leaving or the end."""
        if row.signed_in_at is None:
            return ReviewWork()
        until = row.left_at or meeting.ended_at or self.now
        came = min(max(row.signed_in_at, meeting.starts_at), until)
        return count_stay(
            Stay(*(it.astimezone(CHINA) for it in (came, until))), self.days, self.noon
        )


async def load_recorded(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, days: Sequence[date]
) -> RecordedDay:
    """What the meeting of a request recorded; nothing where none was held with the service."""
    meeting = await load_meeting_of(session, request_id)
    rows = await load_attendances(session, meeting.id) if meeting else ()
    so_far = tuple(sorted({day for day in days if day <= desk.today()}))
    postponed = await find_postponed(session, request_id) is not None
    return RecordedDay(meeting, rows, so_far, read_noon(desk.policy), desk.now(), postponed)
