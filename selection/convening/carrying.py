"""A step that was recorded in the room becomes the act that it is online, at its own moment.

Its one job is to find the act and the member for each step. It decides nothing: the acts and
their rules are those of the online page.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from selection.convening.door import sign_in_by_pack
from selection.convening.holding import check_online, hold_hosted
from selection.convening.hosting import (
    begin_meeting,
    close_meeting,
    postpone_meeting,
    record_absence,
    record_silence,
    set_chair,
    write_minutes,
)
from selection.convening.members import (
    Said,
    Taken,
    give_opinion_as,
    pledge_as,
    recuse_as,
    vote_as,
)
from selection.convening.opening import open_meeting
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import read_note
from selection.errors import SelectionError
from selection.meetings import Stance
from selection.offline_pack import Event, EventKind, PackContents
from selection.storage.meeting_store import AttendanceRecord, find_postponed, load_meeting_of

_TO_MINUTES: Final = {EventKind.MINUTES, EventKind.OPINION, EventKind.SILENT}
_STANCES: Final = {it.value: it for it in (Stance.AGREES, Stance.DISSENTS)}


@dataclass(frozen=True, slots=True)
class Room:
    """Where a step was recorded: the pack's contents, the request, and the host who brings it.

    `minutes` are the steps of every copy that wrote minutes; None for sheets, which the host
    types with the minutes of the service before the own eyes.
    """

    contents: PackContents
    request_id: UUID
    host: Actor
    minutes: tuple[Event, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step on its way to its act; `desk` stands at the moment of the step."""

    session: AsyncSession
    desk: DrawDesk
    room: Room
    event: Event

    @property
    def given(self) -> tuple[AsyncSession, DrawDesk, UUID, Actor]:
        """What every act of the host takes."""
        return self.session, self.desk, self.room.request_id, self.room.host

    async def taken(self, number: int) -> Taken:
        """The meeting, and the member that the pack has a number for, who still sits there.

        Raises:
            SelectionError: `pack.member_unknown`, `meeting.member_not_found`, or what
                `hold_hosted` and `check_online` raise.
        """
        told = self.room.contents.member(number)
        held = await hold_hosted(*self.given)
        check_online(held)
        for one in held.members:
            if (str(one.draw_id), one.pseudonym) == (told.draw, told.pseudonym):
                return held, held.member(one.id)
        raise SelectionError("meeting.member_not_found")


async def carry_out(session: AsyncSession, desk: DrawDesk, room: Room, event: Event) -> None:
    """Do what a step says, by the same function as the online page, at the step's moment.

    Who takes a seat by it is not invited by it: the day may be over.

    Raises:
        SelectionError: what the act raises; `meeting.over` for a step of a meeting that was
            postponed since, `pack.minutes_differ` where the minutes here are not the room's.
    """
    ended = await find_postponed(session, room.request_id)
    if ended is not None and event.at < ended:
        raise SelectionError("meeting.over")
    day = event.at.astimezone(CHINA).date()
    then = replace(desk, clock=lambda: event.at, today=lambda: day, invites=False)
    step = Step(session, then, room, event)
    if event.kind in _TO_MINUTES and room.minutes is not None:
        await _check_minutes(step, room.minutes)
    await _ACTS[event.kind](step)


async def _check_minutes(step: Step, written: tuple[Event, ...]) -> None:
    """Whoever spoke in the room spoke to its minutes: to a text, and not to a number.

    Where others were written here or in another copy since, a person judges what holds.
    """
    meeting = await load_meeting_of(step.session, step.room.request_id)
    if meeting is None or not meeting.minutes_version:
        return
    where = ("meeting", "minutes_cipher", meeting.id)
    text = _lines(read_note(step.desk, where, meeting.minutes_cipher))
    if text not in {_lines(it.text) for it in written if it.place <= step.event.place}:
        raise SelectionError("pack.minutes_differ")


def _lines(text: str) -> tuple[str, ...]:
    """A text whoever typed it: the page of the service ends its lines otherwise than the room's."""
    return tuple(text.strip().splitlines())


async def _open(step: Step) -> None:
    await open_meeting(*step.given)


async def _sign_in(step: Step) -> None:
    taken, word = await step.taken(step.event.member), step.event.word
    seen = step.event.seen
    await sign_in_by_pack(step.session, step.desk, taken, step.room.host, word, identity_seen=seen)


async def _pledge(step: Step) -> None:
    taken = await step.taken(step.event.member)
    await pledge_as(step.session, step.desk, taken, step.room.host, step.event.word)


async def _vote(step: Step) -> None:
    taken, chosen = await step.taken(step.event.member), await _member(step, step.event.chosen)
    await vote_as(step.session, taken, step.room.host, chosen.id)


async def _recuse(step: Step) -> None:
    taken = await step.taken(step.event.member)
    await recuse_as(step.session, step.desk, taken, step.room.host, step.event.word)


async def _absent(step: Step) -> None:
    await record_absence(*step.given, (await _member(step, step.event.member)).id)


async def _chair(step: Step) -> None:
    named = await _member(step, step.event.member) if step.event.member else None
    await set_chair(*step.given, named.id if named else None)


async def _begin(step: Step) -> None:
    await begin_meeting(*step.given)


async def _minutes(step: Step) -> None:
    await write_minutes(*step.given, step.event.text)


async def _opinion(step: Step) -> None:
    event = step.event
    if event.word not in _STANCES:
        raise SelectionError("pack.word_missing")
    said = Said(_STANCES[event.word], event.text, event.version)
    taken = await step.taken(event.member)
    await give_opinion_as(step.session, step.desk, taken, step.room.host, said)


async def _silent(step: Step) -> None:
    await record_silence(*step.given, (await _member(step, step.event.member)).id)


async def _close(step: Step) -> None:
    await close_meeting(*step.given)


async def _postpone(step: Step) -> None:
    await postpone_meeting(*step.given)


async def _member(step: Step, number: int) -> AttendanceRecord:
    return (await step.taken(number))[1]


_ACTS: Final[Mapping[EventKind, Callable[[Step], Awaitable[None]]]] = {
    EventKind.OPEN: _open,
    EventKind.SIGN_IN: _sign_in,
    EventKind.PLEDGE: _pledge,
    EventKind.VOTE: _vote,
    EventKind.RECUSE: _recuse,
    EventKind.ABSENT: _absent,
    EventKind.CHAIR: _chair,
    EventKind.BEGIN: _begin,
    EventKind.MINUTES: _minutes,
    EventKind.OPINION: _opinion,
    EventKind.SILENT: _silent,
    EventKind.CLOSE: _close,
    EventKind.POSTPONE: _postpone,
}
