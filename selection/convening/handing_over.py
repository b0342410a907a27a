"""The hosting of a meeting goes to another officer, where the one who asked cannot be there.

An approver of the panel decides that alone, with a coded reason: so two persons stand behind it,
and nobody takes a meeting over without being asked to. Who hosts is what the log says. The
officer who asked stays responsible, keeps access, and gets the hosting back in the same way.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.mail_store import queue_mail
from selection.drawing.whole_panel import load_locked_panel, load_root, load_watched
from selection.errors import SelectionError
from selection.states.meetings import MeetingState
from selection.storage.host_store import ACCOUNT, find_stand_in
from selection.storage.meeting_store import load_meeting_of
from selection.storage.request_store import RequestRecord

REASONS: Final = ("ill", "away", "left")
"""Why somebody else hosts: ill, away on other duties, no longer in this post."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """Who hosts the meeting of a panel now, and which officers could."""

    request: RequestRecord
    host: Account | None
    others: tuple[Account, ...]


async def load_hosting(session: AsyncSession, request_id: UUID, actor: Actor) -> Hosting:
    """Who hosts, for the approver of the panel.

    Raises:
        SelectionError: `draw.not_found`.
    """
    return await _load(session, await _find_root(session, request_id, actor))


async def _find_root(session: AsyncSession, request_id: UUID, actor: Actor) -> RequestRecord:
    request = await load_watched(session, request_id, actor)
    if actor.role != Role.APPROVER:
        raise SelectionError("draw.not_found")
    return await load_root(session, request)


async def _load(session: AsyncSession, root: RequestRecord) -> Hosting:
    host = await find_stand_in(session, root.id) or root.created_by
    officers = await AccountStore(session).open_holders(Role.OFFICER.value)
    others = tuple(it for it in officers if it.id not in {host, root.approved_by})
    return Hosting(root, await AccountStore(session).by_id(host), others)


async def hand_over(
    session: AsyncSession, request_id: UUID, actor: Actor, to: UUID, reason: str
) -> Account:
    """Let another officer host the meeting from now on, until its end; said twice it is once.

    Raises:
        SelectionError: `meeting.host_unknown`, `meeting.over`, or what `load_hosting` and
            `load_locked_panel` raise.
    """
    root = await _find_root(session, request_id, actor)
    await load_locked_panel(session, root.id)
    found = await _load(session, root)
    if found.host is not None and found.host.id == to and reason in REASONS:
        return found.host
    chosen = next((it for it in found.others if it.id == to), None)
    if chosen is None or reason not in REASONS:
        raise SelectionError("meeting.host_unknown")
    meeting = await load_meeting_of(session, found.request.id)
    if meeting is not None and meeting.state is MeetingState.CLOSED:
        raise SelectionError("meeting.over")
    await record_act(
        session,
        actor=actor,
        act=Act.MEETING_HAND_OVER,
        subject=f"{ACCOUNT}{chosen.id}",
        request=str(found.request.id),
        reason=reason,
    )
    context = {"number": found.request.number, "request": str(found.request.id)}
    await queue_mail(session, chosen.email, "hosting_given", chosen.language, context)
    return chosen
