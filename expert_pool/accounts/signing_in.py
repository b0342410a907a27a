"""Signing in and out, and who stands behind a session's cookie."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.desk import Desk
from expert_pool.accounts.signing_up import normal_email
from expert_pool.accounts.throttle import (
    PER_ACCOUNT,
    PER_ADDRESS,
    WINDOW,
    count_attempt,
    throttle_key,
)
from expert_pool.accounts.tokens import SECOND_STEP, hash_token, issue_token, mint_token
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.second_factor_store import load_factor
from expert_pool.storage.session_store import OpenSession, SessionStore, SignedIn

ABSOLUTE: Final = timedelta(hours=8)
IDLE_EXPERT: Final = timedelta(minutes=30)
IDLE_STAFF: Final = timedelta(minutes=15)
_TOUCH_EVERY: Final = timedelta(seconds=60)
_ROLE_ORDER: Final = tuple(Role)
NOBODY: Final = Actor("anonymous", "public")
OPERATOR: Final = Actor("operator", "operator")


@dataclass(frozen=True, slots=True)
class CameFrom:
    """Where somebody signs in from: network address and browser."""

    address: str
    client: str


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What somebody typed to sign in, and where from."""

    email: str
    password: str
    came_from: CameFrom


@dataclass(frozen=True, slots=True)
class Signed:
    """A fresh session: the token goes into the cookie and is kept nowhere."""

    token: str
    account: Account


@dataclass(frozen=True, slots=True)
class HalfSigned:
    """The right password of an account with a second factor: no session yet."""

    token: str


def actor_of(account_id: UUID, roles: frozenset[str], session_token: str) -> Actor:
    """Who acts, as the log writes it: the id, the leading role, what the session is known by."""
    leading = next((role.value for role in _ROLE_ORDER if role in roles), "none")
    session = hash_token(session_token).hex() if session_token else ""
    return Actor(str(account_id), leading, session)


async def sign_in(desk: Desk, asked: SignInRequest, now: datetime) -> Signed | HalfSigned:
    """Open a new session with a new id for the right address and password.

    The attempt is counted before the password is looked at; unknown addresses cost the same
    time and get the same answer. Where the account has a second factor there is no session
    before its code (`expert_pool.accounts.second_step`).

    Raises:
        ExpertPoolError: `account.too_many_attempts`, `account.wrong_credentials` or, with the
            right password only, `account.email_not_verified`.
    """
    address = normal_email(asked.email)
    async with desk.database.transaction() as session:
        await count_attempt(session, PER_ADDRESS, asked.came_from.address, now)
        await count_attempt(session, PER_ACCOUNT, address, now)
        account = await AccountStore(session).by_email(address)
    right = await desk.passwords.verify(account.password_hash if account else None, asked.password)
    if account is None or not right or not account.active or not account.verified:
        await record_refusal(desk.database, account)
        raise ExpertPoolError("account.wrong_credentials")
    outdated = desk.passwords.is_outdated(account.password_hash or "")
    fresh_hash = await desk.passwords.hash(asked.password) if outdated else None
    async with desk.database.transaction() as session:
        if fresh_hash:
            await AccountStore(session).change(account.id, password_hash=fresh_hash)
        factor = await load_factor(session, account.id)
        if factor is not None and factor.confirmed_at is not None:
            return HalfSigned(await issue_token(session, account.id, SECOND_STEP, now))
        return await open_session(session, account, asked.came_from, now)


async def record_refusal(database: Database, account: Account | None) -> None:
    """Note in the log that somebody could not sign in to a known account."""
    if account is None:
        return
    async with database.transaction() as session:
        await record_act(
            session,
            actor=NOBODY,
            act=Act.SESSION_LOGIN_REFUSED,
            subject=f"account:{account.id}",
        )


async def open_session(
    session: AsyncSession, account: Account, came_from: CameFrom, now: datetime
) -> Signed:
    """Open a session for somebody who proved who they are."""
    token, store, sessions = mint_token(), AccountStore(session), SessionStore(session)
    await store.forget_attempts((throttle_key(PER_ACCOUNT, account.email),))
    await store.forget_attempt(throttle_key(PER_ADDRESS, came_from.address), now)
    await store.forget_attempts_before(now - WINDOW)
    await sessions.drop_expired(now)
    client = came_from.client[:200]
    await sessions.open(hash_token(token), account.id, client, now, now + ABSOLUTE)
    await record_act(
        session,
        actor=actor_of(account.id, account.roles, token),
        act=Act.SESSION_LOGIN,
        subject=f"account:{account.id}",
    )
    return Signed(token=token, account=account)


async def who_is(database: Database, token: str, now: datetime) -> SignedIn | None:
    """Who is signed in by a cookie; nobody after too long a pause."""
    id_hash = hash_token(token)
    async with database.transaction() as session:
        sessions = SessionStore(session)
        found = await sessions.find(id_hash, now)
        if found is None:
            return None
        pause = now - found.last_seen_at
        if pause > idle_limit(found.roles):
            await sessions.close(id_hash)
            return None
        if pause > _TOUCH_EVERY:
            await sessions.touch(id_hash, now)
        return found


def idle_limit(roles: frozenset[str]) -> timedelta:
    """How long a session may rest: staff sit at shared desks, experts fill in long forms."""
    return IDLE_STAFF if roles - {Role.EXPERT} else IDLE_EXPERT


async def sign_out(database: Database, actor: Actor, token: str) -> None:
    """End the session in hand."""
    async with database.transaction() as session:
        await SessionStore(session).close(hash_token(token))
        await record_act(
            session,
            actor=actor,
            act=Act.SESSION_LOGOUT,
            subject=f"account:{actor.account_id}",
        )


async def sign_out_elsewhere(database: Database, actor: Actor, token: str) -> None:
    """End every other session of the account."""
    async with database.transaction() as session:
        await end_sessions(session, actor, UUID(actor.account_id), hash_token(token))


async def end_sessions(
    session: AsyncSession, actor: Actor, account_id: UUID, but: bytes | None = None
) -> None:
    """End the sessions of an account within a larger act, e.g. after a new password."""
    await SessionStore(session).close_all(account_id, but=but)
    await record_act(
        session,
        actor=actor,
        act=Act.SESSION_LOGOUT,
        subject=f"account:{account_id}",
    )


async def open_sessions(
    database: Database, account_id: UUID, now: datetime
) -> tuple[OpenSession, ...]:
    """The open sessions of an account, for its owner."""
    async with database.transaction() as session:
        return await SessionStore(session).of_account(account_id, now)
