"""The fees of one review from attendance to the archive, against a database."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.entries import Actor
from expert_pool.conflicts import ReviewDays
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.errors import SelectionError
from selection.fees import DAY, HALF, Fee, FeeClass, ReviewWork, WorkedDay
from selection.paying import (
    SentLine,
    SentList,
    approve_list,
    archive_list,
    find_fees,
    give_back_list,
    hand_out_list,
    list_shown_lists,
    load_own_fees,
    mark_paid,
    read_list,
    read_totals,
    return_list,
    save_list,
    submit_list,
)
from selection.states.payments import PaymentState
from tests.expert_pool.log_samples import CIPHER
from tests.selection.drawing.ceremonies import Ceremony, prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_vacating import approver_of

FIRST, SECOND, THIRD = (date(2026, 11, day) for day in (20, 21, 22))
ACCOUNT, BRANCH = "6222020000000000123", "虚构银行示例支行"
IDENTITY = "110101198001010010"
ON = date(2026, 11, 25)


@dataclass
class Desk:
    """A drawn panel after its review, and everybody who has a part in paying it."""

    database: Database
    ceremony: Ceremony
    approver: Actor
    finance: Actor
    payee: UUID

    async def run(self, act, *args):
        async with self.database.transaction() as session:
            return await act(session, self.ceremony.desk, *args)

    async def fees(self):
        return await self.run(find_fees, self.ceremony.request_id, self.ceremony.officer)

    async def save(self, change=lambda line: line, month="2026-11"):
        """Save the draft as the page shows it, the lines of senior titles changed, one left out."""
        found = await self.fees()
        lines = tuple(
            change(SentLine(it.payee.id, it.line.rate, it.line.work, it.reason))
            for it in found.lines
            if it.payee.fee_class is FeeClass.SENIOR
        )
        sent = SentList(found.draft.version, month, lines)
        return await self.run(save_list, self.ceremony.request_id, self.ceremony.officer, sent)

    async def submit(self):
        version = (await self.fees()).draft.version
        asked = (self.ceremony.request_id, self.ceremony.officer, version)
        return await self.run(submit_list, *asked)

    async def acts(self):
        async with self.database.read() as session:
            wanted = AuditFilter(request=str(self.ceremony.request_id))
            page = await AuditStore(session).page(wanted)
        found = [it.entry.act for it in page.entries if it.entry.act.startswith("payment.")]
        return [it for it in found[::-1] if it != "payment.read"]


@pytest.fixture
async def desk(database):
    async with database.transaction() as session:
        days = ReviewDays(FIRST, THIRD)
        ceremony = await prepare_ceremony(session, review=days)
        accounts = AccountStore(session)
        clerk = await accounts.add("finance@demo.example", "clerk", "en", ceremony.clock())
        await accounts.grant(clerk, Role.FINANCE.value, None, ceremony.clock())
        own = await accounts.add("expert@demo.example", "expert", "en", ceremony.clock())
    await draw(database, ceremony)
    ceremony.clock.wait(days=7)
    finance = Actor(str(clerk), Role.FINANCE.value)
    made = Desk(database, ceremony, await approver_of(database, ceremony), finance, UUID(int=0))
    seniors = (it for it in (await made.fees()).review.payees if it.fee_class is FeeClass.SENIOR)
    payee = next(seniors).id
    async with database.transaction() as session:
        record = await load_expert(session, payee)
        private = PrivateData(IDENTITY, "", ACCOUNT, BRANCH)
        sealed = seal_private_data(CIPHER, payee, private)
        await replace_expert(session, replace(record, sealed=sealed, account_id=own))
    return replace(made, payee=payee)


async def refused(awaited) -> str:
    with pytest.raises(SelectionError) as caught:
        await awaited
    return caught.value.code


@pytest.fixture
async def submitted(desk):
    await desk.save()
    return await desk.submit()


@pytest.fixture
async def approved(desk, submitted):
    return await desk.run(approve_list, submitted.id, desk.approver)


async def test_a_draft_begins_with_all_days_at_the_usual_rate_taxed_as_one_income(desk):
    found = await desk.fees()
    whole = tuple(WorkedDay(day, DAY) for day in (FIRST, SECOND, THIRD))
    assert {it.line.work for it in found.lines} == {ReviewWork(whole)}
    fees = {it.payee.fee_class: it.line.fee for it in found.lines}
    assert fees == {
        FeeClass.SENIOR: Fee(net=487_500, gross=580_357, tax=92_857),
        FeeClass.OTHER: Fee(net=300_000, gross=355_000, tax=55_000),
    }
    assert not found.stands
    assert (await desk.save()).stands


async def test_a_second_person_approves_before_the_finance_clerk_sees_the_list(desk, submitted):
    assert submitted.total.net == 4 * 487_500
    shown = await desk.run(read_list, submitted.id, desk.approver)
    assert all(it.findings == () for it in shown.lines)
    assert await refused(desk.run(read_list, submitted.id, desk.finance)) == "payment.not_found"
    assert await refused(desk.run(approve_list, submitted.id, desk.finance)) == "draw.not_found"
    officer = replace(desk.approver, account_id=desk.ceremony.officer.account_id)
    assert await refused(desk.run(approve_list, submitted.id, officer)) == "draw.not_found"
    await desk.run(approve_list, submitted.id, desk.approver)
    assert (await desk.run(read_list, submitted.id, desk.finance)).lines
    async with desk.database.read() as session:
        for actor in (desk.finance, desk.approver, desk.ceremony.officer):
            assert (await list_shown_lists(session, actor, limit=9, offset=0))[1] == 1


async def test_bank_data_are_handed_out_to_the_finance_clerk_until_the_archive(desk, approved):
    refusal = desk.run(hand_out_list, approved.id, desk.ceremony.officer, "xlsx")
    assert await refused(refusal) == "payment.forbidden"
    handed = await desk.run(hand_out_list, approved.id, desk.finance, "xlsx")
    accounts = {it.line.expert_id: (it.account, it.branch) for it in handed.lines}
    assert accounts.pop(desk.payee) == (ACCOUNT, BRANCH)
    assert set(accounts.values()) == {("", "")}
    paying = (approved.id, desk.finance)
    assert await refused(desk.run(mark_paid, *paying, date(2026, 11, 26))) == "payment.day_to_come"
    early = desk.run(mark_paid, *paying, date(2026, 10, 31))
    assert await refused(early) == "payment.day_before_approval"
    await desk.run(mark_paid, *paying, ON)
    again = await desk.run(hand_out_list, approved.id, desk.finance, "pdf")
    assert [it.account for it in again.lines if it.line.expert_id == desk.payee] == [ACCOUNT]
    archived = await desk.run(archive_list, *paying)
    assert archived.total == approved.total
    async with desk.database.read() as session:
        kept = "account_cipher IS NOT NULL OR branch_cipher IS NOT NULL"
        query = text(f"SELECT count(*) FROM payment_line WHERE {kept}")  # noqa: S608
        assert await session.scalar(query) == 0
    late = desk.run(hand_out_list, approved.id, desk.finance, "xlsx")
    assert await refused(late) == "payment.wrong_state"
    assert await desk.acts() == [
        "payment.save", "payment.submit", "payment.approve", "payment.download",
        "payment.pay", "payment.download", "payment.archive",
    ]  # fmt: skip


async def test_what_was_paid_is_totalled_for_the_tax_office_and_shown_to_the_expert(desk, approved):
    await desk.run(mark_paid, approved.id, desk.finance, ON)
    totals = await desk.run(read_totals, "2026-11", desk.finance)
    assert [it.fee.tax for it in totals] == [92_857] * 4
    (own,) = [it for it in totals if it.expert_id == desk.payee]
    assert (own.identity_number, own.incomes) == (IDENTITY, 1)
    async with desk.database.read() as session:
        stored = await load_expert(session, desk.payee)
        (fee,) = await load_own_fees(session, stored.account_id)
        assert await load_own_fees(session, uuid4()) == ()
    assert (fee.number, fee.line.expert_id) == ("PR-2026-0001", desk.payee)


async def test_what_speaks_against_a_line_keeps_it_from_being_handed_in(desk):
    assert await refused(desk.submit()) == "payment.changed_meanwhile"
    await desk.save(lambda line: replace(line, work=ReviewWork()))
    assert await refused(desk.submit()) == "payment.nothing_to_pay"
    half = ReviewWork((WorkedDay(FIRST, HALF),))
    for rate, reason, stands in ((2401, "x", False), (2400, "", False), (2400, "院士评议", True)):
        saved = await desk.save(
            lambda line, rate=rate, reason=reason: replace(
                line, rate=rate, reason=reason, work=half
            )
        )
        assert saved.stands is stands
        if not stands:
            assert await refused(desk.submit()) == "payment.lines_refused"
    late = replace(half, days=(WorkedDay(date(2026, 11, 23), HALF),))
    assert await refused(desk.save(lambda line: replace(line, work=late))) == "payment.wrong_day"
    twice = replace(half, days=half.days * 2)
    assert await refused(desk.save(lambda line: replace(line, work=twice))) == "payment.wrong_day"
    stranger = desk.save(lambda line: replace(line, expert_id=uuid4()))
    assert await refused(stranger) == "payment.unknown_member"
    assert await refused(desk.save(month="2026-10")) == "payment.wrong_month"
    submitted = await desk.submit()
    assert {line.fee for line in submitted.lines} == {Fee(144_000, 160_000, 16_000)}
    assert await refused(desk.save()) == "payment.waiting"
    asked = (submitted.id, desk.approver)
    assert await refused(desk.run(return_list, *asked, " ")) == "payment.reason_missing"
    returned = await desk.run(return_list, *asked, "请核对出席情况")
    assert returned.state is PaymentState.DRAFT
    assert (await desk.run(read_list, submitted.id, desk.ceremony.officer)).returned


async def test_a_second_list_of_the_month_is_taxed_with_the_first_and_pays_no_day_twice(desk):
    await desk.save(lambda line: replace(line, work=ReviewWork((WorkedDay(FIRST, DAY),))))
    first = await desk.submit()
    assert {it.fee for it in first.lines} == {Fee(195_000, 223_750, 28_750)}
    await desk.run(approve_list, first.id, desk.approver)
    desk.ceremony.clock.wait(minutes=1)
    left = ReviewWork((WorkedDay(SECOND, DAY), WorkedDay(THIRD, DAY)))
    assert {it.line.work for it in (await desk.fees()).lines if it.payee.id == desk.payee} == {left}
    first_again = ReviewWork((WorkedDay(FIRST, DAY),))
    second = await desk.save(lambda line: replace(line, work=first_again))
    found = {it.code for line in second.lines for it in line.findings}
    assert found == {"FEE-10.paid_already", "FEE-10.over_one_day"}
    assert await refused(desk.submit()) == "payment.lines_refused"
    await desk.save(lambda line: replace(line, work=ReviewWork((WorkedDay(SECOND, DAY),))))
    later = await desk.submit()
    assert {it.fee for it in later.lines} == {Fee(195_000, 240_536, 45_536)}
    giving = desk.run(give_back_list, first.id, desk.finance, "账户信息有误")
    assert await refused(giving) == "payment.another_open"
    await desk.run(approve_list, later.id, desk.approver)
    back = await desk.run(give_back_list, first.id, desk.finance, "账户信息有误")
    assert (back.state, back.approved_by) == (PaymentState.DRAFT, None)
    stale = desk.run(hand_out_list, later.id, desk.finance, "xlsx")
    assert await refused(stale) == "payment.amounts_changed"


async def test_a_list_moved_to_the_next_month_leaves_a_difference_and_nothing_negative(desk):
    await desk.save(lambda line: replace(line, work=ReviewWork((WorkedDay(FIRST, DAY),))))
    first = await desk.submit()
    await desk.run(approve_list, first.id, desk.approver)
    desk.ceremony.clock.wait(minutes=1)
    await desk.save(lambda line: replace(line, work=ReviewWork((WorkedDay(SECOND, DAY),))))
    later = await desk.submit()
    await desk.run(approve_list, later.id, desk.approver)
    await desk.run(mark_paid, later.id, desk.finance, ON)
    await desk.run(give_back_list, first.id, desk.finance, "改为下月支付")
    same_month = await desk.save()
    assert {it.code for line in same_month.lines for it in line.findings} == {
        "FEE-08.withheld_beyond"
    }
    assert {it.line.fee for it in same_month.lines} == {Fee(195_000, 223_750, 28_750)}
    await desk.save(month="2026-12")
    moved = await desk.submit()
    assert {it.fee for it in moved.lines} == {Fee(195_000, 223_750, 28_750)}
    await desk.run(approve_list, moved.id, desk.approver)
    assert await refused(desk.run(mark_paid, moved.id, desk.finance, ON)) == "payment.other_month"
    totals = await desk.run(read_totals, "2026-11", desk.finance)
    assert {(it.fee.tax, it.due, it.excess) for it in totals} == {(45_536, 28_750, 16_786)}


async def test_a_later_day_counts_less_also_on_a_list_of_its_own(desk):
    two = ReviewWork((WorkedDay(FIRST, DAY), WorkedDay(THIRD, HALF)))
    await desk.save(lambda line: replace(line, work=two))
    first = await desk.submit()
    await desk.run(approve_list, first.id, desk.approver)
    desk.ceremony.clock.wait(minutes=1)
    await desk.save(lambda line: replace(line, work=ReviewWork((WorkedDay(SECOND, DAY),))))
    later = await desk.submit()
    assert {it.fee.net for it in later.lines} == {97_500}
    await desk.run(approve_list, later.id, desk.approver)
    assert await desk.run(hand_out_list, first.id, desk.finance, "xlsx")


async def test_a_list_handed_out_while_it_is_paid_stays_paid(desk, approved):
    async with desk.database.transaction() as session:
        await mark_paid(session, desk.ceremony.desk, approved.id, desk.finance, ON)
        handing = asyncio.create_task(desk.run(hand_out_list, approved.id, desk.finance, "xlsx"))
        await asyncio.sleep(0.3)
        assert not handing.done()
    assert (await handing).payment.state is PaymentState.PAID
    shown = await desk.run(read_list, approved.id, desk.finance)
    assert (shown.payment.state, shown.payment.paid_on) == (PaymentState.PAID, ON)


async def test_a_draft_whose_month_went_by_is_not_handed_in(desk):
    await desk.save()
    desk.ceremony.clock.wait(days=10)
    assert await refused(desk.submit()) == "payment.wrong_month"
    await desk.save(month="2026-12")
    assert (await desk.submit()).month == "2026-12"


async def test_nobody_else_sees_the_fees_of_a_review(desk):
    for actor in (desk.approver, replace(desk.ceremony.officer, account_id=str(uuid4()))):
        asked = desk.run(find_fees, desk.ceremony.request_id, actor)
        assert await refused(asked) == "draw.not_found"
    auditor = desk.ceremony.auditor
    assert await refused(desk.run(read_totals, "2026-11", auditor)) == "payment.forbidden"
    assert await refused(desk.run(read_totals, "2026-1", desk.finance)) == "payment.wrong_month"
    await desk.save()
    submitted = await desk.submit()
    assert await refused(desk.run(read_list, submitted.id, auditor)) == "payment.not_found"
    assert await refused(desk.run(read_list, uuid4(), desk.finance)) == "payment.not_found"
