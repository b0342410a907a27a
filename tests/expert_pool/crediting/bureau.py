"""A bureau with a clock that tests set, an expert, and cases at any step."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.audit.entries import Actor
from expert_pool.credit import CaseState, CreditKind, Decision, Measure
from expert_pool.crediting.answering import answer_case
from expert_pool.crediting.daily import attend_case, list_due
from expert_pool.crediting.deciding import confirm, decide
from expert_pool.crediting.events import record_event
from expert_pool.crediting.holding import Seen
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertId, Standing
from expert_pool.recording import Recorder, equip
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.credit_store import CaseRecord, load_file
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord, SealedData
from expert_pool.storage.expert_store import add_experts, load_expert
from tests.expert_pool.admission.cases import Office, make_office
from tests.expert_pool.log_samples import CIPHER
from tests.factories import make_expert

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
INDEX = b"\x01" * 16


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@dataclass
class Bureau:
    """Three registrars, an approver, an expert with an account, and one clock."""

    office: Office
    approver: Actor
    expert_id: UUID
    clock: Clock = field(default_factory=Clock)

    @property
    def database(self) -> Database:
        return self.office.database

    @property
    def desk(self) -> AdmissionDesk:
        return self.office.desk

    async def report(self, kind: CreditKind = CreditKind.ABSENCE) -> CaseRecord:
        """The first registrar enters an event; gives the case."""
        async with self.database.transaction() as session:
            event = await record_event(
                session,
                self.office.first,
                expert_id=self.expert_id,
                kind=kind,
                detail="已核实",
                document="虚构〔2026〕1号",
                occurred_on=self.clock.now.date(),
            )
        return await self.case_of(event)

    async def case_of(self, event: UUID) -> CaseRecord:
        async with self.database.read() as session:
            filed = await load_file(session, self.expert_id)
        (case,) = [it.case for it in filed if it.event.id == event]
        assert case is not None
        return case

    async def again(self, case: CaseRecord) -> CaseRecord:
        """The case as it stands now."""
        return await self.case_of(case.event_id)

    async def seen(self, case: CaseRecord) -> Seen:
        return Seen(case.id, (await self.again(case)).version)

    async def answered(self, case: CaseRecord) -> CaseRecord:
        async with self.database.transaction() as session:
            await answer_case(session, self.office.applicant, case.id, "当天高铁停运", final=True)
        return await self.again(case)

    async def decided(self, case: CaseRecord, measure: Measure, months: int = 0) -> CaseRecord:
        seen = await self.seen(case)
        async with self.database.transaction() as session:
            decision = Decision(measure, months)
            await decide(session, self.office.second, seen, decision, "事实清楚")
        return await self.again(case)

    async def confirmed(self, case: CaseRecord) -> CaseRecord:
        seen = await self.seen(case)
        async with self.database.transaction() as session:
            await confirm(session, self.approver, seen)
        return await self.again(case)

    async def enforced(
        self, measure: Measure, months: int, kind: CreditKind = CreditKind.ABSENCE
    ) -> CaseRecord:
        """A measure that took all its steps."""
        case = await self.answered(await self.report(kind))
        return await self.confirmed(await self.decided(case, measure, months))

    async def attend(self) -> list[str]:
        """What the day brought."""
        async with self.database.read() as session:
            due = await list_due(session)
        done = []
        for one in due:
            async with self.database.transaction() as session:
                done.append(str(await attend_case(session, one)))
        return done

    async def standing(self) -> Standing:
        async with self.database.read() as session:
            record = await load_expert(session, self.expert_id)
        assert record is not None
        return record.expert.standing


async def make_bureau(database: Database, *, account: bool = True) -> Bureau:
    office, expert_id, clock = await make_office(database), uuid4(), Clock()
    equip(database, Recorder(clock, CIPHER, "test"))
    owner = UUID(office.applicant.account_id) if account else None
    record = ExpertRecord(
        make_expert(id=ExpertId(str(expert_id)), identity_index=INDEX.hex()),
        account_id=owner,
        sealed=SealedData(identity_index=INDEX),
    )
    async with database.transaction() as session:
        store = AccountStore(session)
        approver = await store.add("approver@example.org", "a", "en", NOON)
        await store.grant(approver, Role.APPROVER, None, NOON)
        await add_experts(session, (record,))
    return Bureau(office, Actor(str(approver), Role.APPROVER), expert_id, clock)


async def refused_code(bureau: Bureau, act: object, *args: object, **named: object) -> str:
    """The code with which a step is refused."""
    with pytest.raises(ExpertPoolError) as refused:
        async with bureau.database.transaction() as session:
            await act(session, *args, **named)  # type: ignore[operator]
    return refused.value.code


def state_of(case: CaseRecord) -> tuple[CaseState, Measure, int]:
    return case.state, case.measure, case.months
