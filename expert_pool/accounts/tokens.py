"""Secrets that are handed out once and kept as hashes only: mailed tokens and session ids."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.account_store import AccountStore, MailedToken, NewToken

VERIFY_EMAIL: Final = "verify_email"
RESET_PASSWORD: Final = "reset_password"  # noqa: S105 - the name of a purpose
SET_PASSWORD: Final = "set_password"  # noqa: S105 - the name of a purpose
CONFIRM_IMPORT: Final = "confirm_import"
SECOND_STEP: Final = "second_step"
"""Not mailed: it waits in the browser's cookie for the code of the second factor."""
LIFETIMES: Final = {
    VERIFY_EMAIL: timedelta(hours=24),
    RESET_PASSWORD: timedelta(hours=1),
    SET_PASSWORD: timedelta(hours=72),
    CONFIRM_IMPORT: timedelta(days=30),
    SECOND_STEP: timedelta(minutes=10),
}


def hash_token(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def mint_token() -> str:
    """A token of 256 random bits that fits into a link."""
    return secrets.token_urlsafe(32)


async def issue_token(
    session: AsyncSession,
    account_id: UUID,
    purpose: str,
    now: datetime,
    data: dict[str, object] | None = None,
) -> str:
    """Mint a token to be mailed; earlier ones for the same purpose stop working."""
    token = mint_token()
    kept = NewToken(hash_token(token), account_id, purpose, now + LIFETIMES[purpose], data or {})
    await AccountStore(session).add_token(kept, now)
    return token


async def use_token(session: AsyncSession, token: str, purpose: str, now: datetime) -> MailedToken:
    """What a mailed token stands for; it works once.

    Raises:
        ExpertPoolError: `account.link_not_valid` where it is unknown, used or too old.
    """
    found = await AccountStore(session).use_token(hash_token(token), purpose, now)
    if found is None:
        raise ExpertPoolError("account.link_not_valid")
    return found
