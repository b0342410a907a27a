"""A review that can be evaluated: whether it is over, who took part, until when who owes what.

Its one job is to gather that from draw, meeting and invitations. It changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from selection.drawing.desk import DrawDesk
from selection.drawing.panel_now import load_panel_now
from selection.errors import SelectionError
from selection.evaluations import Member, Term, attended, find_term, is_over
from selection.requests import PanelRequest, thaw_criteria
from selection.requests.release import find_release_day
from selection.states.invitations import InvitationState
from selection.states.meetings import MeetingState
from selection.storage.draw_store import DrawRecord, DrawState, load_draw
from selection.storage.evaluation_store import was_postponed
from selection.storage.invitation_store import load_invitations
from selection.storage.meeting_store import MeetingRecord, load_attendances, load_meeting_of
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part; `seen` says that the host saw who it was at the door."""

    draw_id: UUID
    expert_id: UUID
    position: int
    pseudonym: str
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The review of a panel by the request that it was first drawn for."""

    request: RequestRecord
    asked: PanelRequest
    over: bool
    released: bool
    term: Term
    participants: tuple[Participant, ...]

    def participant(self, expert_id: UUID) -> Participant:
        """Somebody who took part in the review, now that it is over.

        Raises:
            SelectionError: `evaluation.not_over` or `evaluation.member_not_found`.
        """
        self.check_over()
        for one in self.participants:
            if one.expert_id == expert_id:
                return one
        raise SelectionError("evaluation.member_not_found")

    def check_over(self) -> None:
        """Whether anybody can be asked about the review.

        Raises:
            SelectionError: `evaluation.not_over`.
        """
        if not self.over:
            day = self.asked.review.end.isoformat()
            raise SelectionError("evaluation.not_over", {"day": day})


async def load_reviewed(session: AsyncSession, desk: DrawDesk, root: RequestRecord) -> Reviewed:
    """The review of a request's panel, supplements included.

    Raises:
        SelectionError: `draw.not_drawn_yet`, also after an annulment.
    """
    draw = await load_draw(session, root.id)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    asked = thaw_criteria(root.criteria or b"")
    meeting = await load_meeting_of(session, root.id)
    state = await _meeting_state(session, draw, meeting)
    over = is_over(state, asked.review.end, desk.today())
    release = find_release_day(asked, desk.policy)
    return Reviewed(
        request=root,
        asked=asked,
        over=over,
        released=release is not None and desk.today() >= release,
        term=find_term(asked.review.end, desk.policy, desk.calendar),
        participants=await _participants(session, draw, meeting) if over else (),
    )


async def _meeting_state(
    session: AsyncSession, draw: DrawRecord, meeting: MeetingRecord | None
) -> MeetingState | None:
    if meeting is not None:
        return meeting.state
    return MeetingState.POSTPONED if await was_postponed(session, draw.id) else None


async def _participants(
    session: AsyncSession, draw: DrawRecord, meeting: MeetingRecord | None
) -> tuple[Participant, ...]:
    if meeting is not None:
        return tuple(
            Participant(it.draw_id, it.expert_id, it.position, it.pseudonym, seen=True)
            for it in await load_attendances(session, meeting.id)
            if attended(Member(at_table=it.attendance), meeting.state)
        )
    invited = await _invited(session, draw.request_id)
    panel = await load_panel_now(session, draw)
    return tuple(
        Participant(it.draw_id, it.expert_id, it.position, it.pseudonym)
        for it in sorted(panel.members, key=lambda it: it.position)
        if attended(Member(invited=invited.get((it.draw_id, it.expert_id))), None)
    )


async def _invited(
    session: AsyncSession, request_id: UUID
) -> Mapping[tuple[UUID, UUID], InvitationState]:
    found = await load_invitations(session, request_id)
    return {(it.draw_id, it.expert_id): it.state for it in found}
