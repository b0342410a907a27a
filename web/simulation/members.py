"""What members do: answer invitations, take leave, confirm their data once a year.

Every step is an act of the member's own account, as from the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_confirmation import confirm_record
from expert_pool.admission.own_leave import note_own_leave
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Leave, Standing
from expert_pool.storage.expert_store import load_expert_of
from selection.errors import SelectionError
from selection.invitations import Answer
from selection.invitations.answers import NO_CONFLICT
from selection.inviting.answering import TEXT, answer_invitation
from selection.states.invitations import InvitationAct
from web.services import Services
from web.simulation.habits import Reaction

OVERTAKEN: Final = frozenset(
    {"invitation.too_late", "invitation.called_off", "invitation.answered_already"}
)
"""Refusals that a member may meet who answers after something else has happened."""
NOTHING_TO_NOTE: Final = frozenset({"expert.leave_noted", "own_record.not_found"})
_ACTS: Final = {
    Reaction.DECLINE: InvitationAct.DECLINE,
    Reaction.RECUSE: InvitationAct.RECUSE,
}
LEAVE: Final = "travel"
NOTE: Final = "模拟运行"


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that somebody is about to answer."""

    invitation: UUID
    expert: UUID


class Members:
    """The experts of the pool, each with an account."""

    def __init__(self, services: Services, actors: Mapping[UUID, Actor]) -> None:
        self._services = services
        self._actors = actors

    def actor_of(self, expert: UUID) -> Actor:
        """The account of an expert, as it acts."""
        return self._actors[expert]

    async def accept(self, asked: Asked) -> bool:
        """Declare, read who the parties are, and accept; False where it was too late."""
        policy = self._services.policy
        pledge = Answer(
            InvitationAct.PLEDGE,
            declared=frozenset(policy.codes("accept_declaration")),
            text_version=declared_texts()[TEXT].version,
        )
        accept = Answer(InvitationAct.ACCEPT, declared=frozenset({NO_CONFLICT}))
        return await self._answer(asked, pledge) and await self._answer(asked, accept)

    async def step_back(self, asked: Asked, act: InvitationAct, reason: str) -> bool:
        """Decline, recuse or withdraw with a reason; False where it was too late."""
        return await self._answer(asked, Answer(act, reason=reason, note=NOTE))

    async def _answer(self, asked: Asked, answer: Answer) -> bool:
        actor = self._actors[asked.expert]
        services = self._services
        try:
            async with services.database.transaction() as session:
                desk = services.draw_desk
                await answer_invitation(session, desk, asked.invitation, actor, answer)
        except SelectionError as error:
            if error.code not in OVERTAKEN:
                raise
            return False
        return True

    async def take_leave(self, expert: UUID, start: date, days: int) -> bool:
        """Note days on which the expert is not to be drawn; False where there is nothing to note.

        So it is for who has left the pool, and for days that are noted already.
        """
        leave = Leave(start, start + timedelta(days=days - 1), LEAVE)
        try:
            await note_own_leave(self._desk, self._actors[expert], leave, self._services.today())
        except ExpertPoolError as error:
            if error.code not in NOTHING_TO_NOTE:
                raise
            return False
        return True

    async def confirm(self, expert: UUID) -> None:
        """Confirm the own data; who has left the pool meanwhile does nothing."""
        actor = self._actors[expert]
        async with self._services.database.read() as session:
            record = await load_expert_of(session, UUID(actor.account_id))
        if record is not None and record.expert.standing is Standing.ACTIVE:
            await confirm_record(self._desk, actor, record.version, self._services.today())

    @property
    def _desk(self) -> AdmissionDesk:
        services = self._services
        return AdmissionDesk(services.database, services.cipher, services.policy, services.lists)
