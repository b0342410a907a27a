"""Who stands behind the ids of the log: names, numbers, and everything that is one person's.

It reads few columns of accounts, experts and applications; masking is for the pages.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from expert_pool.storage.tables.accounts import AccountRoleRow, AccountRow
from expert_pool.storage.tables.applications import ApplicationRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow

_ACCOUNT = table_of(AccountRow)
_ROLE = table_of(AccountRoleRow)
_EXPERT = table_of(ExpertRow)
_APPLICATION = table_of(ApplicationRow)


@dataclass(frozen=True, slots=True)
class PersonName:
    """Somebody's name; `number` is that of an expert, `is_staff` says who is no expert."""

    id: UUID
    name: str
    number: int | None = None
    is_staff: bool = False


async def account_names(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, PersonName]:
    """The names of accounts, and whether a staff role was ever theirs."""
    query = select(_ACCOUNT.c.id, _ACCOUNT.c.display_name).where(_ACCOUNT.c.id.in_(ids))
    staff = select(_ROLE.c.account_id).where(
        _ROLE.c.account_id.in_(ids), _ROLE.c.role != Role.EXPERT.value
    )
    holders = frozenset(await session.scalars(staff))
    return {
        account: PersonName(account, name, is_staff=account in holders)
        for account, name in await session.execute(query)
    }


async def expert_names(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, PersonName]:
    """The names and numbers of experts."""
    query = select(_EXPERT.c.id, _EXPERT.c.name, _EXPERT.c.number).where(_EXPERT.c.id.in_(ids))
    return {
        expert: PersonName(expert, name, number)
        for expert, name, number in await session.execute(query)
    }


async def application_numbers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """The reference numbers of applications."""
    columns = (_APPLICATION.c.id, _APPLICATION.c.reference_number)
    found = await session.execute(select(*columns).where(_APPLICATION.c.id.in_(ids)))
    return {application: number for application, number in found}


async def find_application(session: AsyncSession, number: str) -> UUID | None:
    """The application with this reference number."""
    query = select(_APPLICATION.c.id).where(_APPLICATION.c.reference_number == number)
    found: UUID | None = await session.scalar(query)
    return found


async def find_people(session: AsyncSession, words: str, limit: int) -> tuple[PersonName, ...]:
    """People by a part of name or e-mail address: accounts first, then experts without one."""
    accounts = select(_ACCOUNT.c.id).where(
        or_(
            _ACCOUNT.c.email.icontains(words, autoescape=True),
            _ACCOUNT.c.display_name.icontains(words, autoescape=True),
        )
    )
    experts = select(_EXPERT.c.id).where(
        or_(
            _EXPERT.c.email.icontains(words, autoescape=True),
            _EXPERT.c.name.icontains(words, autoescape=True),
        )
    )
    ordered = accounts.order_by(_ACCOUNT.c.email).limit(limit)
    found = tuple(await session.scalars(ordered))
    more = experts.where(
        or_(_EXPERT.c.account_id.is_(None), _EXPERT.c.account_id.not_in(found))
    ).order_by(_EXPERT.c.number)
    others = tuple(await session.scalars(more.limit(limit - len(found))))
    names = await account_names(session, found)
    numbered = await expert_names(session, others)
    return (*(names[one] for one in found), *(numbered[one] for one in others))


async def ids_of_person(session: AsyncSession, person: UUID) -> frozenset[UUID]:
    """A person's account, expert record and applications, from any one of them."""
    pairs = await session.execute(
        select(_EXPERT.c.id, _EXPERT.c.account_id).where(
            or_(_EXPERT.c.id == person, _EXPERT.c.account_id == person)
        )
    )
    own = {person, *(one for pair in pairs for one in pair if one is not None)}
    applications = await session.scalars(
        select(_APPLICATION.c.id).where(
            or_(_APPLICATION.c.account_id.in_(own), _APPLICATION.c.expert_id.in_(own))
        )
    )
    return frozenset({*own, *applications})
