"""A panel of the demo that everybody has accepted, by the members' own acts.

Its members have accounts with the demo's password, so that a review day can be tried at once:
their addresses stand in the mails of the demo.
"""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.audit.entries import Actor
from expert_pool.messages import Mode
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.drawing.whole_panel import find_request, load_whole_panel
from selection.invitations import Answer, Arrangement
from selection.invitations.answers import NO_CONFLICT
from selection.inviting.answering import TEXT, answer_invitation
from selection.inviting.arranging import enter_arrangement
from selection.inviting.reading import actor_for
from selection.requests import thaw_criteria
from selection.states.invitations import InvitationAct
from selection.storage.invitation_store import load_invitations
from web.services import Services
from web.translation import LOCAL_TIME

STARTS: Final = time(14, 0)
PLACE, CONTACT = "示例大厦301室（虚构）", "评审组织联系人（虚构） 000-00000000"


class Clock(Protocol):
    """The demo's clock, which somebody puts forward."""

    def __call__(self) -> datetime:
        """The moment that the demo pretends it is."""

    def wait(self, **by: float) -> None:
        """Let time pass."""


async def accept_seats(services: Services, clock: Clock, request_id: UUID, officer: Actor) -> None:
    """Enter when and where the panel meets, and let every member accept, one after the other."""
    desk = services.draw_desk
    clock.wait(minutes=20)
    async with services.database.transaction() as session:
        await _give_accounts(session, request_id, officer, clock())
        wanted = await _arrangement(session, request_id)
        await enter_arrangement(session, desk, request_id, officer, wanted)
        invited = await load_invitations(session, request_id)
    for invitation in invited:
        clock.wait(minutes=5)
        async with services.database.transaction() as session:
            actor = await actor_for(session, invitation)
            for answer in _acceptance(services):
                await answer_invitation(session, desk, invitation.id, actor, answer)


async def _give_accounts(
    session: AsyncSession, request_id: UUID, officer: Actor, now: datetime
) -> None:
    """Let the members sign in, by the password that the officer has too."""
    store = AccountStore(session)
    known = await store.by_id(UUID(officer.account_id))
    request = await find_request(session, request_id)
    for member in await load_whole_panel(session, request):
        expert = await load_expert(session, member.expert_id)
        if known is None or expert is None or expert.account_id is not None:
            continue
        account = await store.add(expert.email, expert.expert.name, "zh_Hans", now)
        await store.change(account, password_hash=known.password_hash, email_verified_at=now)
        await store.grant(account, Role.EXPERT.value, None, now)
        await replace_expert(session, replace(expert, account_id=account))


async def _arrangement(session: AsyncSession, request_id: UUID) -> Arrangement:
    request = await find_request(session, request_id)
    day = thaw_criteria(request.criteria or b"").review.start
    starts = datetime.combine(day, STARTS, LOCAL_TIME).astimezone(UTC)
    return Arrangement(Mode.ON_SITE, PLACE, starts, CONTACT)


def _acceptance(services: Services) -> tuple[Answer, Answer]:
    declared = frozenset(services.policy.codes("accept_declaration"))
    pledge = Answer(
        InvitationAct.PLEDGE, declared=declared, text_version=declared_texts()[TEXT].version
    )
    return pledge, Answer(InvitationAct.ACCEPT, declared=frozenset({NO_CONFLICT}))
