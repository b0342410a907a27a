"""A review day: sign-in, pledge, chair, a late recusal, an absence, dissent, the signed sheet."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.audit.acts import Act
from selection.convening import (
    begin_meeting,
    close_meeting,
    give_opinion,
    keep_sheet,
    load_day,
    load_own_day,
    load_own_days,
    open_meeting,
    pledge,
    postpone_meeting,
    record_absence,
    record_silence,
    recuse,
    set_chair,
    show_code,
    sign_in,
    vote,
    write_minutes,
)
from selection.convening.hosting import Sheet
from selection.convening.members import Said
from selection.errors import SelectionError
from selection.meetings import MeetingStep, Stance
from selection.meetings.chairing import ChairWay
from selection.states.meetings import MeetingState
from selection.states.vacancies import VacancyReason
from tests.selection.convening.stage import PLEDGED, Day, morning
from tests.selection.inviting.test_seven_seats import ACCEPT, PLEDGE, STARTS
from tests.selection.inviting.test_seven_seats import panel as panel

SHEET = Sheet("0" * 32, "application/pdf", 3, b"abc")


async def refused(code: str, waiting) -> None:
    with pytest.raises(SelectionError) as error:
        await waiting
    assert error.value.code == code


async def choose(day: Day, chosen: int, *voters: int) -> None:
    for position in voters:
        await day.own(vote, position, (await day.seat(chosen)).id)


async def gather(day: Day) -> tuple[UUID, UUID]:
    """Six come, the seventh is absent; the elected chair recuses; two come by rank."""
    await day.come_in(1, 2, 3, 4, 5, 6)
    shown = await day.hosted(load_day)
    assert (shown.here, shown.quorum, shown.step) == (6, 3, MeetingStep.SIGN_IN)
    assert [it.code for it in shown.against] == ["REP-04.even_number"]
    await refused("meeting.not_late_yet", day.hosted(record_absence, (await day.seat(7)).id))
    day.panel.ceremony.clock.moment = STARTS + timedelta(minutes=30)
    absent = await day.seat(7)
    await day.hosted(record_absence, absent.id)
    assert (await day.seat(7)).expert_id != absent.expert_id
    await choose(day, 1, 1, 2, 3, 6)
    await day.hosted(set_chair, None)
    assert (await day.meeting()).chair_way is ChairWay.ELECTED
    gone = await day.seat(1)
    await day.own(recuse, 1, "G01")
    assert (await day.meeting()).chair_expert is None
    return absent.id, gone.id


async def speak(day: Day) -> None:
    """Minutes, five who agree, one who dissents, one who does not sign."""
    await day.hosted(write_minutes, "建议立项。")
    await refused("meeting.opinions_missing", day.hosted(close_meeting))
    for position in range(1, 6):
        await day.own(give_opinion, position, Said(Stance.AGREES, "", 1))
    await day.own(give_opinion, 6, Said(Stance.DISSENTS, "预算依据不足。", 1))
    await day.hosted(record_silence, (await day.seat(7)).id)


async def filed_events(panel):
    """What came into the integrity files: a late recusal never does."""
    query = text(
        "SELECT kind, state, request FROM credit_event"
        " JOIN credit_case ON event_id = credit_event.id"
    )
    async with panel.database.read() as session:
        return [tuple(row) for row in await session.execute(query)]


async def test_a_review_day_with_a_late_recusal_an_absence_and_a_dissent(panel) -> None:
    day = await morning(panel)
    left = await gather(day)
    await refused("meeting.not_accepted", day.own(show_code, 7))
    for position in (1, 7):
        await panel.answer(position, PLEDGE, ACCEPT)
    await day.come_in(1)
    await refused("meeting.cannot_begin", day.hosted(begin_meeting))
    await day.come_in(7)
    await day.hosted(set_chair, (await day.seat(2)).id)
    await day.hosted(begin_meeting)
    await speak(day)
    await day.hosted(close_meeting)
    await day.hosted(keep_sheet, SHEET)

    shown = await day.hosted(load_day)
    assert (shown.step, shown.meeting.state) == (None, MeetingState.CLOSED)
    assert (shown.tally.agree, shown.tally.dissent, shown.tally.void) == (6, 1, 1)
    assert [it.reasons for it in shown.members if it.reasons] == ["预算依据不足。"]
    assert {it.record.id for it in shown.gone} == set(left)
    reasons = [it.reason for it in (await panel.now()).taken]
    assert reasons == [VacancyReason.ABSENT, VacancyReason.RECUSED]
    assert await filed_events(panel) == [("absence", "told", str(day.request_id))]
    acts = [it for it in await panel.acts() if it.startswith("meeting.")]
    assert acts.count(Act.MEETING_SIGN_IN) == acts.count(Act.MEETING_PLEDGE) == 8
    once = (Act.MEETING_OPEN, Act.MEETING_BEGIN, Act.MEETING_CLOSE, Act.MEETING_SHEET)
    assert all(acts.count(act) == 1 for act in once)
    await refused("meeting.sheet_kept", day.hosted(keep_sheet, SHEET))
    await refused("meeting.over", day.own(recuse, 2, "G01"))


async def test_the_door_takes_a_code_once_in_time_with_identity_and_from_nobody_else(panel) -> None:
    day = await morning(panel)
    first = await day.own(show_code, 1)
    second = await day.own(show_code, 1)
    give = day.hosted
    await refused("meeting.code_unknown", give(sign_in, first.code, identity_seen=True))
    await refused("meeting.identity_not_seen", give(sign_in, second.code, identity_seen=False))
    day.panel.ceremony.clock.moment = second.until + timedelta(seconds=1)
    await refused("meeting.code_unknown", give(sign_in, second.code, identity_seen=True))
    third = await day.own(show_code, 1)
    spaced = f"{third.code[:4]} {third.code[4:]}"
    assert (await give(sign_in, spaced, identity_seen=True)).position == 1
    await refused("meeting.code_unknown", give(sign_in, third.code, identity_seen=True))
    await refused("meeting.signed_in_already", day.own(show_code, 1))

    await refused("meeting.not_signed_in", day.own(pledge, 2, PLEDGED))
    await refused("meeting.text_changed", day.own(pledge, 1, "1999.1"))
    await refused("meeting.not_signed_in", day.own(vote, 1, (await day.seat(1)).id))
    meeting, officer = await day.meeting(), day.host
    await refused("meeting.not_found", day.do(show_code, meeting.id, officer))
    other = replace(officer, account_id=str(UUID(int=5)))
    await refused("draw.not_found", day.do(open_meeting, day.request_id, other))


async def test_members_see_the_table_after_their_pledge_and_speak_to_the_newest_minutes(
    panel,
) -> None:
    day = await morning(panel)
    assert (await day.own(load_own_day, 1)).table == ()
    await day.come_in(1, 2, 3, 4, 5)
    assert len((await day.own(load_own_day, 1)).table) == 5
    async with panel.database.read() as session:
        account = UUID((await day.actor(1)).account_id)
        assert [it.id for it in await load_own_days(session, account)] == [(await day.meeting()).id]
    await refused("meeting.no_majority", day.hosted(set_chair, None))
    await refused("meeting.not_in_session", day.hosted(write_minutes, "x"))
    await day.hosted(set_chair, (await day.seat(3)).id)
    await refused("meeting.chair_set", day.own(vote, 1, (await day.seat(1)).id))
    await day.hosted(begin_meeting)
    await refused("meeting.minutes_missing", day.own(give_opinion, 1, Said(Stance.AGREES, "", 0)))
    await day.hosted(write_minutes, "一")
    await day.own(give_opinion, 1, Said(Stance.AGREES, "", 1))
    await day.hosted(write_minutes, "二")
    await refused("meeting.minutes_changed", day.own(give_opinion, 1, Said(Stance.AGREES, "", 1)))
    shown = await day.own(load_own_day, 1)
    assert (shown.minutes, shown.opinion.stance) == ("二", None)


async def test_a_postponed_meeting_is_followed_by_another(panel) -> None:
    day = await morning(panel)
    first = await day.meeting()
    await day.hosted(postpone_meeting)
    assert (await day.hosted(load_day)).meeting is None
    again = await day.hosted(open_meeting)
    assert again.id != first.id
    assert (await day.hosted(open_meeting)).id == again.id
    day.panel.ceremony.clock.wait(days=3)
    await day.hosted(postpone_meeting)
    await refused("meeting.not_today", day.hosted(open_meeting))
