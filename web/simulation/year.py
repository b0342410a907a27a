"""One simulated year from the first of January: a pool, requests, and everything they lead to.

Its one job is to plan the year and to let it run. Figures are `figures`, judgement is `audit`.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from expert_pool.calendar import CHINA
from expert_pool.messages import Channel
from expert_pool.recording import Recorder, equip
from web.channels import Carriers
from web.channels.recording import RecordingCarrier
from web.crediting import attend_cases
from web.evaluation_notices import remind_all
from web.inviting import attend_invitations
from web.services import Services
from web.simulation.agenda import Agenda, MovedClock
from web.simulation.course import Course, Staff, Told
from web.simulation.evaluating import Evaluators
from web.simulation.habits import Behaviour, Habits
from web.simulation.integrity import Integrity
from web.simulation.members import Members
from web.simulation.officers import Office, Wish
from web.simulation.paying import Cashier
from web.simulation.stage import Cast, lay_out
from web.upkeep import attend_pool

ACTIVITIES: Final = (("A01", 10), ("A02", 4), ("A12", 2), ("A13", 2), ("A07", 1), ("A06", 1))
"""Activities by how often a bureau draws for them: most are acceptances of projects."""
LEAD_DAYS: Final = (7, 20)
LAST_ASKED: Final = 330
TWO_DAYS: Final = 0.15
OPENS, CLOSES = time(9), time(17)
UPKEEP, REMINDS = time(3), time(8, 45)
LEAVE_DAYS: Final = (2, 25)


LeaveTaken = tuple[UUID, date, date, date]
"""Whose leave, the day on which it was noted, its first and its last day."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a year is: the year itself, experts, panel requests.

    The seed is that of pool, wishes and habits; whom the draws choose differs each time, as the
    service mixes what nobody knows before.
    """

    year: int
    experts: int
    requests: int
    seed: int


@dataclass(frozen=True, slots=True)
class Lived:
    """A year that is over: who acted, what was wished, and what became of each panel.

    `refused` are steps that nobody planned to be refused, by the service's code. A year that is
    not `whole` was ended on the day `until`.
    """

    cast: Cast
    panels: tuple[Told, ...]
    leaves: tuple[LeaveTaken, ...]
    refused: Mapping[str, int]
    whole: bool
    until: date


class Year:
    """Plans a year on an agenda, in an empty database."""

    def __init__(self, services: Services, clock: MovedClock, size: Size, habits: Habits) -> None:
        self._services = replace(services, clock=clock)
        equip(services.database, Recorder(clock, services.cipher, "simulation"))
        self._rng = random.Random(size.seed)  # noqa: S311 - the same wishes and habits each time
        self._behaviour = Behaviour(self._rng, habits)
        self._size = size
        self._agenda = Agenda(clock)
        self._leaves: list[LeaveTaken] = []
        self._courses: list[Course] = []

    def stop(self) -> None:
        """End the year after the step in hand, on the day that it has come to."""
        self._agenda.stop()

    async def live(self, tell: Callable[[str], None]) -> Lived:
        """Fill the pool, plan the year, and let it happen; tell each month that begins."""
        services, size = self._services, self._size
        async with services.database.transaction() as session:
            cast = await lay_out(session, services, size.seed, size.experts, size.requests)
        members = Members(services, cast.members)
        staff = self._employ(cast, members)
        silent = RecordingCarrier()
        carriers: Carriers = {Channel.SMS: silent, Channel.VOICE: silent}
        panels = tuple(Told(wish) for wish in self._wishes(cast))
        for told in panels:
            course = Course(services, self._agenda, staff, self._behaviour, carriers, told)
            self._courses.append(course)
            self._agenda.at(self._asked_at(told.wish), course.begin)
        self._plan_lives(cast, members)
        for month in range(1, 13):
            first = date(self._size.year, month, 1)
            self._agenda.at(_noon(first), partial(_say, tell, f"{first:%Y-%m}"))
        self._plan_days(staff.integrity)
        await self._agenda.run()
        whole, until = not self._agenda.stopped, services.today()
        return Lived(cast, panels, tuple(self._leaves), self._agenda.refused, whole, until)

    def _employ(self, cast: Cast, members: Members) -> Staff:
        services, agenda, behaviour = self._services, self._agenda, self._behaviour
        return Staff(
            Office(services, cast),
            members,
            Cashier(services, agenda, cast),
            Evaluators(services, agenda, members, behaviour),
            Integrity(services, agenda, (cast, members, behaviour), self._attend_seats),
        )

    def _plan_days(self, integrity: Integrity) -> None:
        """What the service does each night and morning, and the staff's look at open cases."""
        first, calendar = date(self._size.year, 1, 1), self._services.calendar
        for place in range((date(self._size.year + 1, 1, 1) - first).days):
            day = first + timedelta(place)
            self._agenda.at(datetime.combine(day, UPKEEP, CHINA), self._attend_pool)
            self._agenda.at(datetime.combine(day, REMINDS, CHINA), self._remind)
            if calendar.is_working_day(day):
                self._agenda.at(datetime.combine(day, OPENS, CHINA), integrity.attend)

    async def _remind(self) -> None:
        await remind_all(self._services)

    async def _attend_pool(self) -> None:
        """The nightly upkeep of the pool and of open cases."""
        await attend_pool(self._services)
        await attend_cases(self._services)
        await self._attend_seats()

    async def _attend_seats(self) -> None:
        """Where somebody's seat has ended, the next by rank is invited."""
        if await attend_invitations(self._services):
            for course in self._courses:
                await course.look_if_waiting()

    def _wishes(self, cast: Cast) -> list[Wish]:
        weights = [weight for _, weight in ACTIVITIES]
        first = date(self._size.year, 1, 1)
        calendar = self._services.calendar
        wishes = []
        for place, project in enumerate(cast.projects):
            asked = calendar.next_working_day(first + timedelta(self._rng.randrange(LAST_ASKED)))
            starts = calendar.add_working_days(asked, self._rng.randint(*LEAD_DAYS))
            long = self._rng.random() < TWO_DAYS
            days = 2 if long and calendar.is_working_day(starts + timedelta(1)) else 1
            activity, _ = self._rng.choices(ACTIVITIES, weights)[0]
            officer = cast.officers[place % len(cast.officers)]
            wishes.append(Wish(activity, project, asked, starts, days, officer))
        return wishes

    def _asked_at(self, wish: Wish) -> datetime:
        minutes = self._rng.randrange((CLOSES.hour - OPENS.hour) * 60)
        opens = datetime.combine(wish.asked_on, OPENS, CHINA)
        return (opens + timedelta(minutes=minutes)).astimezone(UTC)

    def _plan_lives(self, cast: Cast, members: Members) -> None:
        """Leaves and the yearly confirmation of everybody."""
        first = date(self._size.year, 1, 1)
        habits = self._behaviour.habits
        for expert, confirmed in cast.confirmed.items():
            while self._behaviour.happens(habits.leaves_a_year / (1 + habits.leaves_a_year)):
                self._plan_leave(expert, members, first)
            if not self._behaviour.happens(habits.forgets_to_confirm):
                due = confirmed + timedelta(days=self._rng.randint(335, 364))
                day = max(due, first + timedelta(days=1))
                self._agenda.at(_noon(day), partial(members.confirm, expert))

    def _plan_leave(self, expert: UUID, members: Members, first: date) -> None:
        start = first + timedelta(days=self._rng.randrange(20, 365))
        days = self._rng.randint(*LEAVE_DAYS)
        noted = start - timedelta(days=self._rng.randrange(3, 19))
        self._agenda.at(_noon(noted), partial(self._take_leave, members, expert, start, days))

    async def _take_leave(self, members: Members, expert: UUID, start: date, days: int) -> None:
        if await members.take_leave(expert, start, days):
            last = start + timedelta(days=days - 1)
            self._leaves.append((expert, self._services.today(), start, last))


async def _say(tell: Callable[[str], None], month: str) -> None:
    tell(month)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA).astimezone(UTC)
