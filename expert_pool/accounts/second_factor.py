"""The second factor of an account: an authenticator app, and recovery codes for when it is lost.

The secret is sealed for its account; a code counts once (RFC 6238, section 5.2). A password
that was set anew by a mailed link never takes the place of the second factor.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.one_time_codes import (
    SECRET_BYTES,
    matching_step,
    normal_code,
    recovery_code,
)
from expert_pool.accounts.signing_in import end_sessions
from expert_pool.accounts.throttle import PER_SECOND_FACTOR, count_attempt, throttle_key
from expert_pool.accounts.tokens import hash_token
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import cipher_of, record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.second_factor_store import (
    SecondFactor,
    change_factor,
    load_factor,
    put_factor,
    recovery_codes_left,
    remove_factor,
    replace_recovery_codes,
    use_recovery_code,
)

RECOVERY_CODES: Final = 10
_NOISE_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: the secret while it is being set up, since when it counts."""

    pending_secret: bytes | None = None
    confirmed_at: datetime | None = None
    codes_left: int = 0


async def look_at_factor(database: Database, account_id: UUID) -> Standing:
    """How the second factor of an account stands, for its owner."""
    async with database.transaction() as session:
        factor = await load_factor(session, account_id)
        if factor is None:
            return Standing()
        if factor.confirmed_at is None:
            return Standing(pending_secret=_open_secret(session, factor))
        left = await recovery_codes_left(session, account_id)
        return Standing(confirmed_at=factor.confirmed_at, codes_left=left)


async def begin_factor(database: Database, account_id: UUID, now: datetime) -> None:
    """Make a secret for an app; it counts once a code of the app was typed.

    Raises:
        ExpertPoolError: `second_factor.there_already`.
    """
    async with database.transaction() as session:
        await AccountStore(session).lock(account_id)
        former = await load_factor(session, account_id, lock=True)
        if former is not None and former.confirmed_at is not None:
            raise ExpertPoolError("second_factor.there_already")
        place, secret = _place(account_id), secrets.token_bytes(SECRET_BYTES)
        sealed = cipher_of(session).encrypt(Purpose.SECOND_FACTOR, place, secret)
        await put_factor(session, SecondFactor(account_id, sealed, 0, now))


async def confirm_factor(
    database: Database, actor: Actor, session_token: str, typed: str, now: datetime
) -> tuple[str, ...]:
    """Let the app count from now on, and give the recovery codes, which show this once.

    Every other session ends: it was opened without the second factor.

    Raises:
        ExpertPoolError: `second_factor.not_begun`, `second_factor.there_already`,
            `second_factor.wrong_code` or `account.too_many_attempts`.
    """
    account_id = UUID(actor.account_id)
    await _count(database, account_id, now)
    async with database.transaction() as session:
        factor = await load_factor(session, account_id, lock=True)
        if factor is None:
            raise ExpertPoolError("second_factor.not_begun")
        if factor.confirmed_at is not None:
            raise ExpertPoolError("second_factor.there_already")
        await _use_app(session, factor, typed, now)
        await change_factor(session, account_id, confirmed_at=now)
        await _record(session, actor, Act.ACCOUNT_ENROL_SECOND_FACTOR)
        await end_sessions(session, actor, account_id, hash_token(session_token))
        return await _fresh_codes(session, account_id)


async def renew_codes(
    database: Database, actor: Actor, typed: str, now: datetime
) -> tuple[str, ...]:
    """Fresh recovery codes for a code of the app; the former ones stop working.

    Raises:
        ExpertPoolError: as `require_code`.
    """
    account_id = UUID(actor.account_id)
    await _count(database, account_id, now)
    async with database.transaction() as session:
        await require_code(session, account_id, typed, now)
        await _record(session, actor, Act.ACCOUNT_RENEW_RECOVERY_CODES)
        return await _fresh_codes(session, account_id)


async def give_up_factor(database: Database, actor: Actor, typed: str, now: datetime) -> None:
    """Take the app off the own account, e.g. to set up another one; needs one of its codes.

    Raises:
        ExpertPoolError: as `require_code`.
    """
    account_id = UUID(actor.account_id)
    await _count(database, account_id, now)
    async with database.transaction() as session:
        await require_code(session, account_id, typed, now)
        await remove_factor(session, account_id)
        await _record(session, actor, Act.ACCOUNT_REMOVE_SECOND_FACTOR)


async def require_code(session: AsyncSession, account_id: UUID, typed: str, now: datetime) -> None:
    """Use up a code of the app, or a recovery code; attempts are counted before.

    Raises:
        ExpertPoolError: `second_factor.wrong_code`, or `second_factor.not_begun`.
    """
    factor = await load_factor(session, account_id, lock=True)
    if factor is None or factor.confirmed_at is None:
        raise ExpertPoolError("second_factor.not_begun")
    code = normal_code(typed)
    if not await use_recovery_code(session, account_id, hash_token(code), now):
        await _use_app(session, factor, code, now)
    await AccountStore(session).forget_attempts((throttle_key(PER_SECOND_FACTOR, str(account_id)),))


async def _count(database: Database, account_id: UUID, now: datetime) -> None:
    """Count the attempt in a transaction of its own: a wrong code must not undo it."""
    async with database.transaction() as session:
        await count_attempt(session, PER_SECOND_FACTOR, str(account_id), now)


async def _use_app(session: AsyncSession, factor: SecondFactor, typed: str, now: datetime) -> None:
    secret = _open_secret(session, factor)
    step = matching_step(secret, normal_code(typed), now, factor.last_step)
    if step is None:
        raise ExpertPoolError("second_factor.wrong_code")
    await change_factor(session, factor.account_id, last_step=step)


async def _fresh_codes(session: AsyncSession, account_id: UUID) -> tuple[str, ...]:
    codes = tuple(recovery_code(secrets.token_bytes(_NOISE_BYTES)) for _ in range(RECOVERY_CODES))
    hashes = [hash_token(normal_code(code)) for code in codes]
    await replace_recovery_codes(session, account_id, hashes)
    return codes


async def _record(session: AsyncSession, actor: Actor, act: Act) -> None:
    await record_act(session, actor=actor, act=act, subject=f"account:{actor.account_id}")


def _open_secret(session: AsyncSession, factor: SecondFactor) -> bytes:
    place = _place(factor.account_id)
    return cipher_of(session).decrypt(Purpose.SECOND_FACTOR, place, factor.secret_cipher)


def _place(account_id: UUID) -> Place:
    return Place("second_factor", "secret_cipher", str(account_id))
