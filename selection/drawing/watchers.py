"""Who may watch a draw and decide on its panel, also after an approver has left the bureau.

Its one job is that answer. A panel must never wait for an account that is closed: then every
other approver stands in, but never who asked for the panel.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from selection.storage.request_store import RequestRecord


async def may_watch(session: AsyncSession, request: RequestRecord, actor: Actor) -> bool:
    """The officer who asked, the approver of the request or who stands in, every auditor."""
    if actor.role == Role.AUDITOR:
        return True
    if actor.role == Role.OFFICER:
        return actor.account_id == str(request.created_by)
    if actor.role != Role.APPROVER or request.approved_by is None:
        return False
    if actor.account_id == str(request.approved_by):
        return True
    own = actor.account_id == str(request.created_by)
    return not own and await _find_approver(session, request) is None


async def find_deciders(session: AsyncSession, request: RequestRecord) -> tuple[Account, ...]:
    """The approver of a request; where that account approves no more, all who stand in."""
    approver = await _find_approver(session, request)
    if approver is not None:
        return (approver,)
    found = await AccountStore(session).open_holders(Role.APPROVER.value)
    return tuple(one for one in found if one.id != request.created_by)


async def _find_approver(session: AsyncSession, request: RequestRecord) -> Account | None:
    """Who approved the request, as long as the account is open and still an approver's."""
    approved_by: UUID | None = request.approved_by
    found = await AccountStore(session).by_id(approved_by) if approved_by else None
    return found if found and found.active and Role.APPROVER.value in found.roles else None
