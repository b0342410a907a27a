"""What must not happen on a review day: a word turned into consent, a void word that counts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from selection.convening import (
    begin_meeting,
    close_meeting,
    give_opinion,
    load_day,
    load_own_day,
    open_meeting,
    postpone_meeting,
    record_absence,
    record_silence,
    recuse,
    set_chair,
    show_code,
    sign_in,
    write_minutes,
)
from selection.convening.members import Said
from selection.invitations import Answer
from selection.meetings import MeetingStep, Stance
from selection.requests import freeze_criteria, thaw_criteria
from selection.states.invitations import InvitationAct
from selection.states.vacancies import VacancyReason
from selection.storage.meeting_store import load_meeting
from selection.storage.request_store import load_request, save_request
from tests.selection.convening.stage import Day, morning
from tests.selection.convening.test_review_day import refused
from tests.selection.drawing.ceremonies import prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_supplementing import add_financial, ask
from tests.selection.inviting.test_freeing import financial_and_other
from tests.selection.inviting.test_seven_seats import STARTS, Panel
from tests.selection.inviting.test_seven_seats import panel as panel


@pytest.fixture
async def five(database) -> Panel:
    """A drawn panel of five that is invited; nobody but one member is financial."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=30, financial=1)
    await draw(database, ceremony)
    made = Panel(database, ceremony)
    await made.arrange()
    return made


async def in_session(day: Day, *positions: int) -> None:
    await day.come_in(*positions)
    await day.hosted(set_chair, (await day.seat(positions[0])).id)
    await day.hosted(begin_meeting)
    await day.hosted(write_minutes, "建议立项。")


async def test_the_host_cannot_turn_a_word_into_silence_nor_ask_anew_without_a_change(
    panel,
) -> None:
    day = await morning(panel)
    await in_session(day, 1, 2, 3)
    await day.own(give_opinion, 1, Said(Stance.DISSENTS, "预算依据不足。", 1))
    await day.own(give_opinion, 2, Said(Stance.AGREES, "", 1))
    for position in (1, 2):
        member = await day.seat(position)
        await refused("meeting.opinion_given", day.hosted(record_silence, member.id))
    await day.hosted(write_minutes, "建议立项。")
    kept = await day.own(load_own_day, 1)
    assert (kept.meeting.minutes_version, kept.opinion.stance) == (1, Stance.DISSENTS)
    assert kept.reasons == "预算依据不足。"
    for _ in range(2):
        await day.hosted(record_silence, (await day.seat(3)).id)
    await day.hosted(write_minutes, "不建议立项。")
    await day.hosted(record_silence, (await day.seat(1)).id)


async def test_a_meeting_that_has_lost_its_quorum_is_not_closed(panel) -> None:
    day = await morning(panel)
    await in_session(day, 1, 2, 3)
    await day.own(recuse, 3, "G01")
    for position in (1, 2):
        await day.own(give_opinion, position, Said(Stance.AGREES, "", 1))
    await refused("meeting.cannot_close", day.hosted(close_meeting))
    assert (await day.hosted(load_day)).step is MeetingStep.SIGN_IN
    await day.come_in(4)
    await day.own(give_opinion, 4, Said(Stance.AGREES, "", 1))
    await day.hosted(close_meeting)


async def test_nobody_is_absent_before_the_doors_were_open_long_enough(panel) -> None:
    day = await morning(panel)
    assert (await day.meeting()).starts_at == STARTS
    panel.ceremony.clock.moment = STARTS + timedelta(minutes=20)
    await day.hosted(postpone_meeting)
    await day.hosted(open_meeting)
    panel.ceremony.clock.wait(minutes=29)
    await refused("meeting.not_late_yet", day.hosted(record_absence, (await day.seat(7)).id))
    panel.ceremony.clock.wait(minutes=1)
    await day.hosted(record_absence, (await day.seat(7)).id)


async def test_the_second_day_begins_at_the_hour_of_the_first(panel) -> None:
    day = await morning(panel)
    await day.hosted(postpone_meeting)
    async with panel.database.transaction() as session:
        request = await load_request(session, day.request_id)
        assert request
        assert request.criteria
        frozen = thaw_criteria(request.criteria)
        review = replace(frozen.review, end=frozen.review.end + timedelta(days=1))
        criteria = freeze_criteria(replace(frozen, review=review), day.desk.policy)
        await save_request(session, replace(request, criteria=criteria))
    panel.ceremony.clock.moment = STARTS + timedelta(days=1, minutes=-10)
    assert (await day.hosted(open_meeting)).starts_at == STARTS + timedelta(days=1)


async def test_a_code_may_be_typed_in_wide_digits(panel) -> None:
    day = await morning(panel)
    shown = await day.own(show_code, 1)
    wide = shown.code.translate({ord(str(it)): ord("０") + it for it in range(10)})
    assert (await day.hosted(sign_in, wide, identity_seen=True)).position == 1


async def test_whoever_recuses_while_a_supplement_runs_counts_no_more(five) -> None:
    place, other = await financial_and_other(five)
    await five.answer(place, Answer(InvitationAct.DECLINE, reason="time"))
    await add_financial(five.database, 4)
    day = await morning(five, without=place)
    await ask(five.database, five.ceremony)
    sitting = [it for it in range(1, 6) if it not in {place, other}]
    await in_session(day, other, *sitting[:2])
    await day.own(give_opinion, other, Said(Stance.DISSENTS, "…", 1))
    meeting, member = await day.meeting(), await day.actor(other)
    await day.own(recuse, other, "G01")
    shown = await day.hosted(load_day)
    assert (shown.here, shown.tally.dissent, shown.tally.void) == (2, 0, 1)
    assert [it.record.left_reason for it in shown.gone] == [VacancyReason.RECUSED.value]
    assert shown.meeting.chair_expert is None
    assert (await five.now()).seat(other).current is not None
    await refused("meeting.left_already", day.do(recuse, meeting.id, member, "G01"))


async def test_a_meeting_of_an_annulled_draw_is_no_meeting_of_the_next(panel) -> None:
    day = await morning(panel)
    first, member = await day.meeting(), await day.actor(1)
    async with panel.database.transaction() as session:
        await session.execute(text("UPDATE draw SET state = 'annulled'"))
        assert await load_meeting(session, first.id) == first
    assert await day.meeting() is None
    assert (await day.hosted(load_day)).meeting is None
    await refused("meeting.over", day.do(load_own_day, first.id, member))


async def test_without_frozen_criteria_there_is_no_review_day(panel) -> None:
    day = Day(panel)
    async with panel.database.transaction() as session:
        request = await load_request(session, day.request_id)
        assert request
        await save_request(session, replace(request, criteria=None))
    await refused("draw.not_approved_yet", day.hosted(load_day))
