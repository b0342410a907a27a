"""What an invited member is shown: before the pledge the outline alone, after it the parties too.

By a link that was mailed, without signing in, as long as the invitation waits for an answer; or
after signing in. It changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.tokens import hash_token
from expert_pool.audit.entries import Actor
from expert_pool.conflicts import ProjectParties
from expert_pool.messages import Outline
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_expert, load_expert_of
from selection.drawing.desk import DrawDesk
from selection.drawing.panel_now import find_draw
from selection.drawing.whole_panel import find_request
from selection.errors import SelectionError
from selection.invitations import describe
from selection.requests import thaw_criteria
from selection.states.invitations import ASKED, InvitationState
from selection.storage.draw_store import DrawState
from selection.storage.invitation_store import (
    InvitationRecord,
    list_own_invitations,
    load_arrangement,
    load_invitation,
    load_invitation_by_link,
)

MOST_OWN = 50
_SEES_PARTIES = frozenset({InvitationState.PLEDGED, InvitationState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as its member reads it.

    `projects` is empty until the member has pledged. `too_late` says that the term is over,
    also before the service has ended it; `called_off` that the draw was annulled.
    """

    invitation: InvitationRecord
    outline: Outline
    projects: tuple[ProjectParties, ...]
    called_off: bool
    too_late: bool

    @property
    def waits(self) -> bool:
        """Whether an answer is still wanted and would be taken."""
        return self.invitation.state in ASKED and not self.too_late and not self.called_off


async def read_linked(session: AsyncSession, desk: DrawDesk, link: str) -> Invited:
    """The invitation that a mailed link opens; once it is answered, no party is named.

    Raises:
        SelectionError: `invitation.not_found`.
    """
    found = await load_invitation_by_link(session, hash_token(link))
    if found is None:
        raise SelectionError("invitation.not_found")
    return await _read(session, desk, found, frozenset({InvitationState.PLEDGED}))


async def read_own(
    session: AsyncSession, desk: DrawDesk, account_id: UUID, invitation_id: UUID
) -> Invited:
    """One invitation of the expert who signs in with this account.

    Raises:
        SelectionError: `invitation.not_found`, also for somebody else's.
    """
    expert = await load_expert_of(session, account_id)
    found = await load_invitation(session, invitation_id)
    own = expert is not None and found is not None and str(found.expert_id) == expert.expert.id
    if found is None or not own or found.sent_at is None:
        raise SelectionError("invitation.not_found")
    return await _read(session, desk, found, _SEES_PARTIES)


async def list_own(session: AsyncSession, desk: DrawDesk, account_id: UUID) -> tuple[Invited, ...]:
    """The expert's invitations, those that wait for an answer first, then the newest."""
    expert = await load_expert_of(session, account_id)
    if expert is None:
        return ()
    found = await list_own_invitations(session, UUID(expert.expert.id), limit=MOST_OWN)
    own = [await _read(session, desk, one, frozenset()) for one in found]
    return tuple(sorted(own, key=lambda one: not one.waits))


async def actor_for(session: AsyncSession, invitation: InvitationRecord) -> Actor:
    """Who acts by a mailed link: the expert, by the account where there is one."""
    expert = await load_expert(session, invitation.expert_id)
    account = expert.account_id if expert else None
    return Actor(str(account) if account else f"expert:{invitation.expert_id}", Role.EXPERT.value)


async def _read(
    session: AsyncSession,
    desk: DrawDesk,
    invitation: InvitationRecord,
    sees: frozenset[InvitationState],
) -> Invited:
    request = await find_request(session, invitation.request_id)
    entered = await load_arrangement(session, invitation.request_id)
    draw = await find_draw(session, invitation.draw_id)
    if entered is None:
        raise SelectionError("invitation.not_found")
    frozen = thaw_criteria(request.criteria or b"")
    late = _is_late(invitation, desk.now())
    shown = invitation.state in sees and not late
    return Invited(
        invitation,
        describe(entered.arrangement, frozen, desk.lists),
        frozen.projects if shown else (),
        called_off=draw.state is not DrawState.DRAWN,
        too_late=late,
    )


def _is_late(invitation: InvitationRecord, now: datetime) -> bool:
    return invitation.state in ASKED and now > invitation.answer_by
