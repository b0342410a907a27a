"""Members judge the process: the officer is told averages, auditors everything."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

from sqlalchemy import text

from expert_pool.audit.entries import Actor
from expert_pool.policy import change_values
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from selection.checking import check_evaluations
from selection.evaluating import (
    Said,
    give_process,
    hand_in_evaluations,
    load_own_review,
    load_sheet,
    record_applicant_view,
)
from selection.evaluating.auditing import load_audited, load_totals
from selection.evaluations import ProcessItem, ProcessView
from selection.storage.process_store import Spoke
from tests.selection.convening.stage import Day, morning
from tests.selection.convening.test_review_day import refused
from tests.selection.evaluating.test_evaluating import marks
from tests.selection.inviting.test_seven_seats import STARTS
from tests.selection.inviting.test_seven_seats import panel as panel

AUDITOR = Actor(str(UUID(int=77)), Role.AUDITOR.value)
FORMER_AUDITORS = (
    "WITH closed AS (INSERT INTO account (email, display_name, language, created_at,"
    " deactivated_at) SELECT n || '@example.org', '', 'en', now() + interval '1 day', now()"
    " FROM generate_series(1, 101) AS n RETURNING id)"
    " INSERT INTO account_role (account_id, role, granted_at)"
    " SELECT id, 'auditor', now() FROM closed"
)
LEFT = "UPDATE attendance SET left_at = now()"
PRESSURE = ProcessView(dict.fromkeys(ProcessItem, 1), True, "有人打招呼。")


def view(points: int) -> ProcessView:
    return ProcessView(dict.fromkeys(ProcessItem, points))


async def add_auditor(day: Day) -> None:
    async with day.panel.database.transaction() as session:
        store, now = AccountStore(session), day.desk.now()
        one = await store.add("auditor@example.org", "审计员", "zh_Hans", now)
        await store.grant(one, Role.AUDITOR.value, None, now)
        await session.execute(text(FORMER_AUDITORS))


async def test_pressure_reaches_auditors_and_averages_the_officer_after_the_term(panel) -> None:
    day = await morning(panel)
    await add_auditor(day)
    await day.come_in(1, 2, 3, 4)
    actors = [await day.actor(it) for it in (1, 2, 3, 4)]
    absent = await day.actor(5)
    give = (give_process, day.request_id)
    await refused("evaluation.not_over", day.do(*give, actors[0], view(5)))
    panel.ceremony.clock.moment = STARTS + timedelta(days=1)
    await refused("evaluation.member_not_found", day.do(*give, absent, view(5)))
    await refused("evaluation.not_found", day.do(*give, day.host, view(5)))
    await refused("evaluation.points_missing", day.do(*give, actors[0], ProcessView({})))
    await day.do(*give, actors[0], PRESSURE)
    await refused("evaluation.process_given", day.do(*give, actors[0], view(5)))
    await day.do(*give, actors[1], view(5))
    await day.do(*give, actors[2], view(4))
    told = (await day.hosted(load_sheet)).process
    assert (told.ended, told.averages) == (False, {})
    assert await panel.mails("pressure_reported") == 1

    panel.ceremony.clock.wait(days=30)
    await day.do(*give, actors[3], view(1))
    told = (await day.hosted(load_sheet)).process
    assert told.averages == dict.fromkeys(ProcessItem, Fraction(10, 3))
    assert "打招呼" not in repr(told)
    totals = await day.do(load_totals, AUDITOR, None, None)
    assert [it.view.pressure_words for it in totals.pressure] == ["有人打招呼。"]
    assert [(it.missing, it.total) for it in totals.overdue] == [(4, 4)]
    own = await day.do(load_own_review, day.request_id, UUID(actors[0].account_id))
    assert (own.process, own.process_asked) == (PRESSURE, False)


async def refuse_one_way(day: Day, said: Said, other: str) -> None:
    panel = day.panel
    one_way = replace(day.desk, policy=change_values(day.desk.policy, {"two_way": False}))
    async with panel.database.transaction() as session:
        again = record_applicant_view(session, one_way, day.request_id, day.host, said)
        await refused("evaluation.one_way", again)
        member = replace(AUDITOR, account_id=other)
        given = give_process(session, one_way, day.request_id, member, view(5))
        await refused("evaluation.one_way", given)


async def test_applicants_are_heard_and_totals_count_the_current_versions(panel) -> None:
    day = await morning(panel)
    await day.come_in(1)
    said = Said(Spoke.PROJECT_LEADER, date(2026, 11, 20), "评审程序规范。")
    hear = record_applicant_view
    await refused("evaluation.not_over", day.hosted(hear, said))
    panel.ceremony.clock.moment = STARTS + timedelta(days=1)
    empty, early = replace(said, words=" "), replace(said, received_on=date(2026, 11, 1))
    await refused("evaluation.view_empty", day.hosted(hear, empty))
    await refused("evaluation.view_in_future", day.hosted(hear, early))
    await day.hosted(hear, said)
    (member,) = [it.participant.expert_id for it in (await day.hosted(load_sheet)).members]
    await day.hosted(hand_in_evaluations, {member: marks(day, 4)})
    found = await day.do(load_audited, day.request_id, AUDITOR)
    assert [it.words for it in found.heard] == ["评审程序规范。"]
    assert len(found.judged) == 1
    totals = await day.do(load_totals, AUDITOR, None, None)
    assert [(it.officer is None, it.averages.count) for it in totals.officers] == [
        (True, 1),
        (False, 1),
    ]
    none = await day.do(load_totals, AUDITOR, date(2027, 1, 1), None)
    assert none.officers == ()
    assert (await day.do(load_totals, AUDITOR, None, date(2026, 1, 1))).officers == ()
    codes, other = [], (await day.actor(1)).account_id
    for change in ("SELECT 1", "UPDATE evaluation SET evaluated_by = :other", LEFT):
        async with panel.database.transaction() as session:
            await session.execute(text(change.replace(":other", f"'{other}'")))
            codes += [it.code for it in await check_evaluations(session)]
    assert codes == ["CHK-16.by_another", "CHK-16.not_attended"]
    await refuse_one_way(day, said, other)
    await refused("request.unknown", day.do(load_audited, uuid4(), AUDITOR))
