"""Cases from the report to the end: heard, decided by two, in force until a day."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.case_file import read_case
from expert_pool.admission.standing import resume_expert, suspend_expert
from expert_pool.credit import CaseState, CreditKind, Decision, Measure
from expert_pool.crediting.answering import answer_case, enter_answer, tell_on_paper
from expert_pool.crediting.barring import find_bars_of
from expert_pool.crediting.deciding import confirm, decide, refuse, withdraw
from expert_pool.crediting.events import record_event
from expert_pool.crediting.lifting import ask_lift, keep, lift
from expert_pool.crediting.reading import read_case as read_credit_case
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Standing
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.expert_store import load_pool, set_confirmed, set_standing
from expert_pool.storage.mail_store import newest_mails
from tests.expert_pool.admission.cases import hand_in
from tests.expert_pool.crediting.bureau import (
    INDEX,
    Bureau,
    make_bureau,
    refused_code,
    state_of,
)

S, M = CaseState, Measure
SUSPENSION = Decision(M.SUSPENSION, 6)


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    return await make_bureau(database)


async def test_a_suspension_takes_two_persons_and_ends_by_itself_after_its_last_day(
    bureau: Bureau,
) -> None:
    case = await bureau.report()
    assert await bureau.standing() is Standing.ACTIVE
    case = await bureau.decided(await bureau.answered(case), M.SUSPENSION, 6)
    assert (state_of(case), await bureau.standing()) == ((S.DECIDED, *_six()), Standing.ACTIVE)
    case = await bureau.confirmed(case)
    assert (state_of(case), await bureau.standing()) == ((S.IN_FORCE, *_six()), Standing.SUSPENDED)
    assert (case.force_from, case.force_until) == (date(2026, 11, 20), date(2027, 5, 19))
    async with bureau.database.read() as session:
        assert await load_pool(session) == (), "nobody under a suspension is a candidate"
    bureau.clock.pass_days(180)
    assert (await bureau.attend(), await bureau.standing()) == ([], Standing.SUSPENDED)
    bureau.clock.pass_days(1)
    assert await bureau.attend() == ["measure_over"]
    assert await bureau.attend() == []
    assert ((await bureau.again(case)).state, await bureau.standing()) == (
        S.ENDED,
        Standing.ACTIVE,
    )


def _six() -> tuple[Measure, int]:
    return M.SUSPENSION, 6


async def test_silence_counts_after_the_term_only_and_a_reminder_goes_out_once(
    bureau: Bureau,
) -> None:
    case, second = await bureau.report(), bureau.office.second
    seen = await bureau.seen(case)
    early = await refused_code(bureau, decide, second, seen, SUSPENSION, "理由")
    assert early == "credit.wrong_state"
    bureau.clock.pass_days(14)
    assert (await bureau.attend(), await bureau.attend()) == (["reminder"], [])
    async with bureau.database.read() as session:
        newest = (await newest_mails(session, 1))[0]
    assert (newest.template, newest.context) == ("credit_reminder", {"until": "2026-12-07"})
    bureau.clock.pass_days(3)
    assert await bureau.attend() == []
    bureau.clock.pass_days(1)
    late = await refused_code(
        bureau, answer_case, bureau.office.applicant, case.id, "晚了", final=False
    )
    assert late == "credit.term_over"
    assert await bureau.attend() == ["term_over"]
    assert (await bureau.again(case)).state is S.SILENT


async def test_an_answer_is_kept_and_changed_until_the_term_is_over(bureau: Bureau) -> None:
    case, own = await bureau.report(), bureau.office.applicant
    for text in ("先说一句", "补充说明"):
        async with bureau.database.transaction() as session:
            await answer_case(session, own, case.id, text, final=False)
    assert (await bureau.again(case)).state is S.TOLD
    bureau.clock.pass_days(18)
    assert await bureau.attend() == ["term_over"]
    assert (await bureau.again(case)).state is S.ANSWERED


async def test_nobody_answers_for_another_and_nobody_says_nothing(bureau: Bureau) -> None:
    case, own = await bureau.report(), bureau.office.applicant
    other = bureau.office.first
    assert await refused_code(bureau, answer_case, other, case.id, "?", final=True) == (
        "credit.not_found"
    )
    assert await refused_code(bureau, answer_case, own, case.id, " ", final=True) == (
        "credit.answer_missing"
    )
    assert await refused_code(bureau, answer_case, own, uuid4(), "?", final=True) == (
        "credit.not_found"
    )
    long = await refused_code(bureau, answer_case, own, case.id, "长" * 4001, final=True)
    assert long == "credit.text_too_long"


async def test_who_reported_does_not_decide_and_a_decision_needs_reasons_within_the_rule(
    bureau: Bureau,
) -> None:
    case = await bureau.answered(await bureau.report())
    seen, first, second = await bureau.seen(case), bureau.office.first, bureau.office.second
    refused = [
        await refused_code(bureau, decide, first, seen, SUSPENSION, "理由"),
        await refused_code(bureau, decide, second, seen, SUSPENSION, " "),
        await refused_code(bureau, decide, second, seen, Decision(M.REMOVAL, 24), "理由"),
        await refused_code(bureau, decide, bureau.approver, seen, SUSPENSION, "理由"),
    ]
    assert refused == [
        "credit.same_person",
        "credit.reasons_missing",
        "EVA-06.measure_not_offered",
        "credit.not_your_turn",
    ]
    await bureau.decided(case, M.SUSPENSION, 6)
    stale = await refused_code(bureau, confirm, bureau.approver, seen)
    assert stale == "credit.changed_meanwhile"
    seen = await bureau.seen(case)
    assert await refused_code(bureau, confirm, second, seen) == "credit.not_your_turn"


async def test_a_decision_refused_twice_leads_to_nothing(bureau: Bureau) -> None:
    case = await bureau.answered(await bureau.report())
    for state in (S.RETURNED, S.REFUSED):
        await bureau.decided(case, M.SUSPENSION, 6)
        seen = await bureau.seen(case)
        async with bureau.database.transaction() as session:
            await refuse(session, bureau.approver, seen, "证据不足")
        assert (await bureau.again(case)).state is state
    assert await bureau.standing() is Standing.ACTIVE


async def test_no_measure_is_a_decision_too_and_a_mistake_is_withdrawn(bureau: Bureau) -> None:
    case = await bureau.answered(await bureau.report())
    case = await bureau.confirmed(await bureau.decided(case, M.NONE))
    assert case.state is S.UNFOUNDED
    mistaken = await bureau.report(CreditKind.LATE)
    seen = await bureau.seen(mistaken)
    async with bureau.database.transaction() as session:
        await withdraw(session, bureau.approver, seen, "登记错人")
    assert (await bureau.again(mistaken)).state is S.WITHDRAWN
    assert (await bureau.report(CreditKind.LATE)).proposed is M.NOTE


async def test_lateness_is_noted_and_warned_of_when_it_is_repeated(bureau: Bureau) -> None:
    noted = await bureau.enforced(M.NOTE, 0, CreditKind.LATE)
    assert noted.state is S.NOTED
    again = await bureau.report(CreditKind.LATE)
    assert (again.proposed, again.proposed_months) == (M.WARNING, 12)
    warned = await bureau.confirmed(
        await bureau.decided(await bureau.answered(again), M.WARNING, 12)
    )
    assert (warned.state, await bureau.standing()) == (S.IN_FORCE, Standing.ACTIVE)


async def test_whoever_is_removed_leaves_the_pool_and_is_recognised_until_the_day(
    bureau: Bureau,
) -> None:
    case = await bureau.enforced(M.REMOVAL, 24, CreditKind.LEAK)
    assert await bureau.standing() is Standing.EXITED
    stranger = (uuid4(), INDEX)
    async with bureau.database.read() as session:
        for day, codes in (
            (date(2028, 11, 19), ["EVA-05.removed_until"]),
            (date(2028, 11, 20), []),
        ):
            found = await find_bars_of(session, bureau.desk.policy, stranger, day)
            assert [it.code for it in found] == codes
    edit = await hand_in(bureau.office, identity_index=INDEX)
    shown = await read_case(
        bureau.desk, bureau.office.first, edit.application_id, date(2026, 12, 1)
    )
    assert "EVA-05.removed_until" in {it.code for it in shown.findings}
    bureau.clock.pass_days(731)
    assert (await bureau.attend(), (await bureau.again(case)).state) == (["measure_over"], S.ENDED)
    assert await bureau.standing() is Standing.EXITED


async def test_never_again_has_no_last_day(bureau: Bureau) -> None:
    case = await bureau.enforced(M.REMOVAL_FOR_LIFE, 0, CreditKind.PROXY)
    bureau.clock.pass_days(36525)
    assert (case.force_until, await bureau.attend()) == (None, [])
    async with bureau.database.read() as session:
        found = await find_bars_of(
            session, bureau.desk.policy, (bureau.expert_id, None), date(2126, 11, 20)
        )
    assert [it.code for it in found] == ["EVA-05.removed_for_life"]


async def test_no_registrar_resumes_a_suspension_by_two_and_two_end_it_early(
    bureau: Bureau,
) -> None:
    case = await bureau.enforced(M.SUSPENSION, 6)
    desk, office = bureau.desk, bureau.office
    with pytest.raises(ExpertPoolError) as alone:
        await resume_expert(desk, office.second, bureau.expert_id, "own_request")
    assert alone.value.code == "expert.suspended_by_case"
    for ending, standing in ((keep, Standing.SUSPENDED), (lift, Standing.ACTIVE)):
        seen = await bureau.seen(case)
        async with bureau.database.transaction() as session:
            await ask_lift(session, office.second, seen, "申诉成立")
        assert await bureau.standing() is Standing.SUSPENDED
        seen = await bureau.seen(case)
        async with bureau.database.transaction() as session:
            await ending(session, bureau.approver, seen)
        assert await bureau.standing() is standing
    assert (await bureau.again(case)).state is S.LIFTED


async def test_the_end_of_a_case_resumes_nobody_who_was_suspended_before(bureau: Bureau) -> None:
    await suspend_expert(bureau.desk, bureau.office.first, bureau.expert_id, "own_request")
    await bureau.enforced(M.SUSPENSION, 6)
    bureau.clock.pass_days(181)
    assert await bureau.attend() == ["measure_over"]
    assert await bureau.standing() is Standing.SUSPENDED


async def test_of_two_suspensions_the_last_to_end_resumes(bureau: Bureau) -> None:
    await bureau.enforced(M.SUSPENSION, 1)
    await bureau.enforced(M.SUSPENSION, 6)
    bureau.clock.pass_days(40)
    assert (await bureau.attend(), await bureau.standing()) == (
        ["measure_over"],
        Standing.SUSPENDED,
    )
    bureau.clock.pass_days(150)
    assert (await bureau.attend(), await bureau.standing()) == (["measure_over"], Standing.ACTIVE)


@pytest.mark.parametrize(
    ("confirmed", "after"),
    [(None, Standing.DORMANT), (date(2026, 11, 21), Standing.ACTIVE)],
    ids=["silent", "confirmed_meanwhile"],
)
async def test_who_was_dormant_is_so_again_unless_the_data_were_confirmed(
    bureau: Bureau, confirmed: date | None, after: Standing
) -> None:
    async with bureau.database.transaction() as session:
        await set_standing(session, bureau.expert_id, Standing.DORMANT)
    await bureau.enforced(M.SUSPENSION, 1)
    await bureau.enforced(M.SUSPENSION, 6)
    if confirmed is not None:
        async with bureau.database.transaction() as session:
            await set_confirmed(session, bureau.expert_id, confirmed)
    bureau.clock.pass_days(40)
    assert await bureau.attend() == ["measure_over"]
    assert await bureau.standing() is Standing.SUSPENDED
    bureau.clock.pass_days(150)
    assert await bureau.attend() == ["measure_over"]
    assert await bureau.standing() is after


async def test_who_has_no_account_is_told_and_answers_on_paper(database: Database) -> None:
    bureau = await make_bureau(database, account=False)
    case, registrar = await bureau.report(), bureau.office.second
    assert case.state is S.PROPOSED
    for day, code in (
        (date(2026, 11, 21), "credit.day_to_come"),
        (date(2026, 11, 19), "credit.day_before_event"),
    ):
        seen = await bureau.seen(case)
        assert await refused_code(bureau, tell_on_paper, registrar, seen, day) == code
    async with bureau.database.transaction() as session:
        await tell_on_paper(session, registrar, seen, date(2026, 11, 20))
    seen = await bureau.seen(case)
    async with bureau.database.transaction() as session:
        await enter_answer(session, registrar, seen, "书面意见")
    bureau.clock.pass_days(18)
    assert (await bureau.attend(), (await bureau.again(case)).state) == (
        ["term_over"],
        S.ANSWERED,
    )


async def test_no_notice_was_handed_over_before_there_was_a_case(database: Database) -> None:
    bureau = await make_bureau(database, account=False)
    happened = bureau.clock.now.date()
    bureau.clock.pass_days(30)
    async with bureau.database.transaction() as session:
        event = await record_event(
            session,
            bureau.office.first,
            expert_id=bureau.expert_id,
            kind=CreditKind.ABSENCE,
            occurred_on=happened,
        )
    seen, helper = await bureau.seen(await bureau.case_of(event)), bureau.office.second
    opened = bureau.clock.now.date()
    early = await refused_code(bureau, tell_on_paper, helper, seen, opened - timedelta(days=1))
    assert early == "credit.day_before_case"
    async with bureau.database.transaction() as session:
        await tell_on_paper(session, helper, seen, opened)
    assert await bureau.attend() == []


async def test_neither_who_reported_nor_an_approver_acts_for_the_expert_on_paper(
    database: Database,
) -> None:
    bureau = await make_bureau(database, account=False)
    case, helper = await bureau.report(), bureau.office.second
    seen, day = await bureau.seen(case), date(2026, 11, 20)
    for actor, code in (
        (bureau.office.first, "credit.same_person"),
        (bureau.approver, "credit.not_your_turn"),
    ):
        assert await refused_code(bureau, tell_on_paper, actor, seen, day) == code
    async with bureau.database.transaction() as session:
        await tell_on_paper(session, helper, seen, day)
    seen = await bureau.seen(case)
    for actor, code in (
        (bureau.office.first, "credit.same_person"),
        (bureau.approver, "credit.not_your_turn"),
    ):
        assert await refused_code(bureau, enter_answer, actor, seen, "书面意见") == code


async def test_who_had_no_open_account_is_told_in_it_once_there_is_one(bureau: Bureau) -> None:
    owner = UUID(bureau.office.applicant.account_id)
    async with bureau.database.transaction() as session:
        await AccountStore(session).change(owner, deactivated_at=bureau.clock.now)
    case = await bureau.report()
    async with bureau.database.transaction() as session:
        shown = await read_credit_case(session, bureau.office.second, case.id)
    assert (case.state, shown.has_account, await bureau.attend()) == (S.PROPOSED, False, [])
    bureau.clock.pass_days(2)
    async with bureau.database.transaction() as session:
        await AccountStore(session).change(owner, deactivated_at=None)
    assert await bureau.attend() == ["notice"]
    told = await bureau.again(case)
    assert (told.state, told.told_on, await bureau.attend()) == (S.TOLD, date(2026, 11, 22), [])


async def test_nobody_answers_on_paper_for_somebody_with_an_account(bureau: Bureau) -> None:
    case = await bureau.report()
    seen, registrar = await bureau.seen(case), bureau.office.second
    assert await refused_code(bureau, enter_answer, registrar, seen, "?") == "credit.has_account"
