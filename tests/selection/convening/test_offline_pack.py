"""A review day in a room without network: made, recorded, imported once, and nothing lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from expert_pool.audit.acts import Act
from selection.convening import load_day, open_meeting, show_code, write_minutes
from selection.convening.importing import import_pack, import_sheets
from selection.convening.packing import (
    fetch_pack,
    load_own_codes,
    load_packs,
    make_pack,
    withdraw_pack,
)
from selection.convening.settling import load_steps, retry_waiting, set_aside
from selection.offline_pack import (
    Event,
    EventKind,
    open_pack,
    read_contents,
    read_pack,
    seal_pack,
    write_pack,
    write_record,
)
from selection.storage.pack_store import EventState, PackState
from tests.selection.convening.stage import ACCOUNTS, PLEDGED, Day
from tests.selection.convening.test_review_day import refused
from tests.selection.inviting.test_seven_seats import ACCEPT, PLEDGE, STARTS
from tests.selection.inviting.test_seven_seats import panel as panel

EVENING = STARTS - timedelta(hours=16)


async def evening(panel) -> Day:
    """Everybody has accepted; it is the evening before."""
    async with panel.database.transaction() as session:
        await session.execute(text(ACCOUNTS))
    await panel.arrange()
    await panel.deliver()
    for seat in (await panel.now()).seats:
        await panel.answer(seat.position, PLEDGE, ACCEPT)
    panel.ceremony.clock.moment = EVENING
    return Day(panel)


async def codes_of(day: Day) -> dict[int, str]:
    found = {}
    for position in range(1, 8):
        actor = await day.actor(position)
        (own,) = await day.do(load_own_codes, UUID(actor.account_id))
        found[position] = own.code
    return found


def at(minutes: int) -> datetime:
    return STARTS + timedelta(minutes=minutes)


def number(steps: list[Event]) -> tuple[Event, ...]:
    return tuple(replace(it, place=place) for place, it in enumerate(steps, 1))


def recorded(codes: dict[int, str]) -> tuple[Event, ...]:
    """Five come, one recuses, one is absent; five speak, one of them against."""
    steps = [Event(1, at(-10), EventKind.OPEN)]
    for seat in range(1, 7):
        steps += [
            Event(1, at(-9), EventKind.SIGN_IN, member=seat, word=codes[seat], seen=True),
            Event(1, at(-8), EventKind.PLEDGE, member=seat, word=PLEDGED),
        ]
    steps += [Event(1, at(5), EventKind.VOTE, member=it, chosen=2) for it in (1, 2, 3, 4)]
    steps += [
        Event(1, at(6), EventKind.RECUSE, member=6, word="G01"),
        Event(1, at(31), EventKind.ABSENT, member=7),
        Event(1, at(32), EventKind.CHAIR),
        Event(1, at(33), EventKind.BEGIN),
        Event(1, at(60), EventKind.MINUTES, text="建议立项。"),
    ]
    steps += [
        Event(1, at(61), EventKind.OPINION, member=it, word="agrees", version=1) for it in (1, 2, 3)
    ]
    against = Event(1, at(62), EventKind.OPINION, member=4, word="dissents", version=1)
    steps += [
        replace(against, text="预算依据不足。"),
        Event(1, at(63), EventKind.SILENT, member=5),
        Event(1, at(64), EventKind.CLOSE),
    ]
    return number(steps)


def sealed_again(made, events: tuple[Event, ...]) -> str:
    """The file as the page in the room saves it."""
    pack = read_pack(made.pack.file_text)
    data, _ = open_pack(pack, made.passphrase)
    nonces = (b"1" * 12, b"2" * 12)
    record = seal_pack(pack.header, made.passphrase, nonces, data, write_record(events)).record
    return write_pack(replace(pack, record=record))


async def test_a_day_in_a_room_comes_in_once_and_whole(panel) -> None:
    day = await evening(panel)
    made = await day.hosted(make_pack, "zh_Hans")
    contents = read_contents(open_pack(read_pack(made.pack.file_text), made.passphrase)[0])
    assert [it.name for it in contents.members] == [""] * 7  # not released before the day
    await refused("pack.out_already", day.hosted(make_pack, "zh_Hans"))
    codes = await codes_of(day)
    panel.ceremony.clock.moment = at(-10)
    await refused("meeting.pack_out", day.hosted(open_meeting))

    panel.ceremony.clock.moment = at(600)
    file = sealed_again(made, recorded(codes))
    await refused("pack.not_opened", day.hosted(import_pack, (file, "0" * 24)))
    came = await day.hosted(import_pack, (file, made.passphrase))
    assert (came.carried_out, came.waiting, came.known) == (len(recorded(codes)), 0, 0)
    again = await day.hosted(import_pack, (file, made.passphrase))
    assert (again.carried_out, again.waiting, again.known) == (0, 0, came.carried_out)

    shown = await day.hosted(load_day)
    assert (shown.tally.agree, shown.tally.dissent, shown.tally.void) == (4, 1, 1)
    assert shown.meeting.begun_at == at(33)
    assert shown.meeting.ended_at == at(64)
    assert shown.meeting.starts_at == STARTS
    assert [it.reasons for it in shown.members if it.reasons] == ["预算依据不足。"]
    first = next(it for it in shown.members if it.record.position == 1)
    assert (first.record.signed_in_at, first.record.pledged_at) == (at(-9), at(-8))
    acts = await panel.acts()
    assert acts.count(Act.MEETING_PACK_STEP) == came.carried_out
    assert await day.do(load_own_codes, UUID((await day.actor(1)).account_id)) == ()
    # Who follows is not asked for a meeting that is over.
    assert len(await panel.invitations()) == 7


async def test_what_cannot_be_carried_out_waits_and_is_decided(panel) -> None:
    day = await evening(panel)
    panel.ceremony.clock.moment = at(-60)
    made = await day.hosted(make_pack, "en")
    contents = read_contents(open_pack(read_pack(made.pack.file_text), made.passphrase)[0])
    assert all(it.name and not it.sealed_name for it in contents.members)
    codes = await codes_of(day)
    await day.hosted(withdraw_pack_of(made))
    await refused("pack.not_out", day.hosted(withdraw_pack_of(made)))
    await day.hosted(open_meeting)
    await day.come_in(1)

    panel.ceremony.clock.moment = at(30)
    steps = number(
        [
            Event(1, at(-9), EventKind.SIGN_IN, member=1, word=codes[1], seen=True),
            Event(1, at(-9), EventKind.SIGN_IN, member=2, word=codes[1], seen=True),
            Event(1, at(-9), EventKind.SIGN_IN, member=3, word=codes[3], seen=False),
            Event(1, at(-9), EventKind.SIGN_IN, member=9, word=codes[3], seen=True),
            Event(1, at(-9), EventKind.OPINION, member=1, word="shrugs"),
            Event(1, at(150), EventKind.SIGN_IN, member=4, word=codes[4], seen=True),
            Event(1, at(151), EventKind.SIGN_IN, member=5, word=codes[4], seen=True),
        ]
    )
    came = await day.hosted(import_pack, (sealed_again(made, steps), made.passphrase))
    assert (came.carried_out, came.waiting) == (1, 6)
    pack_id = made.pack.id
    _, _, kept = await day.hosted(load_steps, pack_id)
    assert [(it.record.place, it.refusal) for it in kept] == [
        (1, "meeting.signed_in_already"),
        (2, "pack.code_wrong"),
        (3, "meeting.identity_not_seen"),
        (4, "pack.member_unknown"),
        (5, "pack.word_missing"),
        (6, ""),
        (7, "pack.code_wrong"),
    ]
    assert kept[0].values == {"seat": "1"}
    # The laptop's clock was two hours ahead: both moments are kept, and that of the import holds.
    assert [it.moved for it in kept] == [False] * 5 + [True] * 2
    assert (kept[5].event.at, (await day.seat(4)).signed_in_at) == (at(150), at(30))
    panel.ceremony.clock.moment = at(200)
    assert (await day.hosted(retry_waiting, pack_id)).waiting == 6
    assert (await day.hosted(load_steps, pack_id))[2][6].record.recorded_at == at(30)
    await refused("pack.reason_missing", day.hosted(set_aside, (pack_id, kept[0].record.id, " ")))
    for one in (*kept[:5], kept[6]):
        await day.hosted(set_aside, (pack_id, one.record.id, "线上已签到。"))
    await refused(
        "pack.nothing_waits", day.hosted(set_aside, (pack_id, kept[0].record.id, "again"))
    )
    await refused("pack.nothing_waits", day.hosted(retry_waiting, pack_id))
    _, _, settled = await day.hosted(load_steps, pack_id)
    assert [it.record.state for it in settled].count(EventState.SET_ASIDE) == 6
    assert settled[0].note == "线上已签到。"


def withdraw_pack_of(made):
    async def withdraw(session, _, request_id, actor):
        await withdraw_pack(session, request_id, actor, made.pack.id)

    return withdraw


async def test_forged_packs_and_wrong_days_are_refused_and_sheets_come_in_by_the_same_way(
    panel,
) -> None:
    day = await evening(panel)
    panel.ceremony.clock.moment = EVENING - timedelta(days=1)
    await refused("pack.not_today", day.hosted(make_pack, "en"))
    panel.ceremony.clock.moment = EVENING
    made = await day.hosted(make_pack, "en")
    pack = read_pack(made.pack.file_text)
    header = replace(pack.header, iterations=pack.header.iterations - 1)
    other = write_pack(replace(pack, header=header))
    await refused("pack.unknown", day.hosted(import_pack, (other, made.passphrase)))
    forged = seal_pack(pack.header, made.passphrase, (b"1" * 12, b""), b"{}", b"")
    await refused("pack.unknown", day.hosted(import_pack, (write_pack(forged), made.passphrase)))

    for unused in (made.pack.file_text, sealed_again(made, ())):
        await refused("pack.nothing_recorded", day.hosted(import_pack, (unused, made.passphrase)))

    panel.ceremony.clock.moment = at(0)
    await refused("meeting.pack_out", day.hosted(open_meeting))  # the pack is not back by that
    codes = await codes_of(day)
    typed = (
        Event(1, at(-10), EventKind.OPEN),
        Event(2, at(-9), EventKind.SIGN_IN, member=1, word=codes[1].lower(), seen=True),
    )
    came = await day.hosted(import_sheets, made.pack.id, lambda _: typed)
    assert (came.carried_out, came.waiting) == (2, 0)
    assert (await day.seat(1)).signed_in_at == at(-9)
    fetched, contents = await day.hosted(fetch_pack, made.pack.id)
    assert (fetched.state, contents.seats) == (PackState.RETURNED, 7)
    await refused("pack.begun", day.hosted(make_pack, "en"))
    await refused("meeting.signed_in_already", day.own(show_code, 1))
    packs = await day.do(lambda s, _: load_packs(s, day.request_id, day.host))
    assert [it.number for it in packs] == [contents.pack]
    postponed = (Event(3, at(0), EventKind.POSTPONE),)
    assert (await day.hosted(import_sheets, made.pack.id, lambda _: postponed)).carried_out == 1
    panel.ceremony.clock.moment = datetime(2026, 12, 24, tzinfo=UTC)
    assert await day.do(load_own_codes, UUID(day.host.account_id)) == ()


async def take_in(day: Day, made, steps: list[Event]):
    return await day.hosted(import_pack, (sealed_again(made, number(steps)), made.passphrase))


async def refusals(day: Day, made) -> dict[int, str]:
    _, _, kept = await day.hosted(load_steps, made.pack.id)
    return {it.record.place: it.refusal for it in kept if it.record.state is EventState.WAITING}


async def test_what_was_said_in_the_room_counts_for_no_minutes_but_the_rooms(panel) -> None:
    day = await evening(panel)
    made = await day.hosted(make_pack, "zh_Hans")
    codes = await codes_of(day)
    panel.ceremony.clock.moment = at(600)
    steps = [it for it in recorded(codes) if it.at < at(60)]
    came = await take_in(day, made, steps)
    assert came.waiting == 0
    await day.hosted(write_minutes, "不予立项。")
    said = [
        Event(1, at(60), EventKind.MINUTES, text="建议立项。\n理由如下。"),
        Event(1, at(61), EventKind.OPINION, member=1, word="agrees", version=1),
        Event(1, at(62), EventKind.SILENT, member=2),
    ]
    came = await take_in(day, made, steps + said)
    assert (came.carried_out, came.waiting, came.known) == (0, 3, len(steps))
    waiting = dict.fromkeys(range(len(steps) + 1, len(steps) + 4), "pack.minutes_differ")
    assert await refusals(day, made) == waiting
    tried = await day.hosted(retry_waiting, made.pack.id)
    assert (tried.carried_out, tried.waiting) == (0, 3)
    shown = await day.hosted(load_day)
    assert (shown.minutes, shown.tally.open) == ("不予立项。", 5)
    # Once the room's minutes stand here, too, what was said there counts.
    await day.hosted(write_minutes, "建议立项。\r\n理由如下。\r\n")
    await refused_step(day, made, waiting, len(steps) + 2, "meeting.minutes_changed")


async def refused_step(day: Day, made, waiting: dict[int, str], place: int, code: str) -> None:
    """Tried again, silence and the same minutes are carried out; the opinion was of version 1."""
    tried = await day.hosted(retry_waiting, made.pack.id)
    assert (tried.carried_out, tried.waiting) == (len(waiting) - 1, 1)
    assert await refusals(day, made) == {place: code}


async def test_no_step_of_a_postponed_meeting_comes_into_the_next_one(panel) -> None:
    day = await evening(panel)
    made = await day.hosted(make_pack, "zh_Hans")
    codes = await codes_of(day)
    panel.ceremony.clock.moment = at(60)
    doors = Event(1, at(-10), EventKind.OPEN)
    came = await take_in(day, made, [doors, Event(1, at(20), EventKind.POSTPONE)])
    assert (came.carried_out, came.waiting) == (2, 0)
    signed = Event(1, at(-9), EventKind.SIGN_IN, member=1, word=codes[1], seen=True)
    other = [doors, signed, Event(1, at(5), EventKind.OPEN)]
    assert (await take_in(day, made, other)).waiting == 2
    await day.hosted(open_meeting)
    assert (await day.hosted(retry_waiting, made.pack.id)).waiting == 2
    assert await refusals(day, made) == {2: "meeting.over", 3: "meeting.over"}
    assert (await day.seat(1)).signed_in_at is None
    later = Event(1, at(30), EventKind.SIGN_IN, member=1, word=codes[1], seen=True)
    assert (await take_in(day, made, [doors, later])).carried_out == 1
