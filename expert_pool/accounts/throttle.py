"""Slows down guessing: after some failures the next attempt must wait, ever longer.

It delays and never locks, so that nobody can shut a colleague out for good
(OWASP ASVS 5.0, 6.3.1).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.account_store import AccountStore, Attempts

WINDOW: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts are free, and the longest wait after that, in seconds."""

    name: str
    free: int
    longest: int


PER_ACCOUNT: Final = Limit("account", free=5, longest=60)
PER_ADDRESS: Final = Limit("address", free=30, longest=900)
PER_SECOND_FACTOR: Final = Limit("second_factor", free=5, longest=900)
MAILS_PER_ACCOUNT: Final = Limit("mail_account", free=3, longest=900)
MAILS_PER_ADDRESS: Final = Limit("mail_address", free=20, longest=900)


def throttle_key(limit: Limit, subject: str) -> bytes:
    """The key that attempts are counted under; it tells nobody's address."""
    return hashlib.sha256(f"{limit.name}|{subject}".encode()).digest()


def seconds_to_wait(attempts: Attempts, limit: Limit, now: datetime) -> int:
    """How long the next attempt must wait: 2, 4, 8 … seconds after the last failure."""
    over = attempts.count - limit.free
    if over < 0 or attempts.last_at is None:
        return 0
    pause = min(2 ** (min(over, 20) + 1), limit.longest)
    return max(0, ceil((attempts.last_at + timedelta(seconds=pause) - now).total_seconds()))


async def count_attempt(session: AsyncSession, limit: Limit, subject: str, now: datetime) -> None:
    """Count one attempt, or refuse it as too early.

    Raises:
        ExpertPoolError: `account.too_many_attempts` with the seconds to wait.
    """
    store, key = AccountStore(session), throttle_key(limit, subject)
    wait = seconds_to_wait(await store.attempts(key, now - WINDOW), limit, now)
    if wait:
        raise ExpertPoolError("account.too_many_attempts", {"seconds": wait})
    await store.add_attempt(key, now)
