"""Invitations and meetings: whether the acts on record led to where they stand.

Nobody accepted, stepped back, or met, because a row says so.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.trails import BEGINNING, Move, Step, moves_of
from expert_pool.checking.trails import check_trail, fault
from expert_pool.findings import Finding
from expert_pool.storage.audit_inspection import steps_of
from selection.states.invitations import TRANSITIONS as INVITATION_TRANSITIONS
from selection.states.invitations import InvitationAct, InvitationState
from selection.states.meetings import TRANSITIONS as MEETING_TRANSITIONS
from selection.states.meetings import MeetingAct, MeetingState
from selection.storage.overview import invitation_states, meeting_states

_BEGIN: Final = frozenset({BEGINNING})
INVITATION_MOVES: Final[Mapping[str, Move]] = {
    Act.INVITATION_OPEN.value: Move(_BEGIN, InvitationState.WAITING.value),
    **moves_of(
        INVITATION_TRANSITIONS,
        (
            (Act.INVITATION_SEND, InvitationAct.SEND),
            (Act.INVITATION_PLEDGE, InvitationAct.PLEDGE),
            (Act.INVITATION_ACCEPT, InvitationAct.ACCEPT),
            (Act.INVITATION_DECLINE, InvitationAct.DECLINE),
            (Act.INVITATION_RECUSE, InvitationAct.RECUSE),
            (Act.INVITATION_MISMATCH, InvitationAct.MISMATCH),
            (Act.INVITATION_EXPIRE, InvitationAct.EXPIRE),
            (Act.INVITATION_LOSE, InvitationAct.LOSE),
            (Act.INVITATION_WITHDRAW, InvitationAct.WITHDRAW),
            (Act.INVITATION_CLOSE, InvitationAct.CLOSE),
        ),
    ),
}
MEETING_MOVES: Final[Mapping[str, Move]] = {
    Act.MEETING_OPEN.value: Move(_BEGIN, MeetingState.GATHERING.value),
    **moves_of(
        MEETING_TRANSITIONS,
        (
            (Act.MEETING_BEGIN, MeetingAct.BEGIN),
            (Act.MEETING_CLOSE, MeetingAct.CLOSE),
            (Act.MEETING_POSTPONE, MeetingAct.POSTPONE),
        ),
    ),
}
_GONE: Final = "-"
"""The state of what the log tells of and no row holds."""


async def check_convened(session: AsyncSession) -> list[Finding]:
    """Invitations and meetings that stand otherwise than the log says."""
    invited = await steps_of(session, [Act(act) for act in INVITATION_MOVES])
    met = await steps_of(session, [Act(act) for act in MEETING_MOVES])
    return [
        *find_strays("invitation", await invitation_states(session), invited, INVITATION_MOVES),
        *find_strays("meeting", await meeting_states(session), met, MEETING_MOVES),
    ]


def find_strays(
    kind: str,
    stored: Mapping[str, str],
    logged: Mapping[str, tuple[Step, ...]],
    moves: Mapping[str, Move],
) -> Iterator[Finding]:
    """Rows in a state that no act led to, and those that the log tells of and that are gone."""
    for subject, state in stored.items():
        yield from check_trail(kind, subject, logged.get(subject, ()), moves, state)
    for subject in sorted(set(logged) - set(stored)):
        said = logged[subject][-1].act
        yield fault("CHK-12.other_state", kind=kind, subject=subject, state=_GONE, logged=said)
