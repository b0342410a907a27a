"""Members are evaluated after their review, corrected once, and answer; nobody else is."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from expert_pool.audit.acts import Act
from selection.convening import postpone_meeting, recuse
from selection.evaluating import (
    answer_evaluation,
    correct_evaluation,
    hand_in_evaluations,
    load_correctable,
    load_own_review,
    load_own_reviews,
    load_sheet,
)
from selection.evaluations import EvaluationState, Mark, Marks
from tests.selection.convening.stage import Day, morning
from tests.selection.convening.test_review_day import refused
from tests.selection.inviting.test_seven_seats import STARTS
from tests.selection.inviting.test_seven_seats import panel as panel


def marks(day: Day, points: int = 5, **other: int) -> Marks:
    items = day.desk.policy.codes("evaluation_items")
    return tuple(Mark(it, other.get(it, points), "迟到半小时。") for it in items)


async def members(day: Day) -> list[UUID]:
    sheet = await day.hosted(load_sheet)
    return [it.participant.expert_id for it in sheet.members]


async def evaluated(day: Day) -> UUID:
    """Three are evaluated, after a question about the third; which evaluation that one has."""
    first, second, third = await members(day)
    give = {first: marks(day), second: marks(day), third: marks(day, 1)}
    for wrong, code in (
        ({}, "nothing_given"),
        ({uuid4(): marks(day)}, "member_not_found"),
        ({first: marks(day)[1:]}, "points_missing"),
    ):
        await refused(f"evaluation.{code}", day.hosted(hand_in_evaluations, wrong))
    assert list(await day.hosted(hand_in_evaluations, give)) == [third]
    assert not (await day.hosted(load_sheet)).done
    assert await day.hosted(hand_in_evaluations, give, asked=True) == {}
    again = {first: marks(day)}
    await refused("evaluation.handed_in_already", day.hosted(hand_in_evaluations, again))
    sheet = await day.hosted(load_sheet)
    assert [it.state for it in sheet.members] == [EvaluationState.HANDED_IN] * 3
    assert sheet.members[2].question
    assert all(it.name for it in sheet.members)
    assert not sheet.waiting
    async with day.panel.database.read() as session:
        noted = (await session.scalars(text("SELECT kind FROM credit_event ORDER BY kind"))).all()
    assert noted == ["good_service", "good_service", "late"]
    kept = sheet.members[2].current
    assert kept
    first_version: UUID = kept.record.id
    return first_version


async def corrected(day: Day, evaluation_id: UUID) -> None:
    given = (evaluation_id, day.host, marks(day, 4))
    await refused("evaluation.reason_missing", day.do(correct_evaluation, *given, " "))
    short = (evaluation_id, day.host, marks(day)[1:], "误填。")
    await refused("evaluation.points_missing", day.do(correct_evaluation, *short))
    other = replace(day.host, account_id=str(uuid4()))
    await refused("evaluation.not_found", day.do(load_correctable, evaluation_id, other))
    await refused("evaluation.not_found", day.do(load_correctable, uuid4(), day.host))
    found = await day.do(load_correctable, evaluation_id, day.host)
    assert found.first.record.id == evaluation_id
    await day.do(correct_evaluation, *given, "误填。")
    late = day.do(correct_evaluation, *given, "误填。")
    await refused("evaluation.corrected_already", late)


async def test_members_are_evaluated_once_questioned_corrected_once_and_answer(panel) -> None:
    day = await morning(panel)
    await refused("evaluation.not_over", day.hosted(hand_in_evaluations, {}))
    await day.come_in(1, 2, 3)
    actor, other = await day.actor(3), await day.actor(1)
    panel.ceremony.clock.moment = STARTS + timedelta(days=1)
    first = await evaluated(day)
    await corrected(day, first)

    own = await day.do(load_own_review, day.request_id, UUID(actor.account_id))
    assert [it.judged.correction for it in own.versions] == ["", "误填。"]
    assert [it.judged.marks[0].points for it in own.versions] == [1, 4]
    second = own.versions[1].judged.record.id
    await day.do(answer_evaluation, second, actor, "已说明。")
    twice = day.do(answer_evaluation, second, actor, "已说明。")
    await refused("evaluation.answered_already", twice)
    await refused("evaluation.not_found", day.do(answer_evaluation, first, other, "…"))
    current = (await day.hosted(load_sheet)).members[2]
    assert (current.state, current.current.answer) == (EvaluationState.CORRECTED, "已说明。")
    panel.ceremony.clock.wait(days=30)
    await refused("evaluation.answer_late", day.do(answer_evaluation, first, actor, "…"))
    acts = [it for it in await panel.acts() if it.startswith("evaluation.")]
    assert acts.count(Act.EVALUATION_HAND_IN) == 3
    assert acts.count(Act.EVALUATION_CORRECT) == acts.count(Act.EVALUATION_ANSWER) == 1


async def test_who_left_or_never_came_is_not_evaluated_and_sees_no_review(panel) -> None:
    day = await morning(panel)
    await day.come_in(1, 2)
    gone = await day.actor(2)
    await day.own(recuse, 2, "G01")
    absent = await day.actor(5)
    stayed = await day.actor(1)
    panel.ceremony.clock.moment = STARTS + timedelta(days=1)
    sheet = await day.hosted(load_sheet)
    assert [it.participant.position for it in sheet.members] == [1]
    for one in (gone, absent):
        assert await day.do(load_own_reviews, UUID(one.account_id)) == ()
    unknown = day.do(load_own_review, day.request_id, uuid4())
    await refused("evaluation.not_found", unknown)
    assert len(await day.do(load_own_reviews, UUID(stayed.account_id))) == 1


@pytest.mark.parametrize("postponed", [False, True])
async def test_without_a_meeting_those_who_accepted_are_evaluated_but_not_after_a_postponement(
    panel, postponed
) -> None:
    day = await morning(panel, without=6)
    if postponed:
        await day.hosted(postpone_meeting)
    else:
        async with panel.database.transaction() as session:
            await session.execute(text("DELETE FROM attendance"))
            await session.execute(text("DELETE FROM meeting"))
    panel.ceremony.clock.moment = STARTS + timedelta(days=1)
    sheet = await day.hosted(load_sheet)
    seats = [it.participant.position for it in sheet.members]
    assert seats == ([] if postponed else [1, 2, 3, 4, 5, 7])
    assert sheet.reviewed.over is not postponed
