"""The second step of signing in: a code, by whoever showed the right password just before."""

from datetime import datetime

from expert_pool.accounts.desk import Desk
from expert_pool.accounts.second_factor import require_code
from expert_pool.accounts.signing_in import (
    CameFrom,
    Signed,
    open_session,
    record_refusal,
)
from expert_pool.accounts.throttle import PER_SECOND_FACTOR, count_attempt
from expert_pool.accounts.tokens import SECOND_STEP, hash_token, use_token
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.account_store import Account, AccountStore


async def complete_sign_in(
    desk: Desk, half: str, typed: str, came_from: CameFrom, now: datetime
) -> Signed:
    """Open the session for a right code; `half` is what the right password was answered with.

    Raises:
        ExpertPoolError: `second_factor.too_late` where the password must be typed again,
            `second_factor.wrong_code`, or `account.too_many_attempts`.
    """
    account = await _owner_of(desk, half, now)
    try:
        async with desk.database.transaction() as session:
            await use_token(session, half, SECOND_STEP, now)
            await require_code(session, account.id, typed, now)
            return await open_session(session, account, came_from, now)
    except ExpertPoolError:
        await record_refusal(desk.database, account)
        raise


async def _owner_of(desk: Desk, half: str, now: datetime) -> Account:
    async with desk.database.transaction() as session:
        store = AccountStore(session)
        owner = await store.find_token(hash_token(half), SECOND_STEP, now)
        account = await store.by_id(owner) if owner else None
        if account is None or not account.active:
            raise ExpertPoolError("second_factor.too_late")
        await count_attempt(session, PER_SECOND_FACTOR, str(account.id), now)
        return account
