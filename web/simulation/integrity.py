"""Cases of integrity files in a year: reported, answered, decided by one person and confirmed.

Its one job is the acts of the expert, of both registrars and of the approver. Which event opens a
case, what a rule proposes and when a term is over is the service's.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from uuid import UUID

from expert_pool.credit import CaseState, CreditKind, Decision, Measure
from expert_pool.credit.states import AFTER_TERM
from expert_pool.crediting.answering import answer_case
from expert_pool.crediting.deciding import confirm, decide, refuse
from expert_pool.crediting.enforcing import TAKES_OUT
from expert_pool.crediting.events import record_event
from expert_pool.crediting.holding import Seen
from expert_pool.crediting.reading import read_case
from expert_pool.storage.credit_store import CaseRecord, list_cases
from web.services import Services
from web.simulation.agenda import Agenda
from web.simulation.evaluating import office_hour
from web.simulation.habits import Behaviour
from web.simulation.members import Members
from web.simulation.stage import Cast

REPORTED: Final = (
    CreditKind.UNDECLARED_CONFLICT,
    CreditKind.LEAK,
    CreditKind.UNDUE_CONTACT,
    CreditKind.WEAK_WORK,
)
"""What a registrar hears of after a review, beside absence and lateness."""
DOCUMENT: Final = "模拟运行：虚构文书"
REASONS: Final = "模拟运行：处理理由（虚构）。"
ANSWER: Final = "模拟运行：专家申辩（虚构）。"
TO_DECIDE: Final = AFTER_TERM | {CaseState.RETURNED}
TO_CONFIRM: Final = frozenset({CaseState.DECIDED, CaseState.DECIDED_AGAIN})
OPEN: Final = (CaseState.TOLD, *sorted(TO_DECIDE | TO_CONFIRM))
AT_ONCE: Final = 500
HEARD_WITHIN, ANSWERED_WITHIN = 15, 8
GETS_TO_IT: Final = 0.5


class Integrity:
    """Who reports, answers and decides; `left` is called where somebody may sit no more."""

    def __init__(
        self,
        services: Services,
        agenda: Agenda,
        people: tuple[Cast, Members, Behaviour],
        left: Callable[[], Awaitable[None]],
    ) -> None:
        self._services = services
        self._agenda = agenda
        self._cast, self._members, self._behaviour = people
        self._left = left
        self._read: set[UUID] = set()

    def plan(self, request: UUID, sat: tuple[UUID, ...]) -> None:
        """Of a few reviews something is heard of later about one of the members."""
        if sat and self._behaviour.happens(self._behaviour.habits.misconduct):
            days = self._behaviour.between(1, HEARD_WITHIN)
            step = partial(self._report, request, self._behaviour.one_of(sat))
            self._agenda.at(office_hour(self._services, self._behaviour, days), step)

    async def attend(self) -> None:
        """A working day: experts read what is new, a registrar decides, the approver confirms."""
        for case in await self._open_cases():
            if case.state is CaseState.TOLD:
                self._let_read(case)
            elif self._behaviour.happens(GETS_TO_IT):
                decides = case.state in TO_CONFIRM
                await (self._confirm if decides else self._decide)(case)

    async def _report(self, request: UUID, expert: UUID) -> None:
        services, kind = self._services, self._behaviour.one_of(REPORTED)
        async with services.database.transaction() as session:
            await record_event(
                session,
                self._cast.registrars[0],
                expert_id=expert,
                kind=kind,
                occurred_on=services.today(),
                request=str(request),
                document=DOCUMENT,
            )

    def _let_read(self, case: CaseRecord) -> None:
        if case.id in self._read:
            return
        self._read.add(case.id)
        if self._behaviour.happens(self._behaviour.habits.answers_case):
            days = self._behaviour.between(0, ANSWERED_WITHIN)
            moment = office_hour(self._services, self._behaviour, days)
            self._agenda.at(moment, partial(self._answer, case))

    async def _answer(self, case: CaseRecord) -> None:
        """Half of those who answer have said everything, which ends the term."""
        actor, final = self._members.actor_of(case.expert_id), self._behaviour.happens(0.5)
        async with self._services.database.transaction() as session:
            await answer_case(session, actor, case.id, ANSWER, final=final)

    async def _decide(self, case: CaseRecord) -> None:
        registrar = self._cast.registrars[1]
        async with self._services.database.transaction() as session:
            file = await read_case(session, registrar, case.id)
        heard, habits = file.shown.answer, self._behaviour.habits
        excused = heard and self._behaviour.happens(habits.excused)
        decision = (
            Decision(Measure.NONE)
            if excused and case.state is not CaseState.RETURNED
            else Decision(case.proposed, case.proposed_months)
        )
        async with self._services.database.transaction() as session:
            seen = Seen(case.id, file.case.version)
            await decide(session, registrar, seen, decision, REASONS)

    async def _confirm(self, case: CaseRecord) -> None:
        approver = self._cast.approver
        async with self._services.database.transaction() as session:
            file = await read_case(session, approver, case.id)
        seen = Seen(case.id, file.case.version)
        refuses = self._behaviour.happens(self._behaviour.habits.second_refuses)
        async with self._services.database.transaction() as session:
            if refuses:
                decided = await refuse(session, approver, seen, REASONS)
            else:
                decided = await confirm(session, approver, seen, REASONS)
        if decided.state is CaseState.IN_FORCE and decided.measure in TAKES_OUT:
            await self._left()

    async def _open_cases(self) -> tuple[CaseRecord, ...]:
        async with self._services.database.read() as session:
            cases, _ = await list_cases(session, OPEN, limit=AT_ONCE)
        return cases
