"""The accounts of the staff, as user administrators keep them: create, grant, revoke, close."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.addresses import check_address
from expert_pool.accounts.signing_in import OPERATOR, end_sessions
from expert_pool.accounts.signing_up import normal_email
from expert_pool.accounts.tokens import SET_PASSWORD, issue_token
from expert_pool.accounts.two_administrators import (
    ask_for_role,
    check_role,
    give_role,
    must_wait,
)
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.api_store import end_api_tokens
from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import queue_mail


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A member of staff to be: address, name and the first role."""

    email: str
    name: str
    role: Role
    language: str = "zh_Hans"


@dataclass(frozen=True, slots=True)
class CreatedStaff:
    """The account made, the one-time token for its owner's password, and whether its role waits."""

    account_id: UUID
    token: str
    waits: bool = False


async def create_staff(
    database: Database, actor: Actor, new: NewStaff, now: datetime, *, alone: bool = True
) -> CreatedStaff:
    """Create a staff account and mail its owner a one-time link to set a password.

    Its role waits for a second user administrator where there are two, unless `alone`.

    Raises:
        ExpertPoolError: `account.not_an_address`, `account.address_taken`, or
            `account.not_a_staff_role`.
    """
    if new.role is Role.EXPERT:
        raise ExpertPoolError("account.not_a_staff_role")
    address = normal_email(new.email)
    check_address(address)
    async with database.transaction() as session:
        store = AccountStore(session)
        if await store.by_email(address):
            raise ExpertPoolError("account.address_taken", {"email": address})
        account_id = await store.add(address, new.name, new.language, now)
        waits = await must_wait(session, actor, now, alone=alone)
        if not waits:
            await store.grant(account_id, new.role, _granter(actor), now)
        token = await issue_token(session, account_id, SET_PASSWORD, now)
        await queue_mail(session, address, "staff_welcome", new.language, {"token": token})
        await record_act(
            session,
            actor=actor,
            act=Act.ACCOUNT_CREATE,
            subject=f"account:{account_id}",
            after={"roles": [] if waits else [new.role.value]},
        )
        if waits:
            await ask_for_role(session, actor, await _existing(session, account_id), new.role, now)
    return CreatedStaff(account_id, token, waits)


async def grant_role(
    database: Database,
    actor: Actor,
    account_id: UUID,
    role: Role,
    now: datetime,
    *,
    alone: bool = True,
) -> bool:
    """Give somebody a further role, unless the roles exclude each other; whether it holds now.

    It waits for a second user administrator where there are two, unless `alone`.

    Raises:
        ExpertPoolError: `account.own_roles`, `account.role_held`, `account.asked_already` or
            the finding that forbids it.
    """
    async with database.transaction() as session:
        account = await _someone_else(session, actor, account_id)
        check_role(account, role)
        if await must_wait(session, actor, now, alone=alone):
            await ask_for_role(session, actor, account, role, now)
            return False
        await give_role(session, actor, account, role, now)
        return True


async def revoke_role(
    database: Database, actor: Actor, account_id: UUID, role: Role, now: datetime
) -> None:
    """Take a role away; the holder's sessions end at once."""
    async with database.transaction() as session:
        account = await _someone_else(session, actor, account_id)
        if role not in account.roles:
            raise ExpertPoolError("account.role_not_held")
        await AccountStore(session).revoke(account_id, role, now)
        await _record_roles(
            session, actor, Act.ACCOUNT_REVOKE_ROLE, account, account.roles - {role}
        )


async def close_account(database: Database, actor: Actor, account_id: UUID, now: datetime) -> None:
    """Close an account: nobody signs in with it, its history stays.

    Sessions, tokens of the API and mailed links end for good: a later reopening revives none.
    """
    async with database.transaction() as session:
        account = await _someone_else(session, actor, account_id)
        await AccountStore(session).change(account_id, deactivated_at=now)
        await _end_all(session, actor, account_id, now)
        await _record_state(session, actor, account, "closed")


async def reopen_account(database: Database, actor: Actor, account_id: UUID, now: datetime) -> None:
    """Open a closed account again; its owner signs in anew and makes new tokens."""
    async with database.transaction() as session:
        account = await _someone_else(session, actor, account_id)
        await AccountStore(session).change(account_id, deactivated_at=None)
        # What began while the account was being closed must not come to life now.
        await _end_all(session, actor, account_id, now)
        await _record_state(session, actor, account, "open")


async def send_link_again(
    database: Database, actor: Actor, account_id: UUID, now: datetime
) -> None:
    """Mail a new one-time link to set a password; the former one stops working."""
    async with database.transaction() as session:
        account = await _someone_else(session, actor, account_id)
        token = await issue_token(session, account.id, SET_PASSWORD, now)
        context = {"token": token}
        await queue_mail(session, account.email, "staff_welcome", account.language, context)
        await record_act(
            session, actor=actor, act=Act.ACCOUNT_ASK_RESET, subject=f"account:{account_id}"
        )


async def list_accounts(
    database: Database, words: str, role: str, limit: int, offset: int
) -> tuple[Account, ...]:
    """Accounts by address, name and role, newest first."""
    async with database.transaction() as session:
        return await AccountStore(session).search(words, role, limit, offset)


async def find_account(database: Database, account_id: UUID) -> Account:
    """One account.

    Raises:
        ExpertPoolError: `account.not_found`.
    """
    async with database.transaction() as session:
        return await _existing(session, account_id)


def _granter(actor: Actor) -> UUID | None:
    return None if actor == OPERATOR else UUID(actor.account_id)


async def _existing(session: AsyncSession, account_id: UUID) -> Account:
    account = await AccountStore(session).by_id(account_id)
    if account is None:
        raise ExpertPoolError("account.not_found")
    return account


async def _someone_else(session: AsyncSession, actor: Actor, account_id: UUID) -> Account:
    if actor.account_id == str(account_id):
        raise ExpertPoolError("account.own_roles")
    await AccountStore(session).lock(account_id)
    return await _existing(session, account_id)


async def _record_roles(
    session: AsyncSession, actor: Actor, act: Act, account: Account, after: frozenset[str]
) -> None:
    await end_sessions(session, actor, account.id)
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"account:{account.id}",
        before={"roles": sorted(account.roles)},
        after={"roles": sorted(after)},
    )


async def _end_all(session: AsyncSession, actor: Actor, account_id: UUID, now: datetime) -> None:
    await AccountStore(session).end_tokens(account_id, now)
    await end_sessions(session, actor, account_id)
    for token_id in await end_api_tokens(session, account_id, now):
        await record_act(
            session,
            actor=actor,
            act=Act.ACCOUNT_REVOKE_TOKEN,
            subject=f"account:{account_id}",
            before={"token": token_id},
        )


async def _record_state(session: AsyncSession, actor: Actor, account: Account, state: str) -> None:
    await record_act(
        session,
        actor=actor,
        act=Act.ACCOUNT_DEACTIVATE if state == "closed" else Act.ACCOUNT_REACTIVATE,
        subject=f"account:{account.id}",
        previous_state="open" if account.active else "closed",
        next_state=state,
    )
