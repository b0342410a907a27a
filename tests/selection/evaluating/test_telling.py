"""Who owes an evaluation is told once before the end of the term, and the officer once after it."""

from datetime import timedelta

from sqlalchemy import text

from expert_pool.audit.acts import Act
from selection.evaluating import give_process, hand_in_evaluations, load_sheet
from selection.evaluating.telling import attend_review, list_owed
from selection.evaluations import ProcessItem, ProcessView
from tests.selection.convening.stage import Day, morning
from tests.selection.evaluating.test_evaluating import marks
from tests.selection.inviting.test_seven_seats import STARTS
from tests.selection.inviting.test_seven_seats import panel as panel

OFFICER = (
    "INSERT INTO account (id, email, display_name, language, created_at)"
    " VALUES (:id, 'officer@example.org', '经办人', 'zh_Hans', now()) ON CONFLICT DO NOTHING"
)


async def attend(day: Day) -> int:
    told = 0
    async with day.panel.database.read() as session:
        owed = await list_owed(session, day.desk)
    for one in owed:
        told += await day.do(attend_review, one)
    return told


async def test_everybody_who_owes_an_evaluation_is_told_once(panel) -> None:
    day = await morning(panel)
    async with panel.database.transaction() as session:
        await session.execute(text(OFFICER), {"id": day.host.account_id})
    await day.come_in(1, 2, 3)
    first = await day.actor(1)
    assert await attend(day) == 0  # the day of the review
    term = (await day.hosted(load_sheet)).reviewed.term
    panel.ceremony.clock.moment = STARTS + timedelta(days=1)
    view = ProcessView(dict.fromkeys(ProcessItem, 5))
    await day.do(give_process, day.request_id, first, view)
    assert await attend(day) == 0  # nothing is due yet
    panel.ceremony.clock.moment = STARTS + (term.remind_on - STARTS.date())
    assert await attend(day) == 3  # the officer, and the two who have not said anything
    assert await attend(day) == 0
    panel.ceremony.clock.moment = STARTS + (term.overdue_on - STARTS.date())
    assert await attend(day) == 1  # the officer alone
    assert [await panel.mails(it) for it in ("evaluation_due", "process_due")] == [1, 2]
    assert await panel.mails("evaluation_overdue") == 1
    people = [it.participant.expert_id for it in (await day.hosted(load_sheet)).members]
    await day.hosted(hand_in_evaluations, {it: marks(day) for it in people})
    assert await panel.mails("evaluated") == 3
    panel.ceremony.clock.moment = STARTS + timedelta(days=200)
    assert await attend(day) == 0
    assert (await panel.acts()).count(Act.EVALUATION_REMIND) == 4
