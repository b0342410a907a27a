"""Integrity files of the demo in every stage, by the acts of those who report, answer and decide.

One waits to be told on paper, one to be decided, one to be confirmed, and one suspension is in
force. The facts are invented, and nobody who sits on a panel of the demo is meant.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.credit import CreditKind, Decision
from expert_pool.crediting.answering import answer_case
from expert_pool.crediting.deciding import confirm, decide
from expert_pool.crediting.events import record_event
from expert_pool.crediting.holding import Seen
from expert_pool.roles import Role
from expert_pool.storage.credit_store import CaseRecord, load_file
from expert_pool.storage.expert_store import load_expert
from web.demo.draws import PastClock
from web.demo.reviews import give_accounts
from web.services import Services

ON_PAPER, TO_DECIDE, TO_CONFIRM, IN_FORCE = range(4)
"""How far each case has come."""
FACTS: Final = {
    ON_PAPER: (CreditKind.LATE, "示例：评审会签到记录显示迟到约四十分钟。"),
    TO_DECIDE: (CreditKind.WEAK_WORK, "示例：两个项目的评审意见内容雷同。"),
    TO_CONFIRM: (CreditKind.LATE, "示例：评审会签到记录显示迟到约半小时。"),
    IN_FORCE: (CreditKind.ABSENCE, "示例：已确认参加评审，当日未到会，事前未请假。"),
}
ANSWERS: Final = {
    TO_DECIDE: "示例：两个项目的技术路线相近，意见因此相似，今后将分别论述。",
    TO_CONFIRM: "示例：当日路上遇交通管制，未及时告知，今后注意。",
    IN_FORCE: "示例：记错了评审日期，愿意接受处理。",
}
REASONS: Final = "示例：事实清楚，已听取本人陈述，按规则办理。"
DAYS_AGO: Final = 20


class CaseMaker:
    """Files one event of each of four experts, and takes its case as far as it has come."""

    def __init__(self, services: Services, accounts: Mapping[str, UUID], clock: PastClock) -> None:
        self._services = services
        self._clock = clock
        self._officer = Actor(str(accounts["officer"]), Role.OFFICER.value)
        self._reporter = Actor(str(accounts["registrar1"]), Role.REGISTRAR.value)
        self._registrar = Actor(str(accounts["registrar2"]), Role.REGISTRAR.value)
        self._approver = Actor(str(accounts["approver"]), Role.APPROVER.value)

    async def make(self, experts: Sequence[UUID]) -> None:
        """One case each, the first on paper: that expert has no account."""
        for stage, expert_id in zip(FACTS, experts, strict=True):
            self._clock.wait(minutes=11)
            await self._file(stage, expert_id)
            if stage > ON_PAPER:
                await self._answer(stage, expert_id)
            if stage > TO_DECIDE:
                await self._decide(stage, expert_id)

    async def _file(self, stage: int, expert_id: UUID) -> None:
        kind, facts = FACTS[stage]
        async with self._services.database.transaction() as session:
            if stage > ON_PAPER:
                await give_accounts(session, (expert_id,), self._officer, self._clock())
            await record_event(
                session,
                self._reporter,
                expert_id=expert_id,
                kind=kind,
                occurred_on=self._services.today() - timedelta(days=DAYS_AGO + stage),
                detail=facts,
            )

    async def _answer(self, stage: int, expert_id: UUID) -> None:
        """The expert says everything, so that nobody waits for the end of the term."""
        self._clock.wait(minutes=7)
        async with self._services.database.transaction() as session:
            record = await load_expert(session, expert_id)
            account = record.account_id if record else None
            own = Actor(str(account), Role.EXPERT.value)
            case = await _case_of(session, expert_id)
            await answer_case(session, own, case.id, ANSWERS[stage], final=True)

    async def _decide(self, stage: int, expert_id: UUID) -> None:
        """Somebody else decides as the rule proposes; an approver confirms the suspension."""
        self._clock.wait(minutes=9)
        async with self._services.database.transaction() as session:
            case = await _case_of(session, expert_id)
            decision = Decision(case.proposed, case.proposed_months)
            seen = Seen(case.id, case.version)
            await decide(session, self._registrar, seen, decision, REASONS)
        if stage == IN_FORCE:
            self._clock.wait(minutes=9)
            async with self._services.database.transaction() as session:
                case = await _case_of(session, expert_id)
                await confirm(session, self._approver, Seen(case.id, case.version))


async def _case_of(session: AsyncSession, expert_id: UUID) -> CaseRecord:
    case = (await load_file(session, expert_id))[0].case
    if case is None:
        raise RuntimeError("no case")
    return case
