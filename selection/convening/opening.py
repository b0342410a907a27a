"""The doors of a meeting open: on the days of the review, for a panel that is drawn."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.conflicts import ReviewDays
from expert_pool.messages import Mode
from selection.convening.holding import check_no_pack, find_own_root, hold, record_meeting
from selection.drawing.choices import refuse_unchosen
from selection.drawing.desk import DrawDesk
from selection.drawing.whole_panel import load_locked_panel
from selection.errors import SelectionError
from selection.requests import thaw_criteria
from selection.states.meetings import MeetingState
from selection.storage.invitation_store import ArrangementRecord, load_arrangement
from selection.storage.meeting_store import MeetingRecord, add_meeting, load_meeting_of
from selection.storage.pack_store import find_pack_out


async def open_meeting(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> MeetingRecord:
    """Open the doors, so that members can sign in; opened twice, it is one meeting.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet`, `meeting.pack_out`,
            `meeting.not_today`, `meeting.by_correspondence` or `choice.waits`.
    """
    root = await find_own_root(session, request_id, actor)
    panel = await load_locked_panel(session, root.id)
    former = await load_meeting_of(session, root.id)
    if former is not None:
        return former
    await refuse_unchosen(session, panel.draw.id)
    check_no_pack(await find_pack_out(session, root.id))
    review = thaw_criteria(root.criteria or b"").review
    entered = await load_arrangement(session, root.id)
    if not may_open(review, entered, desk.today()):
        if _by_correspondence(entered):
            raise SelectionError("meeting.by_correspondence")
        raise SelectionError("meeting.not_today", {"day": review.start.isoformat()})
    meeting = MeetingRecord(
        id=uuid4(),
        request_id=root.id,
        state=MeetingState.GATHERING,
        opened_by=UUID(actor.account_id),
        opened_at=desk.now(),
        starts_at=_starts_at(desk.now(), entered),
    )
    await add_meeting(session, meeting)
    await record_meeting(session, actor, Act.MEETING_OPEN, meeting)
    return (await hold(session, desk, meeting)).meeting


def may_open(review: ReviewDays, entered: ArrangementRecord | None, today: date) -> bool:
    """Whether the doors of a meeting can be opened: on a day of a review where people meet."""
    return review.start <= today <= review.end and not _by_correspondence(entered)


def _by_correspondence(entered: ArrangementRecord | None) -> bool:
    return entered is not None and entered.arrangement.mode is Mode.CORRESPONDENCE


def _starts_at(now: datetime, entered: ArrangementRecord | None) -> datetime:
    """The hour that members were told, on this day; not before they could come in.

    Nobody is absent because an earlier day of the review, or a postponed meeting, is over.
    """
    if entered is None:
        return now
    told = entered.arrangement.starts_at.astimezone(CHINA).timetz()
    return max(datetime.combine(now.astimezone(CHINA).date(), told), now)
