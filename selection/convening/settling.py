"""What came in from a room and could not be carried out: shown, tried again, or set aside.

Its one job is the host's decision on such steps. None of them ever goes away.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from selection.convening.importing import (
    Imported,
    find_trip,
    finish_import,
    open_event,
    try_step,
    with_minutes,
)
from selection.convening.packing import record_pack
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import read_note, seal_note
from selection.errors import SelectionError
from selection.offline_pack import Event, PackContents
from selection.storage.pack_store import (
    EventRecord,
    EventState,
    PackRecord,
    load_events,
    save_event,
)

LONGEST_REASON: Final = 1_000


@dataclass(frozen=True, slots=True)
class KeptStep:
    """A step that came in, opened for the host: what it says, and what became of it.

    `refusal` is the code of what stood against it, with its values, or empty.
    """

    record: EventRecord
    event: Event
    seat: int
    note: str
    refusal: str
    values: Mapping[str, str]

    @property
    def moved(self) -> bool:
        """Whether another moment holds than the clock in the room said."""
        return self.event.at != self.record.recorded_at


async def retry_waiting(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, pack_id: UUID
) -> Imported:
    """Try every step that waits once more, in its order.

    Raises:
        SelectionError: `draw.not_found`, `pack.unknown` or `pack.nothing_waits`.
    """
    trip = await find_trip(session, desk, request_id, actor, pack_id)
    kept = await load_events(session, pack_id)
    waiting = [it for it in kept if it.state is EventState.WAITING]
    if not waiting:
        raise SelectionError("pack.nothing_waits")
    trip = with_minutes(desk, trip, kept, ())
    done = [await try_step(session, desk, trip, it) for it in waiting]
    for one in done:
        await save_event(session, one)
    return await finish_import(session, desk, trip, done, len(kept) - len(done))


async def set_aside(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    decided: tuple[UUID, UUID, str],
) -> None:
    """Decide that a waiting step of a pack is not carried out, and why; it stays in the list.

    Raises:
        SelectionError: `draw.not_found`, `pack.unknown`, `pack.nothing_waits` or
            `pack.reason_missing`.
    """
    pack_id, event_id, reason = decided
    trip = await find_trip(session, desk, request_id, actor, pack_id)
    if not reason.strip():
        raise SelectionError("pack.reason_missing")
    for one in await load_events(session, pack_id):
        if one.id == event_id and one.state is EventState.WAITING:
            note = seal_note(desk, ("offline_event", "note_cipher", one.id), reason)
            aside = replace(
                one, state=EventState.SET_ASIDE, settled_at=desk.now(), note_cipher=note
            )
            await save_event(session, aside)
            told: dict[str, object] = {
                "place": one.place,
                "refusal": _shown(desk, trip.contents, one).refusal,
            }
            await record_pack(session, actor, Act.MEETING_PACK_SET_ASIDE, trip.pack, told)
            return
    raise SelectionError("pack.nothing_waits")


async def load_steps(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, pack_id: UUID
) -> tuple[PackRecord, PackContents, tuple[KeptStep, ...]]:
    """A pack and every step of it that came in, for its host; the look is logged.

    Raises:
        SelectionError: `draw.not_found` or `pack.unknown`.
    """
    trip = await find_trip(session, desk, request_id, actor, pack_id)
    kept = await load_events(session, pack_id)
    if kept:
        await record_pack(session, actor, Act.MEETING_READ, trip.pack)
    return trip.pack, trip.contents, tuple(_shown(desk, trip.contents, it) for it in kept)


def _shown(desk: DrawDesk, contents: PackContents, one: EventRecord) -> KeptStep:
    event = open_event(desk, one)
    seats = {it.number: it.seat for it in contents.members}
    note = read_note(desk, ("offline_event", "note_cipher", one.id), one.note_cipher)
    code, values = _refusal(one.refusal)
    return KeptStep(one, event, seats.get(event.member, 0), note, code, values)


def _refusal(written: str) -> tuple[str, Mapping[str, str]]:
    if not written:
        return "", {}
    said = json.loads(written)
    return said["code"], said["values"]
