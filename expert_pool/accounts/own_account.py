"""What people change about their own account: password and language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.desk import Desk
from expert_pool.accounts.signing_in import NOBODY, actor_of, end_sessions
from expert_pool.accounts.signing_up import normal_email, refuse_weak
from expert_pool.accounts.throttle import (
    MAILS_PER_ACCOUNT,
    MAILS_PER_ADDRESS,
    PER_ACCOUNT,
    count_attempt,
    throttle_key,
)
from expert_pool.accounts.tokens import (
    RESET_PASSWORD,
    hash_token,
    issue_token,
    use_token,
)
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.api_store import end_api_tokens
from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import queue_mail


async def ask_for_reset(database: Database, email: str, client: str, now: datetime) -> None:
    """Mail a link for a new password, if there is such an account; the answer never tells."""
    address = normal_email(email)
    async with database.transaction() as session:
        await count_attempt(session, MAILS_PER_ADDRESS, client, now)
        await count_attempt(session, MAILS_PER_ACCOUNT, address, now)
        account = await AccountStore(session).by_email(address)
        if account is None or not account.active or not account.verified:
            return
        token = await issue_token(session, account.id, RESET_PASSWORD, now)
        await queue_mail(session, address, "reset_password", account.language, {"token": token})
        await record_act(
            session,
            actor=NOBODY,
            act=Act.ACCOUNT_ASK_RESET,
            subject=f"account:{account.id}",
        )


async def set_password(desk: Desk, token: str, purpose: str, password: str, now: datetime) -> None:
    """Set a password by a mailed link (a reset, or the first one); sessions and tokens end."""
    async with desk.database.transaction() as session:
        owner = await AccountStore(session).find_token(hash_token(token), purpose, now)
        account = await AccountStore(session).by_id(owner) if owner else None
    if account is None:
        raise ExpertPoolError("account.link_not_valid")
    refuse_weak(desk.passwords, password, account.email)
    password_hash = await desk.passwords.hash(password)
    async with desk.database.transaction() as session:
        await use_token(session, token, purpose, now)
        if not account.verified:
            await AccountStore(session).change(account.id, email_verified_at=now)
        actor = actor_of(account.id, account.roles, "")
        await _store_password(session, actor, Act.ACCOUNT_RESET_PASSWORD, account, password_hash)
        await end_sessions(session, actor, account.id)
        await end_api_tokens(session, account.id, now)


async def _store_password(
    session: AsyncSession, actor: Actor, act: Act, account: Account, password_hash: str
) -> None:
    store = AccountStore(session)
    await store.change(account.id, password_hash=password_hash)
    await store.forget_attempts((throttle_key(PER_ACCOUNT, account.email),))
    await queue_mail(session, account.email, "password_changed", account.language, {})
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"account:{account.id}",
    )


async def change_password(
    desk: Desk, actor: Actor, old: str, new: str, session_token: str, now: datetime
) -> None:
    """Change the own password, knowing the old one; every other session ends."""
    account_id = UUID(actor.account_id)
    async with desk.database.transaction() as session:
        account = await AccountStore(session).by_id(account_id)
        if account is None:
            raise ExpertPoolError("account.not_found")
        await count_attempt(session, PER_ACCOUNT, account.email, now)
    if not await desk.passwords.verify(account.password_hash, old):
        raise ExpertPoolError("account.wrong_password")
    refuse_weak(desk.passwords, new, account.email)
    password_hash = await desk.passwords.hash(new)
    async with desk.database.transaction() as session:
        await _store_password(session, actor, Act.ACCOUNT_CHANGE_PASSWORD, account, password_hash)
        await end_sessions(session, actor, account_id, hash_token(session_token))


async def link_works(database: Database, token: str, purpose: str, now: datetime) -> bool:
    """Whether a mailed link can still be used, before its form is shown."""
    async with database.transaction() as session:
        found = await AccountStore(session).find_token(hash_token(token), purpose, now)
        return found is not None


async def prefer_language(database: Database, account_id: UUID, language: str) -> None:
    """Keep the language in which mails and pages speak to somebody."""
    async with database.transaction() as session:
        await AccountStore(session).change(account_id, language=language)
