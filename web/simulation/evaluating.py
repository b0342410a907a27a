"""After a review: its host evaluates the members, members judge the process, some answer.

Its one job is the acts of host and members in the days after the meeting. What an evaluation
puts into anybody's integrity file is the service's.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from selection.evaluating import (
    answer_evaluation,
    give_process,
    hand_in_evaluations,
    load_sheet,
)
from selection.evaluations import REASON_BELOW, Mark, Marks, ProcessItem, ProcessView
from web.services import Services
from web.simulation.agenda import Agenda, Step
from web.simulation.habits import Behaviour
from web.simulation.members import Members

OPENS: Final = time(9)
IN_TIME, LATE, SAID_WITHIN = (1, 4), (6, 9), 4
REASON: Final = "模拟运行：扣分说明（虚构）。"
ANSWER: Final = "模拟运行：专家申辩（虚构）。"
PRESSURE: Final = "模拟运行：评审中受到不当干预（虚构）。"
MINUTES_OF_A_DAY: Final = 8 * 60


class Evaluators:
    """Who speaks after a review, host and members."""

    def __init__(
        self, services: Services, agenda: Agenda, members: Members, behaviour: Behaviour
    ) -> None:
        self._services = services
        self._agenda = agenda
        self._members = members
        self._behaviour = behaviour

    def plan(self, request: UUID, host: Actor, sat: tuple[UUID, ...]) -> None:
        """Plan who says what after a review; a host may be late, and some never do it."""
        habits, behaviour = self._behaviour.habits, self._behaviour
        if not behaviour.happens(habits.no_evaluation):
            days = LATE if behaviour.happens(habits.late_evaluation) else IN_TIME
            self._in_days(behaviour.between(*days), partial(self._evaluate, request, host))
        for expert in sat:
            if behaviour.happens(habits.says_of_process):
                step = partial(self._say, request, expert)
                self._in_days(behaviour.between(1, SAID_WITHIN), step)

    async def _evaluate(self, request: UUID, host: Actor) -> None:
        """All members on one sheet; a score far from the others is meant, and handed in again."""
        database, desk = self._services.database, self._services.draw_desk
        async with database.transaction() as session:
            sheet = await load_sheet(session, desk, request, host)
        given = {it.participant.expert_id: self._marks() for it in sheet.waiting}
        if not given:
            return
        async with database.transaction() as session:
            questions = await hand_in_evaluations(session, desk, request, host, given)
        if questions:
            async with database.transaction() as session:
                await hand_in_evaluations(session, desk, request, host, given, asked=True)
        answers = self._behaviour.habits.answers_evaluation
        if any([self._behaviour.happens(answers) for _ in given]):
            self._in_days(2, partial(self._answer, request, host))

    async def _answer(self, request: UUID, host: Actor) -> None:
        """The member with the lowest points has something to say to them."""
        database, desk = self._services.database, self._services.draw_desk
        async with database.transaction() as session:
            sheet = await load_sheet(session, desk, request, host)
        judged = [it.current.record for it in sheet.done if it.current is not None]
        lowest = min(judged, key=lambda it: sum(it.points.values()))
        actor = self._members.actor_of(lowest.expert_id)
        async with database.transaction() as session:
            await answer_evaluation(session, desk, lowest.id, actor, ANSWER)

    async def _say(self, request: UUID, expert: UUID) -> None:
        pressed = self._behaviour.happens(self._behaviour.habits.pressed)
        points = {item: self._behaviour.points() for item in ProcessItem}
        view = ProcessView(points, pressed, PRESSURE if pressed else "")
        services, actor = self._services, self._members.actor_of(expert)
        async with services.database.transaction() as session:
            await give_process(session, services.draw_desk, request, actor, view)

    def _marks(self) -> Marks:
        items = self._services.policy.codes("evaluation_items")
        given = ((item, self._behaviour.points()) for item in items)
        return tuple(
            Mark(item, points, REASON if points < REASON_BELOW else "") for item, points in given
        )

    def _in_days(self, days: int, step: Step) -> None:
        """Plan a step some working days from now, in the hours of an office."""
        self._agenda.at(office_hour(self._services, self._behaviour, days), step)


def office_hour(services: Services, behaviour: Behaviour, days: int) -> datetime:
    """A moment in office hours, some working days from today."""
    day: date = services.calendar.add_working_days(services.today(), days)
    opens = datetime.combine(day, OPENS, CHINA)
    return opens + timedelta(minutes=behaviour.between(0, MINUTES_OF_A_DAY))
