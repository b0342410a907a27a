"""How often each account acted, counted from the log: numbers only, no entry is opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.storage.tables.audit import AuditEntryRow


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which acts are counted: from `since` until before `until`, of these acts, in this role."""

    since: datetime | None = None
    until: datetime | None = None
    acts: frozenset[Act] = frozenset()
    role: str = ""


@dataclass(frozen=True, slots=True)
class ActorCount:
    """How often one account acted in one role, and when last."""

    actor: str
    role: str
    acts: int
    last: datetime


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How often a role was acted in, and by how many accounts."""

    role: str
    actors: int
    acts: int


async def count_by_actor(
    session: AsyncSession, wanted: ActivityFilter, limit: int
) -> tuple[ActorCount, ...]:
    """Who acted most often, the busiest first."""
    entry, number = AuditEntryRow, func.count()
    query = (
        select(col(entry.actor), col(entry.role), number, func.max(col(entry.moment)))
        .where(*_conditions(wanted))
        .group_by(col(entry.actor), col(entry.role))
        .order_by(number.desc(), col(entry.actor), col(entry.role))
        .limit(limit)
    )
    rows = await session.execute(query)
    return tuple(ActorCount(who, role, n, _read(last)) for who, role, n, last in rows)


async def count_by_role(session: AsyncSession, wanted: ActivityFilter) -> tuple[RoleCount, ...]:
    """How often each role was acted in, the busiest first."""
    entry, number = AuditEntryRow, func.count()
    query = (
        select(col(entry.role), func.count(col(entry.actor).distinct()), number)
        .where(*_conditions(wanted))
        .group_by(col(entry.role))
        .order_by(number.desc(), col(entry.role))
    )
    rows = await session.execute(query)
    return tuple(RoleCount(role, actors, acts) for role, actors, acts in rows)


def _conditions(wanted: ActivityFilter) -> Collection[ColumnElement[bool]]:
    entry = AuditEntryRow
    conditions: list[ColumnElement[bool]] = []
    if wanted.since:
        conditions.append(col(entry.moment) >= _written(wanted.since))
    if wanted.until:
        conditions.append(col(entry.moment) < _written(wanted.until))
    if wanted.acts:
        conditions.append(col(entry.act).in_(sorted(wanted.acts)))
    if wanted.role:
        conditions.append(col(entry.role) == wanted.role)
    return conditions


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
