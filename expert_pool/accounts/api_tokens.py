"""Tokens with which programs use the API in the name of an account.

A token shows once and is kept as a hash; it can do what its account may do at that
moment, never more, and no token makes another one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from expert_pool.accounts.desk import Desk
from expert_pool.accounts.throttle import PER_ACCOUNT, count_attempt, throttle_key
from expert_pool.accounts.tokens import hash_token, mint_token
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.api_store import (
    ApiToken,
    add_api_token,
    end_api_tokens,
    holder_of_token,
    list_api_tokens,
    touch_api_token,
)
from expert_pool.storage.database import Database
from expert_pool.storage.session_store import SignedIn

PREFIX: Final = "ep_"
LONGEST_LIFE_DAYS: Final = 365
MOST_TOKENS: Final = 20
_TOUCH_EVERY: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class AskedToken:
    """What somebody typed to get a token: its name, how long it works, the own password."""

    name: str
    days: int
    password: str


async def create_api_token(desk: Desk, actor: Actor, asked: AskedToken, now: datetime) -> str:
    """Make a token for the own account, knowing its password; the secret is told this once.

    Raises:
        ExpertPoolError: `account.wrong_password`, `account.too_many_attempts`,
            `api_token.bad_life` or `api_token.enough`.
    """
    if not 1 <= asked.days <= LONGEST_LIFE_DAYS:
        raise ExpertPoolError("api_token.bad_life", {"most": LONGEST_LIFE_DAYS})
    account = await prove_owner(desk, UUID(actor.account_id), asked.password, now)
    secret = PREFIX + mint_token()
    expires_at = now + timedelta(days=asked.days)
    token = ApiToken(uuid4(), account.id, asked.name, now, expires_at)
    async with desk.database.transaction() as session:
        await AccountStore(session).lock(account.id)
        if len(await list_api_tokens(session, account.id, now)) >= MOST_TOKENS:
            raise ExpertPoolError("api_token.enough", {"most": MOST_TOKENS})
        await add_api_token(session, token, hash_token(secret))
        await record_act(
            session,
            actor=actor,
            act=Act.ACCOUNT_CREATE_TOKEN,
            subject=f"account:{account.id}",
            after={"token": token.id, "expires_at": token.expires_at.date()},
        )
    return secret


async def prove_owner(desk: Desk, account_id: UUID, password: str, now: datetime) -> Account:
    """The account, once its password was typed again: a borrowed session makes no secret.

    Raises:
        ExpertPoolError: `account.wrong_password` or `account.too_many_attempts`.
    """
    async with desk.database.transaction() as session:
        account = await AccountStore(session).by_id(account_id)
        if account is None:
            raise ExpertPoolError("account.not_found")
        await count_attempt(session, PER_ACCOUNT, account.email, now)
    if not await desk.passwords.verify(account.password_hash, password):
        raise ExpertPoolError("account.wrong_password")
    async with desk.database.transaction() as session:
        await AccountStore(session).forget_attempts((throttle_key(PER_ACCOUNT, account.email),))
    return account


async def revoke_api_token(database: Database, actor: Actor, token_id: UUID, now: datetime) -> None:
    """End a token of the own account at once.

    Raises:
        ExpertPoolError: `api_token.not_found`, for other people's tokens too.
    """
    async with database.transaction() as session:
        if not await end_api_tokens(session, UUID(actor.account_id), now, token_id):
            raise ExpertPoolError("api_token.not_found")
        await record_act(
            session,
            actor=actor,
            act=Act.ACCOUNT_REVOKE_TOKEN,
            subject=f"account:{actor.account_id}",
            before={"token": token_id},
        )


async def own_api_tokens(
    database: Database, account_id: UUID, now: datetime
) -> tuple[ApiToken, ...]:
    """The tokens of an account that still work, for its owner."""
    async with database.transaction() as session:
        return await list_api_tokens(session, account_id, now)


async def who_has(database: Database, secret: str, now: datetime) -> SignedIn | None:
    """In whose name a program acts with a token; nobody's when the token does not work."""
    async with database.transaction() as session:
        found = await holder_of_token(session, hash_token(secret), now)
        if found is None:
            return None
        token, who = found
        if token.last_used_at is None or now - token.last_used_at > _TOUCH_EVERY:
            await touch_api_token(session, token.id, now)
        return who
