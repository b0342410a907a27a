"""Accounts for tests: one for each role, made beside the pages."""

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from web.services import Services

PASSWORD = "a calm river of stones"
_hashes: dict[str, str] = {}


async def add_account(services: Services, role: Role, name: str = "") -> str:
    """Make a confirmed account that holds a role; its address."""
    email = f"{name or role.value}@example.org"
    if PASSWORD not in _hashes:  # once for all tests: it costs more than the rest
        _hashes[PASSWORD] = await services.passwords.hash(PASSWORD)
    async with services.database.transaction() as session:
        await _add(session, services, email, role, _hashes[PASSWORD])
    return email


async def _add(
    session: AsyncSession, services: Services, email: str, role: Role, hashed: str
) -> None:
    store, now = AccountStore(session), services.now()
    account_id = await store.add(email, f"{role.value} sample", "en", now)
    await store.change(account_id, password_hash=hashed, email_verified_at=now)
    await store.grant(account_id, role, None, now)
