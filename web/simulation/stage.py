"""A fictional pool in an empty database: employers, experts with accounts, projects, staff.

Everybody is made by the makers of the demo from one seed. It begins nothing: the year does.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.entries import Actor
from expert_pool.pinyin import pinyin_of
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.unit_store import ensure_units
from selection.storage.project_store import Project, add_projects
from web.demo.employers import make_employers
from web.demo.pool import DemoExpert, PoolMaker
from web.demo.projects import ProjectMaker
from web.services import Services

_STAFF: Final = (
    *(Role.OFFICER, Role.OFFICER, Role.APPROVER),
    *(Role.AUDITOR, Role.AUDITOR, Role.FINANCE),
    *(Role.REGISTRAR, Role.REGISTRAR),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the year: staff, members with their accounts, and the projects to judge."""

    officers: tuple[Actor, ...]
    approver: Actor
    auditor: Actor
    witness: Actor
    finance: Actor
    registrars: tuple[Actor, ...]
    members: Mapping[UUID, Actor]
    confirmed: Mapping[UUID, date]
    projects: tuple[Project, ...]
    pool: tuple[DemoExpert, ...]


async def lay_out(
    session: AsyncSession, services: Services, seed: int, experts: int, projects: int
) -> Cast:
    """Fill an empty database for a year with so many experts and projects."""
    rng = random.Random(seed)  # noqa: S311 - the same pool each time
    today = services.today()
    employers = make_employers(rng)[:experts]
    await ensure_units(session, (employer.unit for employer in employers))
    maker = PoolMaker(rng, services.lists, today)
    pool = maker.experts(employers, experts)
    staff = [await _add_staff(session, services, n, role) for n, role in enumerate(_STAFF)]
    emails = [f"expert{number}@simulation.example" for number in range(experts)]
    members = await AccountStore(session).add_members(emails, services.now())
    await add_experts(session, tuple(_records(services, pool, members)))
    made = ProjectMaker(rng, services.lists, employers).projects(
        maker.people, pool, UUID(staff[0].account_id), today, projects
    )
    stored = tuple(made)
    await add_projects(session, stored)
    officers = tuple(one for one in staff if one.role == Role.OFFICER)
    actors = {
        UUID(one.expert.id): Actor(str(account), Role.EXPERT.value)
        for one, account in zip(pool, members, strict=True)
    }
    approver, auditor, witness, finance, *registrars = staff[len(officers) :]
    confirmed = {UUID(one.expert.id): one.expert.confirmed_on or today for one in pool}
    return Cast(
        officers=officers,
        approver=approver,
        auditor=auditor,
        witness=witness,
        finance=finance,
        registrars=tuple(registrars),
        members=actors,
        confirmed=confirmed,
        projects=stored,
        pool=pool,
    )


async def _add_staff(session: AsyncSession, services: Services, place: int, role: Role) -> Actor:
    store, name = AccountStore(session), f"{role.value}{place}"
    account = await store.add(f"{name}@simulation.example", name, "zh_Hans", services.now())
    await store.change(account, email_verified_at=services.now())
    await store.grant(account, role, None, services.now())
    return Actor(str(account), role.value)


def _records(
    services: Services, pool: tuple[DemoExpert, ...], accounts: Sequence[UUID]
) -> Iterator[ExpertRecord]:
    for one, account in zip(pool, accounts, strict=True):
        private = PrivateData(one.person.identity_number, one.person.phone)
        sealed = seal_private_data(services.cipher, UUID(one.expert.id), private)
        index = (sealed.identity_index or b"").hex()
        yield ExpertRecord(
            expert=replace(one.expert, identity_index=index, leaves=()),
            email=f"{account}@simulation.example",
            account_id=account,
            name_pinyin=pinyin_of(one.expert.name),
            sealed=sealed,
        )
