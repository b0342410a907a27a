"""The life of a payment list: every act from every state, by every role."""

from itertools import product

import pytest

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.payments import (
    TRANSITIONS,
    PaymentAct,
    PaymentState,
    move_payment,
)

ALLOWED = {
    (PaymentState.DRAFT, PaymentAct.SAVE, Role.OFFICER): PaymentState.DRAFT,
    (PaymentState.DRAFT, PaymentAct.SUBMIT, Role.OFFICER): PaymentState.SUBMITTED,
    (PaymentState.SUBMITTED, PaymentAct.APPROVE, Role.APPROVER): PaymentState.APPROVED,
    (PaymentState.SUBMITTED, PaymentAct.RETURN, Role.APPROVER): PaymentState.DRAFT,
    (PaymentState.APPROVED, PaymentAct.GIVE_BACK, Role.FINANCE): PaymentState.DRAFT,
    (PaymentState.APPROVED, PaymentAct.PAY, Role.FINANCE): PaymentState.PAID,
    (PaymentState.PAID, PaymentAct.ARCHIVE, Role.FINANCE): PaymentState.ARCHIVED,
}


EVERY_MOVE = list(product(PaymentState, PaymentAct, Role))


def test_the_permitted_moves_lead_where_they_should() -> None:
    found = {
        (state, act, role): move_payment(state, act, role, actor="a", earlier=())
        for state, act, role in ALLOWED
    }
    assert found == ALLOWED


def test_every_other_act_by_any_role_is_refused() -> None:
    for state, act, role in (it for it in EVERY_MOVE if it not in ALLOWED):
        with pytest.raises(SelectionError) as refused:
            move_payment(state, act, role, actor="a", earlier=())
        own = role == TRANSITIONS[act].role
        assert refused.value.code == ("payment.wrong_state" if own else "payment.forbidden")


@pytest.mark.parametrize("act", [PaymentAct.APPROVE, PaymentAct.PAY])
def test_who_took_a_step_before_takes_no_later_one(act: PaymentAct) -> None:
    transition = TRANSITIONS[act]
    with pytest.raises(SelectionError) as refused:
        move_payment(transition.source, act, transition.role, actor="a", earlier=("b", "a"))
    assert refused.value.code == "payment.other_person_needed"


def test_no_state_but_the_archive_leaves_a_list_without_an_owner_of_the_next_step() -> None:
    owned = {it.source for it in TRANSITIONS.values()}
    assert set(PaymentState) - owned == {PaymentState.ARCHIVED}


def test_every_list_can_reach_the_archive() -> None:
    reached = {PaymentState.ARCHIVED}
    for _ in PaymentState:
        reached |= {it.source for it in TRANSITIONS.values() if it.target in reached}
    assert reached == set(PaymentState)
