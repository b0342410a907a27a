"""What was recorded in a room without network comes in: once, in its order, without loss.

Each step is carried out by the acts of the online page, or waits with what stood against it
until the host tries again or sets it aside. The log has each with the moment that its record
says and, where the clock in the room was wrong, the one that holds.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.errors import ExpertPoolError
from selection.convening.carrying import Room, carry_out
from selection.convening.holding import find_own_root
from selection.convening.packing import contents_of, load_own_pack, record_pack
from selection.drawing.desk import DrawDesk, written
from selection.drawing.invited import invite_members
from selection.drawing.whole_panel import load_locked_panel
from selection.errors import SelectionError
from selection.offline_pack import (
    Event,
    EventKind,
    PackContents,
    SealedPack,
    check_moment,
    digest_of,
    find_moments,
    find_new,
    number_typed,
    open_pack,
    plain_code,
    read_pack,
    read_record,
    write_contents,
    write_record,
)
from selection.states.meetings import LIVE
from selection.storage.meeting_store import load_meeting_of
from selection.storage.pack_store import (
    EventRecord,
    EventState,
    PackRecord,
    PackState,
    Source,
    add_event,
    list_packs,
    load_events,
    save_pack_state,
)
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: steps carried out, waiting, and known from an earlier import."""

    pack: PackRecord
    carried_out: int
    waiting: int
    known: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A pack on its way in: the request, the pack, what stands in it, and the host.

    `minutes` are the steps of its copies that wrote minutes, once those are known.
    """

    root: RequestRecord
    pack: PackRecord
    contents: PackContents
    host: Actor
    minutes: tuple[Event, ...] = ()

    def room(self, source: Source) -> Room:
        """Where its steps were recorded."""
        minutes = self.minutes if source is Source.PACK else None
        return Room(self.contents, self.root.id, self.host, minutes)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the review."""
        told = self.contents
        return date.fromisoformat(told.first_day), date.fromisoformat(told.last_day)


async def import_pack(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    sent: tuple[str, str],
) -> Imported:
    """Take in what was recorded in a pack's file: its text, and the passphrase that opens it.

    Raises:
        SelectionError: `draw.not_found`, `pack.broken`, `pack.unknown`, `pack.not_opened`, or
            `pack.nothing_recorded`: such as the file as it was made, which leaves the pack out.
    """
    sealed, passphrase = read_pack(sent[0]), plain_code(sent[1])
    root = await find_own_root(session, request_id, actor)
    known = await list_packs(session, root.id)
    found = next((it for it in known if it.number == sealed.header.pack), None)
    if found is None or read_pack(found.file_text).header != sealed.header:
        raise SelectionError("pack.unknown")
    events = await asyncio.to_thread(_open, sealed, passphrase, contents_of(desk, found))
    if not events:
        raise SelectionError("pack.nothing_recorded")
    trip = await find_trip(session, desk, request_id, actor, found.id)
    return await _take_in(session, desk, trip, events, Source.PACK)


async def import_sheets(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    pack_id: UUID,
    typed: Callable[[str], Sequence[Event]],
) -> Imported:
    """Take in what was typed from a pack's printed sheets, by the same way.

    `typed` gives the steps, once it knows the version of the pledge that the sheets show.

    Raises:
        SelectionError: `draw.not_found` or `pack.unknown`.
    """
    trip = await find_trip(session, desk, request_id, actor, pack_id)
    known = tuple(open_event(desk, it) for it in await load_events(session, pack_id))
    events = typed(trip.contents.pledge.version)
    new = number_typed(events, known)
    came = await _take_in(session, desk, trip, new, Source.SHEET)
    return replace(came, known=len(events) - len(new))


def _open(sealed: SealedPack, passphrase: str, made: PackContents) -> tuple[Event, ...]:
    """What was recorded, where the pack is the one that was made."""
    data, record = open_pack(sealed, passphrase)
    if data != write_contents(made):
        raise SelectionError("pack.unknown")
    return read_record(record) if record else ()


async def find_trip(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, pack_id: UUID
) -> Trip:
    """A pack of the own panel, which nobody else changes until the transaction ends.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet` or `pack.unknown`.
    """
    root = await find_own_root(session, request_id, actor)
    await load_locked_panel(session, root.id)
    _, pack = await load_own_pack(session, request_id, actor, pack_id)
    return Trip(root, pack, contents_of(desk, pack), actor)


async def _take_in(
    session: AsyncSession, desk: DrawDesk, trip: Trip, events: Sequence[Event], source: Source
) -> Imported:
    """The pack is back before its steps are carried out: online and room never mix."""
    if trip.pack.state is not PackState.RETURNED:
        await save_pack_state(session, trip.pack.id, PackState.RETURNED)
    kept = await load_events(session, trip.pack.id)
    new = find_new(events, {it.digest for it in kept})
    trip = with_minutes(desk, trip, kept, new if source is Source.PACK else ())
    moments = [it.at for it in new]
    if source is Source.PACK:
        moments = list(find_moments(new, trip.pack.made_at, desk.now()))
    done = []
    for event, moment in zip(new, moments, strict=True):
        came = _came(desk, trip.pack, (event, moment), source)
        done.append(await try_step(session, desk, trip, came))
    for one in done:
        await add_event(session, one)
    return await finish_import(session, desk, trip, done, len(events) - len(new))


def with_minutes(
    desk: DrawDesk, trip: Trip, kept: Iterable[EventRecord], new: Iterable[Event]
) -> Trip:
    """The trip with all minutes that its copies hold: what was said there was said to these."""
    steps = (*(open_event(desk, it) for it in kept if it.source is Source.PACK), *new)
    return replace(trip, minutes=tuple(it for it in steps if it.kind is EventKind.MINUTES))


async def finish_import(
    session: AsyncSession, desk: DrawDesk, trip: Trip, done: Iterable[EventRecord], known: int
) -> Imported:
    """Say in the log what came of it; where the meeting still goes on, vacant seats are asked."""
    states = [it.state for it in done]
    came = Imported(
        trip.pack,
        states.count(EventState.CARRIED_OUT),
        states.count(EventState.WAITING),
        known,
    )
    told: dict[str, object] = {
        "carried_out": came.carried_out,
        "waiting": came.waiting,
        "known": came.known,
    }
    await record_pack(session, trip.host, Act.MEETING_PACK_IMPORT, trip.pack, told)
    meeting = await load_meeting_of(session, trip.root.id)
    if meeting is not None and meeting.state in LIVE:
        await invite_members(session, desk, trip.root)
    return came


async def try_step(
    session: AsyncSession, desk: DrawDesk, trip: Trip, one: EventRecord
) -> EventRecord:
    """Carry a step out, or keep what stands against it; half a step never stays."""
    said = open_event(desk, one)
    event = replace(said, at=one.recorded_at)
    told: dict[str, object] = {
        "place": event.place,
        "step": event.kind.value,
        "recorded_at": written(said.at),
        "source": one.source.value,
    }
    if event.at != said.at:
        told["held_at"] = written(event.at)
    try:
        check_moment(event, trip.days, desk.now())
        async with session.begin_nested():
            await record_pack(session, trip.host, Act.MEETING_PACK_STEP, trip.pack, told)
            await carry_out(session, desk, trip.room(one.source), event)
    except ExpertPoolError as refused:
        return replace(one, refusal=_said(refused))
    return replace(one, state=EventState.CARRIED_OUT, refusal="", settled_at=desk.now())


def _said(refused: ExpertPoolError) -> str:
    """What stood against a step: the code and its values, as they are stored."""
    values = {name: str(value) for name, value in refused.params.items()}
    return canonical_bytes({"code": refused.code, "values": values}).decode()


def _came(
    desk: DrawDesk, pack: PackRecord, step: tuple[Event, datetime], source: Source
) -> EventRecord:
    """A step as it is kept: sealed as it was recorded, beside the moment that holds for it."""
    (event, moment), event_id = step, uuid4()
    sealed = desk.cipher.encrypt(Purpose.DOCUMENTS, _place(event_id), write_record((event,)))
    return EventRecord(
        id=event_id,
        pack_id=pack.id,
        digest=digest_of(event),
        place=event.place,
        source=source,
        recorded_at=moment,
        event_cipher=sealed,
        state=EventState.WAITING,
        imported_at=desk.now(),
    )


def open_event(desk: DrawDesk, one: EventRecord) -> Event:
    """What a stored step says."""
    opened = desk.cipher.decrypt(Purpose.DOCUMENTS, _place(one.id), one.event_cipher)
    return read_record(opened)[0]


def _place(event_id: UUID) -> Place:
    return Place("offline_event", "event_cipher", str(event_id))
