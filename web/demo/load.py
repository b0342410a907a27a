"""Writes the fictional pool into an empty database, in one transaction."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.experts import Standing
from expert_pool.pinyin import pinyin_of
from expert_pool.recording import Recorder, equip, record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.unit_store import add_alias, ensure_units, set_parent
from selection.storage.draw_store import add_assignments
from selection.storage.project_store import Project, add_projects
from web.demo.afterwards import ask_members, follow_up
from web.demo.applications import Applicants
from web.demo.calls import call_for_experts
from web.demo.draws import HEAD_START, PLANS, PastClock, Plan, RequestMaker
from web.demo.employers import Employer, make_employers
from web.demo.pool import DemoExpert, PoolMaker
from web.demo.projects import ProjectMaker, assignments_of
from web.services import Services

SEED: Final = 20261120
POOL_SIZE: Final = 3000
APPLICANTS: Final = 4
PASSWORD: Final = "jinhua-demo-only"  # noqa: S105  # printed on the first page, fictional
MAKER: Final = Actor(account_id="service", role="service")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that a visitor of the demo may use."""

    role: str
    email: str
    password: str = PASSWORD


_PEOPLE: Final = (
    ("expert", Role.EXPERT, "演示专家"),
    ("registrar1", Role.REGISTRAR, "演示登记员甲"),
    ("registrar2", Role.REGISTRAR, "演示登记员乙"),
    ("officer", Role.OFFICER, "演示经办人"),
    ("approver", Role.APPROVER, "演示审批人"),
    ("auditor", Role.AUDITOR, "演示审计员"),
    ("finance", Role.FINANCE, "演示财务人员"),
    ("admin1", Role.USER_ADMIN, "演示用户管理员甲"),
    ("admin2", Role.USER_ADMIN, "演示用户管理员乙"),
)


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts of the demo, one or two a role."""
    return tuple(DemoAccount(role.value, _address(name)) for name, role, _ in _PEOPLE)


def _address(name: str) -> str:
    return f"{name}@demo.example"


async def fill_database(services: Services, plans: Sequence[Plan] = PLANS) -> None:
    """Fill an empty database with requests by plan; one that holds an account is left as it is."""
    async with services.database.read() as session:
        if await AccountStore(session).search("", "", 1, 0):
            return
    version = services.draw_desk.software_version
    clock = PastClock(services.now() - HEAD_START)
    past = replace(services, clock=clock)
    equip(services.database, Recorder(clock, services.cipher, version))
    hashed = await services.passwords.hash(PASSWORD)
    async with services.database.transaction() as session:
        accounts = await _add_accounts(session, hashed, past.now())
        filled = await _Filling(session, past, accounts, past.today()).fill()
        await record_act(
            session,
            actor=MAKER,
            act=Act.DEMO_FILL,
            subject="demo",
            after={"seed": SEED, "experts": POOL_SIZE},
        )
    requests = RequestMaker(past, accounts, clock)
    await requests.make(filled.projects, plans)
    call = await call_for_experts(past, accounts, clock)
    await Applicants(past, accounts["registrar2"], clock).apply(filled.applicants, call)
    await follow_up(past, accounts, clock, requests, filled.experts)
    await ask_members(past, accounts, clock, requests, services.now())
    equip(services.database, Recorder(services.clock, services.cipher, version))


async def _add_accounts(session: AsyncSession, hashed: str, now: datetime) -> Mapping[str, UUID]:
    store = AccountStore(session)
    accounts: dict[str, UUID] = {}
    for name, role, shown in _PEOPLE:
        account_id = await store.add(_address(name), shown, "zh_Hans", now)
        await store.change(account_id, password_hash=hashed, email_verified_at=now)
        await store.grant(account_id, role, None, now)
        accounts[name] = account_id
    return accounts


@dataclass(frozen=True, slots=True)
class Filled:
    """What the database holds now: projects, people who will apply, experts who can be drawn."""

    projects: tuple[Project, ...]
    applicants: tuple[DemoExpert, ...]
    experts: tuple[UUID, ...]


class _Filling:
    """One filling of one database."""

    def __init__(
        self,
        session: AsyncSession,
        services: Services,
        accounts: Mapping[str, UUID],
        as_of: date,
    ) -> None:
        self._session = session
        self._services = services
        self._accounts = accounts
        self._as_of = as_of
        self._rng = random.Random(SEED)  # noqa: S311  # the demo is the same each time

    async def fill(self) -> Filled:
        """Units, experts, projects and the panels of the past, in the order of need."""
        employers = make_employers(self._rng)
        units = await self._add_units(employers)
        maker = PoolMaker(self._rng, self._services.lists, self._as_of)
        pool = maker.experts(employers, POOL_SIZE)
        applicants = maker.applicants(employers, APPLICANTS)
        await add_experts(self._session, tuple(self._records(pool)))
        projects = ProjectMaker(self._rng, self._services.lists, employers)
        made = tuple(projects.projects(maker.people, pool, self._accounts["officer"], self._as_of))
        await add_projects(self._session, made)
        for number, panel in enumerate(projects.past_panels(pool, self._as_of), start=1):
            seats = assignments_of(f"demo-{number:03d}", panel, pool, units[panel.lead])
            await add_assignments(self._session, tuple(seats))
        active = (one.expert for one in pool if one.expert.standing is Standing.ACTIVE)
        return Filled(made, applicants, tuple(UUID(expert.id) for expert in active))

    async def _add_units(self, employers: tuple[Employer, ...]) -> tuple[UUID, ...]:
        known = await ensure_units(self._session, (employer.unit for employer in employers))
        ids = tuple(known[employer.unit] for employer in employers)
        for employer, unit_id in zip(employers, ids, strict=True):
            for alias in sorted(employer.unit.aliases):
                await add_alias(self._session, unit_id, alias)
            if employer.parent is not None:
                await set_parent(self._session, unit_id, ids[employer.parent])
        return ids

    def _records(self, pool: tuple[DemoExpert, ...]) -> Iterator[ExpertRecord]:
        """Everybody in the order of admission."""
        for number, one in enumerate(pool, start=1):
            private = PrivateData(one.person.identity_number, one.person.phone)
            expert_id = UUID(one.expert.id)
            sealed = seal_private_data(self._services.cipher, expert_id, private)
            index = (sealed.identity_index or b"").hex()
            yield ExpertRecord(
                expert=replace(one.expert, identity_index=index),
                email=f"expert{number:04d}@demo.example",
                account_id=None,
                name_pinyin=pinyin_of(one.expert.name),
                sealed=sealed,
            )
