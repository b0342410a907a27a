"""Where applications, experts and accounts stand, in few columns for a check of all of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import cast, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.storage.tables.accounts import AccountRoleRow, AccountRow
from expert_pool.storage.tables.applications import ApplicationRow
from expert_pool.storage.tables.audit import AuditEntryRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow

_APPLICATION = table_of(ApplicationRow)
_EXPERT = table_of(ExpertRow)
_ACCOUNT = table_of(AccountRow)
_COLUMNS = tuple(
    _APPLICATION.c[name]
    for name in (
        "id",
        "state",
        "account_id",
        "entered_by",
        "first_registrar",
        "second_registrar",
        "expert_id",
        "source",
    )
)


@dataclass(frozen=True, slots=True)
class ApplicationStanding:
    """One application: its state, its people, and its expert with standing (empty for none).

    `source` is `change` where a member's record was changed, which leaves the standing alone.
    """

    id: UUID
    state: str
    applicant: UUID | None
    entered_by: UUID | None
    first_registrar: UUID | None
    second_registrar: UUID | None
    standing: str
    expert: UUID | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class SuspensionFound:
    """The day in China on which somebody was last suspended, and the standing until then."""

    standing: str
    day: date


async def application_standings(session: AsyncSession) -> tuple[ApplicationStanding, ...]:
    """Every application with the standing of the expert that it made."""
    query = (
        select(*_COLUMNS, _EXPERT.c.standing)
        .select_from(_APPLICATION)
        .outerjoin(_EXPERT, _EXPERT.c.id == _APPLICATION.c.expert_id)
        .order_by(_APPLICATION.c.created_at)
    )
    return tuple(
        ApplicationStanding(
            row.id,
            row.state,
            row.account_id,
            row.entered_by,
            row.first_registrar,
            row.second_registrar,
            row.standing or "",
            row.expert_id,
            row.source,
        )
        for row in await session.execute(query)
    )


async def expert_standings(session: AsyncSession) -> dict[str, str]:
    """The standing of each expert, by id."""
    rows = await session.execute(select(_EXPERT.c.id, _EXPERT.c.standing))
    return {str(expert): standing for expert, standing in rows}


async def find_suspension(session: AsyncSession, expert_id: UUID) -> SuspensionFound | None:
    """The last suspension of an expert as the log has it, or None where it has none."""
    entry = AuditEntryRow
    query = (
        select(cast(col(entry.body), JSONB)["prev_state"].astext, col(entry.moment))
        .where(col(entry.subject) == f"expert:{expert_id}")
        .where(col(entry.act) == Act.EXPERT_SUSPEND.value)
        .order_by(col(entry.moment).desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return SuspensionFound(row[0], datetime.fromisoformat(row[1]).astimezone(CHINA).date())


async def closed_accounts(session: AsyncSession) -> dict[str, bool]:
    """Whether each account is closed, by id."""
    rows = await session.execute(select(_ACCOUNT.c.id, _ACCOUNT.c.deactivated_at))
    return {str(account): closed is not None for account, closed in rows}


async def roles_held(session: AsyncSession) -> dict[UUID, frozenset[str]]:
    """The roles that each account holds now."""
    query = select(col(AccountRoleRow.account_id), col(AccountRoleRow.role))
    live = await session.execute(query.where(col(AccountRoleRow.revoked_at).is_(None)))
    held: dict[UUID, set[str]] = {}
    for account, role in live:
        held.setdefault(account, set()).add(role)
    return {account: frozenset(roles) for account, roles in held.items()}
