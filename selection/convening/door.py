"""Sign-in at the door (rule DAY-01): a code from the member's account, and the identity seen.

The code proves that the account of the drawn expert is in the room; the host's tick that the
person is. A code is good for ten minutes and once; only a keyed index of it is stored.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from selection.convening.holding import (
    check_online,
    hold_hosted,
    hold_own,
    record_meeting,
    seat_of,
)
from selection.convening.members import Taken
from selection.convening.pack_contents import pack_code
from selection.drawing.desk import DrawDesk
from selection.errors import SelectionError
from selection.meetings import check_sign_in
from selection.meetings.presence import CODE, IDENTITY
from selection.offline_pack import plain_code
from selection.states.invitations import InvitationState
from selection.storage.invitation_store import load_invitation_of
from selection.storage.meeting_store import AttendanceRecord, save_attendance

CODE_LIFE: Final = timedelta(minutes=10)
DIGITS: Final = 8
_RANDOM_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code for the door, and until when it is good."""

    code: str
    until: datetime


async def show_code(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor
) -> ShownCode:
    """Give a member a new code for the door; the former one stops working.

    Raises:
        SelectionError: `meeting.signed_in_already`, `meeting.not_accepted`, or what
            `hold_own` raises.
    """
    held, own = await hold_own(session, desk, meeting_id, actor)
    check_online(held)
    if own.signed_in_at is not None:
        raise SelectionError("meeting.signed_in_already", {"seat": own.position})
    await check_accepted(session, own)
    number = int.from_bytes(desk.fresh_bytes(_RANDOM_BYTES), "big") % 10**DIGITS
    code, until = f"{number:0{DIGITS}d}", desk.now() + CODE_LIFE
    await save_attendance(
        session, replace(own, code_index=_index(desk, meeting_id, code), code_until=until)
    )
    return ShownCode(code, until)


async def sign_in(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    code: str,
    *,
    identity_seen: bool,
) -> AttendanceRecord:
    """Take a member's code at the door; the host has seen the identity document.

    Raises:
        SelectionError: `meeting.code_unknown`, `meeting.identity_not_seen`, `meeting.over`, or
            what `hold_hosted` raises.
    """
    held = await hold_hosted(session, desk, request_id, actor)
    check_online(held)
    typed = "".join(str(int(sign)) for sign in code if sign.isdecimal())
    index, now = _index(desk, held.meeting.id, typed), desk.now()
    found = next((it for it in held.members if it.code_index == index), None)
    if found is None or found.code_until is None or now > found.code_until:
        raise SelectionError("meeting.code_unknown")
    return await _sign(session, desk, (held, found), actor, identity_seen=identity_seen)


async def sign_in_by_pack(
    session: AsyncSession,
    desk: DrawDesk,
    taken: Taken,
    actor: Actor,
    code: str,
    *,
    identity_seen: bool,
) -> AttendanceRecord:
    """Sign in a member whose own code of the offline pack was taken in the room.

    Raises:
        SelectionError: `pack.code_wrong`, `meeting.signed_in_already`, `meeting.not_accepted`
            or `meeting.identity_not_seen`.
    """
    held, own = taken
    right = pack_code(desk, held.meeting.request_id, own.draw_id, own.expert_id)
    if not hmac.compare_digest(plain_code(code), right):
        raise SelectionError("pack.code_wrong")
    if own.signed_in_at is not None:
        raise SelectionError("meeting.signed_in_already", {"seat": own.position})
    await check_accepted(session, own)
    return await _sign(session, desk, taken, actor, identity_seen=identity_seen)


async def _sign(
    session: AsyncSession, desk: DrawDesk, taken: Taken, actor: Actor, *, identity_seen: bool
) -> AttendanceRecord:
    if check_sign_in({CODE, *([IDENTITY] if identity_seen else [])}, desk.policy):
        raise SelectionError("meeting.identity_not_seen")
    return await keep_sign_in(session, desk, taken, actor, {"identity_seen": identity_seen})


async def keep_sign_in(
    session: AsyncSession, desk: DrawDesk, taken: Taken, actor: Actor, seen: Mapping[str, bool]
) -> AttendanceRecord:
    """Keep that a member is there, and in the log what of the rule was seen."""
    held, found = taken
    signed = replace(
        found,
        signed_in_at=desk.now(),
        identity_seen=seen["identity_seen"],
        code_index=None,
        # A code is good until it is used; who came without one has no such moment.
        code_until=desk.now() if seen.get("code", True) else None,
    )
    await save_attendance(session, signed)
    told = seat_of(signed) | dict(seen)
    await record_meeting(session, actor, Act.MEETING_SIGN_IN, held.meeting, told)
    return signed


async def check_accepted(session: AsyncSession, own: AttendanceRecord) -> None:
    """Whoever has not accepted the invitation has not said that there is no conflict.

    Raises:
        SelectionError: `meeting.not_accepted`.
    """
    invitation = await load_invitation_of(session, own.draw_id, own.expert_id)
    if invitation is not None and invitation.state is not InvitationState.ACCEPTED:
        raise SelectionError("meeting.not_accepted")


def _index(desk: DrawDesk, meeting_id: UUID, code: str) -> bytes:
    return desk.cipher.blind_index("meeting_code", f"{meeting_id}:{code}")
