"""The review day of one panel: doors, who comes and who does not, chair, minutes, close.

Its one job is the acts of host and members on the days of the review. Who follows on a seat that
became free is the service's to find; `look` lets the panel's course invite them.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from selection.convening.door import show_code, sign_in
from selection.convening.hosting import (
    begin_meeting,
    close_meeting,
    postpone_meeting,
    record_absence,
    set_chair,
    write_minutes,
)
from selection.convening.members import PLEDGE, Said, give_opinion, pledge, recuse, vote
from selection.convening.opening import open_meeting
from selection.errors import SelectionError
from selection.meetings import Stance
from selection.states.invitations import InvitationState
from selection.storage.invitation_store import load_invitations
from selection.storage.meeting_store import AttendanceRecord, load_attendances
from web.services import Services
from web.simulation.agenda import Agenda
from web.simulation.habits import Behaviour
from web.simulation.members import Members
from web.simulation.officers import Wish

DOORS, LATEST, ENDS = time(8, 30), time(15), time(16, 30)
FIRST_TRY: Final = timedelta(minutes=62)
AGAIN: Final = timedelta(minutes=30)
LATE_GROUND: Final = "G10"
MINUTES: Final = "模拟运行：会议记录（虚构）。"
REASONS: Final = "模拟运行：不同意见（虚构）。"
NOT_NOW: Final = frozenset({"meeting.not_late_yet", "vacancy.supplement_running"})


class ReviewDay:
    """The days on which one panel meets: what they `became`, and who `sat` there to the end."""

    def __init__(
        self,
        services: Services,
        agenda: Agenda,
        people: tuple[Members, Behaviour],
        panel: tuple[UUID, Wish],
        look: Callable[[], Awaitable[None]],
    ) -> None:
        self._services = services
        self._agenda = agenda
        self._members, self._behaviour = people
        self._request, self._wish = panel
        self._look = look
        self._meeting: UUID | None = None
        self._away: set[UUID] = set()
        self._met: set[UUID] = set()
        self.became = ""
        self.sat: tuple[UUID, ...] = ()
        self.ended: Callable[[tuple[UUID, ...]], None] | None = None

    async def open(self) -> None:
        """Open the doors; where no panel was drawn there is nothing to open."""
        services = self._services
        try:
            async with services.database.transaction() as session:
                desk = services.draw_desk
                made = await open_meeting(session, desk, self._request, self._host)
        except SelectionError as error:
            self.became = error.code
            return
        self._meeting = made.id
        await self._gather()
        self._agenda.at(services.now() + FIRST_TRY, self._begin)

    async def _gather(self) -> None:
        """Everybody who has accepted comes, or stays away; some find a conflict at the table."""
        services = self._services
        async with services.database.read() as session:
            invited = await load_invitations(session, self._request)
        accepted = [it.expert_id for it in invited if it.state is InvitationState.ACCEPTED]
        for expert in accepted:
            if expert in self._met | self._away:
                continue
            if self._behaviour.happens(self._behaviour.habits.absent):
                self._away.add(expert)
                continue
            self._met.add(expert)
            await self._come_in(expert)

    async def _come_in(self, expert: UUID) -> None:
        database, desk = self._services.database, self._services.draw_desk
        actor, meeting = self._members.actor_of(expert), self._known_meeting
        async with database.transaction() as session:
            shown = await show_code(session, desk, meeting, actor)
        async with database.transaction() as session:
            told = (self._request, self._host, shown.code)
            await sign_in(session, desk, *told, identity_seen=True)
        async with database.transaction() as session:
            await pledge(session, desk, meeting, actor, declared_texts()[PLEDGE].version)
        if self._behaviour.happens(self._behaviour.habits.late_recusal):
            async with database.transaction() as session:
                await recuse(session, desk, meeting, actor, LATE_GROUND)
            await self._look()

    async def _begin(self) -> None:
        """Begin with those who are there; while they are too few, try again each half hour."""
        await self._gather()
        await self._note_absent()
        services, now = self._services, self._services.now()
        try:
            async with services.database.transaction() as session:
                await begin_meeting(session, services.draw_desk, self._request, self._host)
        except SelectionError as error:
            if error.code != "meeting.cannot_begin":
                raise
            if now < self._at(LATEST):
                self._agenda.at(now + AGAIN, self._begin)
            else:
                await self._postpone()
            return
        await self._elect()
        last = self._wish.first_day + timedelta(days=self._wish.days - 1)
        end = datetime.combine(last, ENDS, CHINA)
        self._agenda.at(end, self._close)

    async def _note_absent(self) -> None:
        services = self._services
        for one in await self._attending():
            if one.expert_id not in self._away or one.left_at is not None:
                continue
            try:
                async with services.database.transaction() as session:
                    desk, panel = services.draw_desk, (self._request, self._host)
                    await record_absence(session, desk, *panel, one.id)
            except SelectionError as error:
                if error.code not in NOT_NOW:
                    raise
        await self._look()

    async def _elect(self) -> None:
        """Everybody votes for the first at the table, whom the host then takes as chair."""
        services, desk = self._services, self._services.draw_desk
        here = await self._at_the_table()
        for one in here:
            voter = self._members.actor_of(one.expert_id)
            async with services.database.transaction() as session:
                await vote(session, desk, self._known_meeting, voter, here[0].id)
        async with services.database.transaction() as session:
            await set_chair(session, desk, self._request, self._host, None)

    async def _close(self) -> None:
        """Minutes, everybody's word to them, and the end; then comes what follows a review."""
        services, desk = self._services, self._services.draw_desk
        async with services.database.transaction() as session:
            written = await write_minutes(session, desk, self._request, self._host, MINUTES)
        here = await self._at_the_table()
        for one in here:
            dissents = self._behaviour.happens(self._behaviour.habits.dissent)
            stance = Stance.DISSENTS if dissents else Stance.AGREES
            said = Said(stance, REASONS if dissents else "", written.minutes_version)
            actor = self._members.actor_of(one.expert_id)
            async with services.database.transaction() as session:
                await give_opinion(session, desk, self._known_meeting, actor, said)
        async with services.database.transaction() as session:
            await close_meeting(session, desk, self._request, self._host)
        self.became, self.sat = "closed", tuple(it.expert_id for it in here)
        if self.ended is not None:
            self.ended(self.sat)

    async def _postpone(self) -> None:
        services = self._services
        async with services.database.transaction() as session:
            await postpone_meeting(session, services.draw_desk, self._request, self._host)
        self.became = "postponed"

    async def _attending(self) -> tuple[AttendanceRecord, ...]:
        async with self._services.database.read() as session:
            return await load_attendances(session, self._known_meeting)

    async def _at_the_table(self) -> list[AttendanceRecord]:
        return [it for it in await self._attending() if it.attendance.counts]

    def _at(self, hour: time) -> datetime:
        return datetime.combine(self._wish.first_day, hour, CHINA)

    @property
    def doors(self) -> datetime:
        """When the doors open."""
        return self._at(DOORS)

    @property
    def _host(self) -> Actor:
        return self._wish.officer

    @property
    def _known_meeting(self) -> UUID:
        if self._meeting is None:
            raise RuntimeError("no meeting yet")
        return self._meeting
