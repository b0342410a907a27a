"""The evaluation of the demo's review that is over, by the acts of officer and members.

One member came late and can still answer, one has answered, one evaluation was corrected, and one
member is left for the visitor. Three members have judged the process; one of them reports pressure.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_expert
from selection.evaluating import (
    Said,
    answer_evaluation,
    correct_evaluation,
    give_process,
    hand_in_evaluations,
    load_sheet,
    record_applicant_view,
)
from selection.evaluations import Mark, Marks, ProcessItem, ProcessView
from selection.storage.evaluation_store import load_evaluations
from selection.storage.process_store import Spoke
from web.demo.draws import PastClock
from web.services import Services

LATE: Final = "示例：迟到约二十五分钟，未事先说明。"
BRIEF: Final = "示例：书面意见过于简略，未说明理由。"
CORRECTED: Final = "示例：补交的书面意见完整，予以更正。"
LOW: Final[tuple[Mapping[str, tuple[int, str]], ...]] = (
    {"punctual": (2, LATE)},
    {"written_opinion": (2, BRIEF)},
    {},
    {"prepared": (3, "")},
)
"""What the members are not praised for, in the order of their seats."""
ANSWER: Final = "示例：会后已补交完整的书面意见，请予核实。"
HEARD: Final = "示例：评审专家提问专业，时间安排合理。"
WORDS: Final = "示例：材料在评审前三天送达，较为充分。"
PRESSURE: Final = "示例：评审前有人来电打听评审倾向，未予答复。"


class Evaluator:
    """Evaluates the members of one review, and lets them answer."""

    def __init__(self, services: Services, accounts: Mapping[str, UUID], clock: PastClock) -> None:
        self._services = services
        self._clock = clock
        self._officer = Actor(str(accounts["officer"]), Role.OFFICER.value)

    async def evaluate(self, request_id: UUID) -> None:
        """What officer and members have to say by now; the last member is not evaluated yet."""
        self._clock.wait(minutes=35)
        services, desk = self._services, self._services.draw_desk
        async with services.database.transaction() as session:
            sheet = await load_sheet(session, desk, request_id, self._officer)
        members = [it.participant.expert_id for it in sheet.members]
        given = {one: self._marks(it) for one, it in zip(members[:-1], LOW, strict=True)}
        async with services.database.transaction() as session:
            await hand_in_evaluations(session, desk, request_id, self._officer, given, asked=True)
        await self._dispute(request_id, members[1])
        await self._judge_process(request_id, members[1:4])
        async with services.database.transaction() as session:
            said = Said(Spoke.PROJECT_LEADER, services.today(), HEARD)
            await record_applicant_view(session, desk, request_id, self._officer, said)

    def _marks(self, low: Mapping[str, tuple[int, str]]) -> Marks:
        """Good marks but for what is named."""
        items = self._services.policy.codes("evaluation_items")
        return tuple(Mark(it, *low.get(it, (5 if it == "independent" else 4, ""))) for it in items)

    async def _dispute(self, request_id: UUID, member: UUID) -> None:
        """The member answers, and the officer corrects the evaluation."""
        services, desk = self._services, self._services.draw_desk
        async with services.database.transaction() as session:
            found = await load_evaluations(session, request_id)
            first = next(it.id for it in found if it.expert_id == member)
            self._clock.wait(minutes=50)
            words = (await self._actor(member), ANSWER)
            await answer_evaluation(session, desk, first, *words)
        self._clock.wait(minutes=20)
        async with services.database.transaction() as session:
            told = (self._officer, self._marks({}), CORRECTED)
            await correct_evaluation(session, desk, first, *told)

    async def _judge_process(self, request_id: UUID, members: Sequence[UUID]) -> None:
        views = (
            ProcessView(_points(5, 4), words=WORDS),
            ProcessView(_points(4, 4), pressure=True, pressure_words=PRESSURE),
            ProcessView(_points(5, 3)),
        )
        for member, view in zip(members, views, strict=True):
            self._clock.wait(minutes=8)
            actor = await self._actor(member)
            async with self._services.database.transaction() as session:
                await give_process(session, self._services.draw_desk, request_id, actor, view)

    async def _actor(self, member: UUID) -> Actor:
        async with self._services.database.read() as session:
            expert = await load_expert(session, member)
        account = expert.account_id if expert else None
        return Actor(str(account), Role.EXPERT.value)


def _points(in_time: int, enough: int) -> Mapping[ProcessItem, int]:
    return {ProcessItem.MATERIAL_IN_TIME: in_time, ProcessItem.TIME_ENOUGH: enough}
