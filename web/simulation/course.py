"""The course of one panel: asked for, approved, drawn, invited, complete or not.

Each step is planned on the agenda by the one before it, so that hundreds of panels run beside
each other in one year. What was seen on the way is kept for the figures.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from expert_pool.calendar import CHINA
from expert_pool.calendar.hours import add_working_minutes, read_working_hours
from expert_pool.messages import Mode
from selection.drawing.supplementing import open_supplement
from selection.drawing.whole_panel import find_request, load_whole_panel
from selection.errors import SelectionError
from selection.invitations import Arrangement
from selection.inviting.arranging import enter_arrangement
from selection.inviting.expiring import attend_invitation
from selection.states.invitations import ASKED, InvitationAct, InvitationState
from selection.states.requests import RequestState
from selection.storage.invitation_store import InvitationRecord, load_invitations
from selection.storage.request_store import RequestRecord
from web.channels import Carriers
from web.messenger import deliver_messages
from web.services import Services
from web.simulation.agenda import Agenda, Step
from web.simulation.day import ReviewDay
from web.simulation.evaluating import Evaluators
from web.simulation.habits import Behaviour, Reaction
from web.simulation.integrity import Integrity
from web.simulation.members import Asked, Members
from web.simulation.officers import Office, Secrets, Wish
from web.simulation.paying import Cashier

STARTS: Final = time(9)
PLACE: Final = "模拟会议室"
CONTACT: Final = "示例市科学技术局（虚构）"
TRIES: Final = 3


@dataclass
class Told:
    """What became of one panel; `complete_at` is when every seat was accepted first."""

    wish: Wish
    request: UUID | None = None
    asked_at: datetime | None = None
    drawn_at: datetime | None = None
    complete_at: datetime | None = None
    refused: str = ""
    reactions: dict[str, int] = field(default_factory=dict)
    supplements: int = 0
    day: ReviewDay | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Who has to do with every panel of the year."""

    office: Office
    members: Members
    cashier: Cashier
    evaluators: Evaluators
    integrity: Integrity


class Course:
    """One panel on its way through the year."""

    def __init__(
        self,
        services: Services,
        agenda: Agenda,
        staff: Staff,
        behaviour: Behaviour,
        carriers: Carriers,
        told: Told,
    ) -> None:
        self._services = services
        self._agenda = agenda
        self._staff = staff
        self._behaviour = behaviour
        self._carriers = carriers
        self._told = told
        self._seen: set[UUID] = set()
        self._answered: set[UUID] = set()
        self._supplementing = False

    async def begin(self) -> None:
        """The officer hands the request in; the approver reads it some working hours later."""
        self._told.asked_at = self._services.now()
        request = await self._staff.office.ask(self._told.wish)
        if request is None:
            self._told.refused = "no_panel"
            return
        self._told.request = request.id
        self._later(30, 240, partial(self._approve, request))

    async def _approve(self, request: RequestRecord) -> None:
        if not await self._staff.office.approve(request):
            self._told.refused = self._told.refused or "no_panel_at_approval"
            self._supplementing = False
            return
        if request.supplements is None:
            await self._arrange(request)
        self._later(20, 120, partial(self._commit, request.id))

    async def _arrange(self, request: RequestRecord) -> None:
        starts = datetime.combine(self._told.wish.first_day, STARTS, CHINA).astimezone(UTC)
        arrangement = Arrangement(Mode.ON_SITE, PLACE, starts, CONTACT)
        services = self._services
        async with services.database.transaction() as session:
            await enter_arrangement(
                session, services.draw_desk, request.id, self._told.wish.officer, arrangement
            )
        panel, people = (request.id, self._told.wish), (self._staff.members, self._behaviour)
        day = ReviewDay(services, self._agenda, people, panel, self.look)
        self._told.day = day
        self._agenda.at(day.doors, day.open)
        day.ended = self._plan_the_rest

    def _plan_the_rest(self, sat: tuple[UUID, ...]) -> None:
        """The officer draws up the payment list some working hours later; then all is judged."""
        officer = self._told.wish.officer
        self._later(60, 600, partial(self._staff.cashier.draw_up, self._root, officer))
        self._staff.evaluators.plan(self._root, officer, sat)
        self._staff.integrity.plan(self._root, sat)

    async def _commit(self, request_id: UUID) -> None:
        secrets = await self._staff.office.commit(await self._load(request_id))
        if (await self._load(request_id)).state is not RequestState.COMMITTED:
            self._told.refused = self._told.refused or "no_panel_at_commit"
            self._supplementing = False
            return
        wait = self._services.policy.integer("seed_wait_minutes")
        self._later(wait + 2, wait + 60, partial(self._reveal, request_id, secrets))

    async def _reveal(self, request_id: UUID, secrets: Secrets) -> None:
        await self._staff.office.reveal(request_id, secrets)
        self._supplementing = False
        self._told.drawn_at = self._told.drawn_at or self._services.now()
        await self.look()

    async def look_if_waiting(self) -> None:
        """Look again, where a drawn panel has not met yet."""
        if self._told.drawn_at and self._services.today() <= self._told.wish.first_day:
            await self.look()

    async def look(self) -> None:
        """Send what is due, plan what members will do, and see whether the panel is complete."""
        await deliver_messages(self._services, self._carriers)
        request = await self._load(self._root)
        async with self._services.database.read() as session:
            invitations = await load_invitations(session, self._root)
            members = await load_whole_panel(session, request)
        for invitation in invitations:
            self._plan(invitation)
        states = {(it.draw_id, it.expert_id): it.state for it in invitations}
        sitting = [states.get((it.draw_id, it.expert_id)) for it in members if not it.ended]
        full = len(sitting) == len(members)
        if full and set(sitting) == {InvitationState.ACCEPTED}:
            self._told.complete_at = self._told.complete_at or self._services.now()
        elif not full:
            await self._supplement()

    def _plan(self, invitation: InvitationRecord) -> None:
        if invitation.id in self._seen:
            return
        if invitation.state is InvitationState.WAITING:
            self._agenda.at(invitation.notice_from, partial(self._attend, invitation.id))
            return
        self._seen.add(invitation.id)
        if invitation.state not in ASKED:
            return
        self._agenda.at(
            invitation.answer_by + timedelta(seconds=1), partial(self._attend, invitation.id)
        )
        reaction = self._behaviour.react()
        self._told.reactions[reaction.value] = self._told.reactions.get(reaction.value, 0) + 1
        if reaction is not Reaction.SILENCE:
            sent = invitation.sent_at or self._services.now()
            moment = sent + self._behaviour.answer_after(invitation.answer_by - sent)
            asked = Asked(invitation.id, invitation.expert_id)
            self._agenda.at(moment, partial(self._react, asked, reaction))

    async def _attend(self, invitation_id: UUID) -> None:
        """What a moment brings by itself; nothing at the end of a term that was kept."""
        if invitation_id in self._answered:
            return
        services = self._services
        async with services.database.transaction() as session:
            await attend_invitation(session, services.draw_desk, invitation_id)
        await self.look()

    async def _react(self, asked: Asked, reaction: Reaction) -> None:
        members = self._staff.members
        if reaction is Reaction.ACCEPT:
            in_time = await members.accept(asked)
            if in_time and self._behaviour.happens(self._behaviour.habits.withdraw):
                self._later(60, 60 * 24, partial(self._withdraw, asked))
        elif reaction is Reaction.RECUSE:
            in_time = await members.step_back(asked, InvitationAct.RECUSE, "recusal")
        else:
            reason = self._behaviour.reason()
            act = InvitationAct.MISMATCH if reason == "not_my_field" else InvitationAct.DECLINE
            in_time = await members.step_back(asked, act, reason)
        if in_time:
            self._answered.add(asked.invitation)
        await self.look()

    async def _withdraw(self, asked: Asked) -> None:
        if self._services.today() < self._told.wish.first_day:
            await self._staff.members.step_back(asked, InvitationAct.WITHDRAW, "health")
            await self.look()

    async def _supplement(self) -> None:
        """The reserves are used up: the officer asks for a supplementary draw."""
        if self._supplementing or self._told.supplements >= TRIES:
            return
        self._told.supplements += 1
        services = self._services
        try:
            async with services.database.transaction() as session:
                asked = await open_supplement(
                    session, services.draw_desk, self._root, self._told.wish.officer
                )
        except SelectionError as error:
            self._told.refused = error.code
            return
        self._supplementing = True
        self._later(30, 240, partial(self._approve, asked))

    @property
    def _root(self) -> UUID:
        if self._told.request is None:
            raise RuntimeError("no request yet")
        return self._told.request

    async def _load(self, request_id: UUID) -> RequestRecord:
        async with self._services.database.read() as session:
            return await find_request(session, request_id)

    def _later(self, least: int, most: int, step: Step) -> None:
        """Plan a step some working minutes from now."""
        services = self._services
        minutes = self._behaviour.between(least, most)
        hours = read_working_hours(services.policy)
        moment = add_working_minutes(services.now(), minutes, hours, services.calendar)
        self._agenda.at(moment, step)
