"""Panels of the demo that are asked, by the members' own acts: one accepted, one half answered.

Their members have accounts with the demo's password, so that everything can be tried at once:
the addresses stand in the mails of the demo.
"""

from collections.abc import Iterable, Sequence
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
from selection.storage.invitation_store import InvitationRecord, load_invitations
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
    invited = await _invite(services, clock, request_id, officer)
    for invitation in invited:
        await _answer(services, clock, invitation, _acceptance(services))


async def answer_in_part(
    services: Services, clock: Clock, request_id: UUID, officer: Actor
) -> None:
    """Ask the members: one accepts, one declines, one has pledged alone, the others are waited for.

    The next reserve is asked for the seat that became free.
    """
    invited = await _invite(services, clock, request_id, officer)
    pledge, accept = _acceptance(services)
    decline = Answer(InvitationAct.DECLINE, reason="time", note="示例：当日另有教学安排。")
    answers = ((pledge, accept), (decline,), (pledge,))
    for invitation, given in zip(invited, answers, strict=False):
        await _answer(services, clock, invitation, given)


async def _invite(
    services: Services, clock: Clock, request_id: UUID, officer: Actor
) -> tuple[InvitationRecord, ...]:
    """The arrangement of a panel, by which everybody is asked."""
    clock.wait(minutes=20)
    async with services.database.transaction() as session:
        request = await find_request(session, request_id)
        members = await load_whole_panel(session, request)
        await give_accounts(session, (it.expert_id for it in members), officer, clock())
        wanted = await _arrangement(session, request_id)
        await enter_arrangement(session, services.draw_desk, request_id, officer, wanted)
        return await load_invitations(session, request_id)


async def _answer(
    services: Services, clock: Clock, invitation: InvitationRecord, answers: Sequence[Answer]
) -> None:
    clock.wait(minutes=5)
    async with services.database.transaction() as session:
        actor = await actor_for(session, invitation)
        for answer in answers:
            desk = services.draw_desk
            await answer_invitation(session, desk, invitation.id, actor, answer)


async def give_accounts(
    session: AsyncSession, experts: Iterable[UUID], officer: Actor, now: datetime
) -> None:
    """Let experts sign in, by the password that the officer has too."""
    store = AccountStore(session)
    known = await store.by_id(UUID(officer.account_id))
    for expert_id in experts:
        expert = await load_expert(session, expert_id)
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
