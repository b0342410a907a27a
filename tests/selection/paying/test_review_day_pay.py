"""What a review day recorded goes into the payment list, and another entry needs a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from selection.convening import (
    begin_meeting,
    close_meeting,
    open_meeting,
    postpone_meeting,
    set_chair,
)
from selection.errors import SelectionError
from selection.fees import DAY, HALF, ReviewWork, WorkedDay
from selection.paying import SentLine, SentList, find_fees, read_list, save_list, submit_list
from tests.selection.convening.stage import Day, morning
from tests.selection.convening.test_review_day import gather, speak
from tests.selection.drawing.test_vacating import approver_of
from tests.selection.inviting.test_seven_seats import ACCEPT, PLEDGE, STARTS
from tests.selection.inviting.test_seven_seats import panel as panel

ON = STARTS.date()
WHOLE, HALF_DAY = (ReviewWork((WorkedDay(ON, it),)) for it in (DAY, HALF))


async def finish(day: Day) -> None:
    """The replacements of seats 1 and 7 come; the meeting ends in the afternoon."""
    for position in (1, 7):
        await day.panel.answer(position, PLEDGE, ACCEPT)
    await day.come_in(1, 7)
    await day.hosted(set_chair, (await day.seat(2)).id)
    await day.hosted(begin_meeting)
    await speak(day)
    day.panel.ceremony.clock.moment = STARTS + timedelta(hours=6)
    await day.hosted(close_meeting)


async def save(day: Day, change) -> bool:
    found = await day.hosted(find_fees)
    lines = tuple(
        change(SentLine(it.payee.id, it.line.rate, it.line.work, it.reason)) for it in found.lines
    )
    sent = SentList(found.draft.version, found.draft.month, lines)
    return bool((await day.hosted(save_list, sent)).stands)


async def test_who_signed_in_is_paid_for_it_the_recused_for_half_and_the_absent_not(panel) -> None:
    day = await morning(panel)
    await gather(day)
    await finish(day)
    found = await day.hosted(find_fees)
    assert found.review.recorded
    assert [it.line.work for it in found.lines] == [HALF_DAY, *[WHOLE] * 7]
    leaver = found.lines[0].payee
    assert (leaver.left, leaver.position) == ("recused", 1)
    assert len(found.review.absent) == 1
    assert found.review.absent[0].expert.id not in {str(it.payee.id) for it in found.lines}

    def longer(line):
        return replace(line, work=WHOLE) if line.expert_id == leaver.id else line

    assert await save(day, longer) is False
    again = await day.hosted(find_fees)
    assert [it.code for it in again.lines[0].findings] == ["FEE-11.more_than_recorded"]
    with pytest.raises(SelectionError, match=r"payment\.lines_refused"):
        await day.hosted(submit_list, again.draft.version)
    assert await save(day, lambda line: replace(line, reason="按纸质签到表，下午方离开")) is True
    version = (await day.hosted(find_fees)).draft.version
    payment = await day.hosted(submit_list, version)
    approver = await approver_of(day.panel.database, day.panel.ceremony)
    shown = await day.do(read_list, payment.id, approver)
    (line,) = [it for it in shown.lines if it.line.expert_id == leaver.id]
    assert (line.line.work, line.recorded, line.reason) == (
        WHOLE,
        HALF_DAY,
        "按纸质签到表，下午方离开",
    )
    assert not shown.changed


async def test_a_meeting_that_was_postponed_pays_nobody_without_a_reason(panel) -> None:
    day = await morning(panel)
    await day.come_in(1, 2)
    await day.hosted(postpone_meeting)
    found = await day.hosted(find_fees)
    assert {it.line.work for it in found.lines} == {ReviewWork()}
    assert await save(day, lambda line: replace(line, work=WHOLE)) is False
    codes = {it.code for line in (await day.hosted(find_fees)).lines for it in line.findings}
    assert codes == {"FEE-11.more_than_recorded"}
    await day.hosted(open_meeting)
    await day.come_in(3)
    day.panel.ceremony.clock.moment = STARTS + timedelta(hours=6)
    found = await day.hosted(find_fees)
    told = {it.payee.position: it.payee.recorded for it in found.lines}
    assert (told[1], told[3]) == (ReviewWork(), WHOLE)
