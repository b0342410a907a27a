"""Registering an account and proving the address: the same answer for known and unknown ones."""

from datetime import datetime

from expert_pool.accounts.desk import Desk
from expert_pool.accounts.throttle import MAILS_PER_ACCOUNT, MAILS_PER_ADDRESS, count_attempt
from expert_pool.accounts.tokens import VERIFY_EMAIL, issue_token, use_token
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.passwords import Passwords, check_password
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import queue_mail


def normal_email(email: str) -> str:
    """The form in which an address is kept and compared."""
    return email.strip().casefold()


def refuse_weak(passwords: Passwords, password: str, email: str) -> None:
    """Refuse a password that is short, common here or made of the address.

    Raises:
        ExpertPoolError: the first finding about the password.
    """
    for finding in check_password(password, email, passwords.local_words):
        raise ExpertPoolError(finding.code, dict(finding.params))


async def sign_up(
    desk: Desk, email: str, password: str, language: str, client: str, now: datetime
) -> None:
    """Take in a registration; whoever owns the address already gets a notice instead.

    The password is hashed in both cases and kept with the mailed token only: it becomes the
    account's password when the link is followed, so nobody can prepare an account for another.
    """
    address = normal_email(email)
    refuse_weak(desk.passwords, password, address)
    password_hash = await desk.passwords.hash(password)
    async with desk.database.transaction() as session:
        await count_attempt(session, MAILS_PER_ADDRESS, client, now)
        await count_attempt(session, MAILS_PER_ACCOUNT, address, now)
        store = AccountStore(session)
        known = await store.by_email(address)
        if known and known.verified:
            await queue_mail(session, address, "already_registered", known.language, {})
            return
        account_id = known.id if known else await store.add(address, address, language, now)
        data: dict[str, object] = {"password_hash": password_hash}
        token = await issue_token(session, account_id, VERIFY_EMAIL, now, data)
        await queue_mail(session, address, "verify_email", language, {"token": token})
        await record_act(
            session,
            actor=Actor(str(account_id), Role.EXPERT),
            act=Act.ACCOUNT_REGISTER,
            subject=f"account:{account_id}",
        )


async def confirm_email(database: Database, token: str, now: datetime) -> Account:
    """Prove the address by its mailed token: the account can be used from now on."""
    async with database.transaction() as session:
        found = await use_token(session, token, VERIFY_EMAIL, now)
        store = AccountStore(session)
        await store.change(
            found.account_id,
            email_verified_at=now,
            password_hash=str(found.data["password_hash"]),
        )
        account = await store.by_id(found.account_id)
        if account is None:
            raise ExpertPoolError("account.link_not_valid")
        if not account.roles:
            await store.grant(account.id, Role.EXPERT, None, now)
        await record_act(
            session,
            actor=Actor(str(account.id), Role.EXPERT),
            act=Act.ACCOUNT_VERIFY_EMAIL,
            subject=f"account:{account.id}",
            next_state="active",
        )
        return account
