"""An offline pack is made for a room without network, kept, and given up where it is lost.

Its one job is that. What was recorded in a pack comes back by `selection.convening.importing`.
While a pack is out, the meeting is changed in the room alone.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.messages import Mode
from expert_pool.recording import record_act
from expert_pool.storage.expert_store import load_expert_of
from selection.convening.holding import find_own_root
from selection.convening.pack_contents import gather_contents, pack_code
from selection.drawing.choices import refuse_unchosen
from selection.drawing.desk import DrawDesk
from selection.drawing.whole_panel import find_request, load_locked_panel
from selection.errors import SelectionError
from selection.offline_pack import (
    PackContents,
    PackHeader,
    read_contents,
    seal_pack,
    write_code,
    write_contents,
    write_pack,
)
from selection.offline_pack.codes import PASSPHRASE_SIGNS
from selection.offline_pack.sealing import NONCE_BYTES, SALT_BYTES
from selection.requests import PanelRequest, thaw_criteria
from selection.states.invitations import InvitationState
from selection.states.meetings import MeetingState
from selection.storage.invitation_store import list_own_invitations, load_arrangement
from selection.storage.meeting_store import load_attendances, load_meeting_of
from selection.storage.pack_store import (
    PackRecord,
    PackState,
    add_pack,
    count_packs,
    find_pack_out,
    list_packs,
    load_pack,
    save_pack_state,
)
from selection.storage.request_store import RequestRecord

DAYS_BEFORE: Final = timedelta(days=1)
"""So early before the first day of the review a pack may exist."""
_RANDOM_BYTES: Final = 16
_MOST_SEATS: Final = 50


@dataclass(frozen=True, slots=True)
class MadePack:
    """A pack with the passphrase that opens it: shown once, and kept by nobody."""

    pack: PackRecord
    passphrase: str


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A member's code for a room without network, and the review that it is for."""

    code: str
    request_number: str
    review: PanelRequest


async def make_pack(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, language: str
) -> MadePack:
    """Make the pack of a panel for its host, from the day before the review.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet`, `meeting.by_correspondence`,
            `pack.not_today`, `pack.begun`, `pack.out_already` or `choice.waits`.
    """
    root = await find_own_root(session, request_id, actor)
    panel = await load_locked_panel(session, root.id)
    await refuse_unchosen(session, panel.draw.id)
    asked = thaw_criteria(root.criteria or b"")
    await _check_making(session, desk, root, asked)
    number = f"{root.number}-P{await count_packs(session, root.id) + 1}"
    header = PackHeader(number, str(root.id), desk.fresh_bytes(SALT_BYTES).hex())
    contents = await gather_contents(session, desk, root, header, language)
    data = write_contents(contents)
    passphrase = write_code(desk.fresh_bytes(_RANDOM_BYTES), PASSPHRASE_SIGNS)
    nonces = (desk.fresh_bytes(NONCE_BYTES), b"")
    sealed = await asyncio.to_thread(seal_pack, header, passphrase, nonces, data, b"")
    pack_id = uuid4()
    made = PackRecord(
        id=pack_id,
        request_id=root.id,
        number=number,
        state=PackState.OUT,
        made_by=UUID(actor.account_id),
        made_at=desk.now(),
        contents_cipher=desk.cipher.encrypt(Purpose.DOCUMENTS, _place(pack_id), data),
        file_text=write_pack(sealed),
    )
    await add_pack(session, made)
    named = any(one.name for one in contents.members)
    await record_pack(session, actor, Act.MEETING_PACK_MAKE, made, {"named": named})
    return MadePack(made, passphrase)


async def withdraw_pack(
    session: AsyncSession, request_id: UUID, actor: Actor, pack_id: UUID
) -> None:
    """Give up a pack that is lost or not needed: the meeting goes on online.

    Where the file turns up later it can still be imported.

    Raises:
        SelectionError: `pack.unknown` or `pack.not_out`.
    """
    root = await find_own_root(session, request_id, actor)
    await load_locked_panel(session, root.id)  # before the pack, as an import does
    _, pack = await load_own_pack(session, request_id, actor, pack_id)
    if pack.state is not PackState.OUT:
        raise SelectionError("pack.not_out")
    await save_pack_state(session, pack.id, PackState.WITHDRAWN)
    await record_pack(session, actor, Act.MEETING_PACK_WITHDRAW, pack)


async def fetch_pack(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    pack_id: UUID,
    act: Act = Act.MEETING_PACK_FETCH,
) -> tuple[PackRecord, PackContents]:
    """A pack for its host, to be saved or printed (`act`), which is logged.

    Raises:
        SelectionError: `draw.not_found` or `pack.unknown`.
    """
    _, pack = await load_own_pack(session, request_id, actor, pack_id)
    await record_pack(session, actor, act, pack)
    return pack, contents_of(desk, pack)


async def load_packs(
    session: AsyncSession, request_id: UUID, actor: Actor
) -> tuple[PackRecord, ...]:
    """Every pack of a panel, for its host, the newest first.

    Raises:
        SelectionError: `draw.not_found`.
    """
    root = await find_own_root(session, request_id, actor)
    return await list_packs(session, root.id)


async def load_own_codes(
    session: AsyncSession, desk: DrawDesk, account_id: UUID
) -> tuple[OwnCode, ...]:
    """A member's codes for reviews to come, to be written down before the room."""
    expert = await load_expert_of(session, account_id)
    if expert is None:
        return ()
    found = []
    for one in await list_own_invitations(session, UUID(expert.expert.id), limit=_MOST_SEATS):
        root = await find_request(session, one.request_id)
        review = thaw_criteria(root.criteria or b"")
        to_come = one.state is InvitationState.ACCEPTED and review.review.end >= desk.today()
        if to_come and not await _is_over(session, root.id):
            code = pack_code(desk, root.id, one.draw_id, one.expert_id)
            found.append(OwnCode(code, root.number, review))
    return tuple(found)


async def _is_over(session: AsyncSession, request_id: UUID) -> bool:
    """Whether the meeting was closed; after one that was postponed another may follow."""
    meeting = await load_meeting_of(session, request_id)
    return meeting is not None and meeting.state is MeetingState.CLOSED


async def load_own_pack(
    session: AsyncSession, request_id: UUID, actor: Actor, pack_id: UUID
) -> tuple[RequestRecord, PackRecord]:
    """A pack of the own panel, which nobody else changes until the transaction ends.

    Raises:
        SelectionError: `draw.not_found` or `pack.unknown`.
    """
    root = await find_own_root(session, request_id, actor)
    pack = await load_pack(session, pack_id, lock=True)
    if pack is None or pack.request_id != root.id:
        raise SelectionError("pack.unknown")
    return root, pack


def contents_of(desk: DrawDesk, pack: PackRecord) -> PackContents:
    """What stands in a pack, from the service's own copy."""
    return read_contents(
        desk.cipher.decrypt(Purpose.DOCUMENTS, _place(pack.id), pack.contents_cipher)
    )


async def record_pack(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    pack: PackRecord,
    told: dict[str, object] | None = None,
) -> None:
    """An entry of what was done with a pack; the pack stands in it by its number."""
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(pack.id),
        request=str(pack.request_id),
        after={"pack": pack.number, **(told or {})},
    )


async def _check_making(
    session: AsyncSession, desk: DrawDesk, root: RequestRecord, asked: PanelRequest
) -> None:
    """The meeting is near, takes place, and has not begun elsewhere."""
    entered = await load_arrangement(session, root.id)
    if entered is not None and entered.arrangement.mode is Mode.CORRESPONDENCE:
        raise SelectionError("meeting.by_correspondence")
    first = asked.review.start - DAYS_BEFORE
    if not first <= desk.today() <= asked.review.end:
        raise SelectionError("pack.not_today", {"day": first.isoformat()})
    if await find_pack_out(session, root.id):
        raise SelectionError("pack.out_already")
    meeting = await load_meeting_of(session, root.id)
    if meeting is None:
        return
    there = await load_attendances(session, meeting.id)
    if meeting.state is not MeetingState.GATHERING or any(it.signed_in_at for it in there):
        raise SelectionError("pack.begun")


def _place(pack_id: UUID) -> Place:
    return Place("offline_pack", "contents_cipher", str(pack_id))
