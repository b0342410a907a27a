"""The roles of each account, held against the acts that gave and took them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import Json
from expert_pool.checking.trails import fault
from expert_pool.encryption import FieldCipher
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry

_ACTS: Final = frozenset({Act.ACCOUNT_CREATE, Act.ACCOUNT_GRANT_ROLE, Act.ACCOUNT_REVOKE_ROLE})
_PAGE: Final = 500
_OWN: Final = frozenset({Role.EXPERT.value})
"""The role that everybody gets who registers; nobody grants it."""


async def check_granted(
    session: AsyncSession,
    cipher: FieldCipher,
    held: Mapping[UUID, frozenset[str]],
    *,
    fictional: bool,
) -> list[Finding]:
    """Roles that no act gave, and roles that an act gave and nobody took.

    In a `fictional` database nobody asks for the roles of accounts of which no act tells.
    """
    told: dict[str, frozenset[str] | None] = {}
    async for logged, roles in _told_roles(session, cipher):
        told.setdefault(logged.entry.subject.rpartition(":")[2], roles)
    by_id = {str(account): roles for account, roles in held.items()}
    return [
        finding
        for account in sorted({*by_id, *told})
        if account in told or not fictional
        for finding in compare_roles(
            account, by_id.get(account, frozenset()), told.get(account, frozenset())
        )
    ]


def compare_roles(
    account: str, held: frozenset[str], told: frozenset[str] | None
) -> Iterator[Finding]:
    """The staff roles that differ; nothing where what the log told of them was erased."""
    if told is None:
        return
    for role in sorted(held - told - _OWN):
        yield fault("CHK-04.role_not_granted", account=account, role=role)
    for role in sorted(told - held - _OWN):
        yield fault("CHK-04.role_taken", account=account, role=role)


async def _told_roles(
    session: AsyncSession, cipher: FieldCipher
) -> AsyncIterator[tuple[LoggedEntry, frozenset[str] | None]]:
    """The roles after each act, the newest act first; None where the detail is gone."""
    store, before = AuditStore(session), None
    while True:
        page = await store.page(AuditFilter(acts=_ACTS), before, _PAGE)
        for logged in page.entries:
            yield logged, await _roles_after(store, cipher, logged)
        before = page.before
        if before is None:
            return


async def _roles_after(
    store: AuditStore, cipher: FieldCipher, logged: LoggedEntry
) -> frozenset[str] | None:
    try:
        details = await store.details(cipher, [logged.entry.id])
    except ExpertPoolError:
        return None
    detail = details.get(logged.entry.id)
    roles: Json = (detail.after or {}).get("roles") if detail else None
    return frozenset(map(str, roles)) if isinstance(roles, list) else None
