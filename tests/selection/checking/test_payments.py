"""Payment lists: a state that no act led to, and bank data that should be gone, are named."""

from dataclasses import replace

import pytest

from expert_pool.audit.trails import Step
from selection.checking import check_payments
from selection.checking.payments import find_payment_faults
from selection.paying import approve_list, archive_list, give_back_list, hand_out_list, mark_paid
from selection.states.payments import PaymentState
from selection.storage.payment_store import load_list, put_list
from tests.selection.paying.test_paying import ON, Desk
from tests.selection.paying.test_paying import desk as desk

SAVE = Step(1, "payment.save")
SUBMIT = Step(2, "payment.submit", "draft", "submitted")
APPROVE = Step(3, "payment.approve", "submitted", "approved")
BACK = Step(4, "payment.return", "approved", "draft")
PAY = Step(5, "payment.pay", "approved", "paid")


@pytest.fixture
async def archived(desk: Desk):
    await desk.save()
    first = await desk.submit()
    await desk.run(approve_list, first.id, desk.approver)
    await desk.run(hand_out_list, first.id, desk.finance, "xlsx")
    await desk.run(give_back_list, first.id, desk.finance, "账户信息有误")
    await desk.save()
    again = await desk.submit()
    await desk.run(approve_list, again.id, desk.approver)
    await desk.run(hand_out_list, again.id, desk.finance, "pdf")
    async with desk.database.read() as session:
        held = await load_list(session, again.id)
    await desk.run(mark_paid, again.id, desk.finance, ON)
    await desk.run(archive_list, again.id, desk.finance)
    return held


async def test_a_list_that_acts_led_to_the_archive_is_fine_and_a_planted_one_is_named(
    desk: Desk, archived
):
    async with desk.database.read() as session:
        assert await check_payments(session) == []
    async with desk.database.transaction() as session:
        await put_list(session, replace(archived, state=PaymentState.ARCHIVED))
        (left,) = await check_payments(session)
        await put_list(session, archived)
        (other,) = await check_payments(session)
    assert (left.code, left.param("lines")) == ("CHK-14.bank_data_left", 1)
    assert (other.code, other.param("logged")) == ("CHK-12.other_state", "archived")


@pytest.mark.parametrize(
    ("state", "steps", "codes"),
    [
        ("draft", (SAVE, SAVE, SUBMIT, APPROVE, BACK), []),
        ("paid", (SAVE, SUBMIT, APPROVE, PAY), []),
        ("paid", (SAVE, SUBMIT, PAY), ["impossible_step"]),
        ("approved", (SAVE, SUBMIT), ["other_state"]),
        ("approved", (), ["no_act_made_it"]),
    ],
)
async def test_a_list_is_where_its_acts_led(desk, state, steps, codes):
    await desk.save()
    draft = replace((await desk.fees()).draft, state=PaymentState(state))
    found = find_payment_faults((draft,), {str(draft.id): steps})
    assert [it.code for it in found] == [f"CHK-12.{code}" for code in codes]
