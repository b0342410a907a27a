"""Acts of user administration that take two: one administrator asks, another one confirms.

Granting a role of the staff, and taking a second factor off somebody's account: whoever could
do these alone could make an account of anybody's (`security.md`, 1.1.3).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.signing_in import OPERATOR, end_sessions
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role, forbidden_together
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.asked_store import (
    AskedAct,
    add_asked,
    decide_asked,
    load_open,
    open_asked,
)
from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import queue_mail
from expert_pool.storage.second_factor_store import load_factor, remove_factor

GRANT: Final = "grant_role"
RESET: Final = "reset_second_factor"
_ENOUGH: Final = 2
_AFTERWARDS: Final = timedelta(days=7)
"""So long an administrator still counts who was closed or lost the role: otherwise one could
close the other's account first and grant alone. In the meantime the machine's operator can."""


async def must_wait(session: AsyncSession, actor: Actor, now: datetime, *, alone: bool) -> bool:
    """Whether a grant waits for a second administrator: where there are two, unless told not."""
    if alone or actor == OPERATOR:
        return False
    since = now - _AFTERWARDS
    return await AccountStore(session).held_role_since(Role.USER_ADMIN, since) >= _ENOUGH


async def ask_for_role(
    session: AsyncSession, actor: Actor, account: Account, role: Role, now: datetime
) -> None:
    """Let a grant wait for a second administrator.

    Raises:
        ExpertPoolError: `account.asked_already`.
    """
    await _ask(session, actor, AskedAct(uuid4(), account.id, GRANT, role, _id_of(actor), now))


async def ask_for_reset(database: Database, actor: Actor, account_id: UUID, now: datetime) -> None:
    """Ask to take the second factor off an account whose owner lost phone and codes.

    Raises:
        ExpertPoolError: `account.own_roles`, `account.no_second_factor`, `account.asked_already`.
    """
    async with database.transaction() as session:
        account = await _locked(session, actor, account_id)
        if await load_factor(session, account.id) is None:
            raise ExpertPoolError("account.no_second_factor")
        await _ask(session, actor, AskedAct(uuid4(), account.id, RESET, "", _id_of(actor), now))


async def confirm_asked(
    database: Database, actor: Actor, asked_id: UUID, now: datetime
) -> AskedAct:
    """Do what another administrator asked for.

    Raises:
        ExpertPoolError: `account.asked_gone`, `account.second_administrator_needed`,
            `account.own_roles`, `account.role_held`, or the finding that forbids the role.
    """
    async with database.transaction() as session:
        asked = await _still_open(session, asked_id)
        if asked.asked_by == _id_of(actor):
            raise ExpertPoolError("account.second_administrator_needed")
        account = await _locked(session, actor, asked.account_id)
        await decide_asked(session, asked.id, _id_of(actor), "confirmed", now)
        if asked.act == GRANT:
            await give_role(session, actor, account, Role(asked.role), now)
        else:
            await _take_off(session, actor, account)
    return asked


async def withdraw_asked(database: Database, actor: Actor, asked_id: UUID, now: datetime) -> None:
    """Drop what was asked for: any administrator may, the one who asked too.

    Raises:
        ExpertPoolError: `account.asked_gone`.
    """
    async with database.transaction() as session:
        asked = await _still_open(session, asked_id)
        await decide_asked(session, asked.id, _id_of(actor), "withdrawn", now)
        await _record(session, actor, Act.ACCOUNT_WITHDRAW_ASKED, asked)


async def waiting_acts(database: Database, account_id: UUID) -> tuple[tuple[AskedAct, ...], bool]:
    """What waits for an account, and whether it has a second factor."""
    async with database.transaction() as session:
        factor = await load_factor(session, account_id)
        has_factor = factor is not None and factor.confirmed_at is not None
        return await open_asked(session, account_id), has_factor


async def give_role(
    session: AsyncSession, actor: Actor, account: Account, role: Role, now: datetime
) -> None:
    """Give a role within a larger act; the account's sessions end.

    Raises:
        ExpertPoolError: `account.role_held` or the finding that forbids it.
    """
    check_role(account, role)
    granter = None if actor == OPERATOR else _id_of(actor)
    await AccountStore(session).grant(account.id, role, granter, now)
    await end_sessions(session, actor, account.id)
    await record_act(
        session,
        actor=actor,
        act=Act.ACCOUNT_GRANT_ROLE,
        subject=f"account:{account.id}",
        before={"roles": sorted(account.roles)},
        after={"roles": sorted(account.roles | {role})},
    )


def check_role(account: Account, role: Role) -> None:
    """Whether an account may get a role.

    Raises:
        ExpertPoolError: `account.role_held` or the finding that forbids it.
    """
    if role in account.roles:
        raise ExpertPoolError("account.role_held")
    for finding in forbidden_together(frozenset(Role(held) for held in account.roles) | {role}):
        raise ExpertPoolError(finding.code, dict(finding.params))


async def _take_off(session: AsyncSession, actor: Actor, account: Account) -> None:
    await remove_factor(session, account.id)
    await end_sessions(session, actor, account.id)
    await queue_mail(session, account.email, "second_factor_reset", account.language, {})
    await record_act(
        session,
        actor=actor,
        act=Act.ACCOUNT_RESET_SECOND_FACTOR,
        subject=f"account:{account.id}",
    )


async def _ask(session: AsyncSession, actor: Actor, asked: AskedAct) -> None:
    waiting = await open_asked(session, asked.account_id)
    if any((one.act, one.role) == (asked.act, asked.role) for one in waiting):
        raise ExpertPoolError("account.asked_already")
    await add_asked(session, asked)
    act = Act.ACCOUNT_ASK_ROLE if asked.act == GRANT else Act.ACCOUNT_ASK_FACTOR_RESET
    await _record(session, actor, act, asked)


async def _record(session: AsyncSession, actor: Actor, act: Act, asked: AskedAct) -> None:
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"account:{asked.account_id}",
        after={"act": asked.act, "role": asked.role},
    )


async def _still_open(session: AsyncSession, asked_id: UUID) -> AskedAct:
    asked = await load_open(session, asked_id)
    if asked is None:
        raise ExpertPoolError("account.asked_gone")
    return asked


async def _locked(session: AsyncSession, actor: Actor, account_id: UUID) -> Account:
    if actor.account_id == str(account_id):
        raise ExpertPoolError("account.own_roles")
    store = AccountStore(session)
    await store.lock(account_id)
    account = await store.by_id(account_id)
    if account is None:
        raise ExpertPoolError("account.not_found")
    return account


def _id_of(actor: Actor) -> UUID:
    return UUID(actor.account_id)
