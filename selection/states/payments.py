"""The life of a payment list: drawn up, handed in, approved, paid, archived.

`TRANSITIONS` is the only table that says which act leads where, and `move_payment` the only
function that gives a new state. Three persons take part: who drew it up, who approved it, and
the finance clerk. It stores nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.roles import Role
from selection.errors import SelectionError

SERVICE: Final = "service"
"""The role of the service itself, where nobody decides."""


class PaymentState(StrEnum):
    """Where a payment list is; an archived one holds no bank data."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PAID = "paid"
    ARCHIVED = "archived"


class PaymentAct(StrEnum):
    """What somebody does with a payment list."""

    SAVE = "save"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    GIVE_BACK = "give_back"
    PAY = "pay"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class PaymentTransition:
    """One permitted move and the role that makes it; some the service makes too, in the end."""

    source: PaymentState
    target: PaymentState
    role: Role
    also_service: bool = False


_DRAFT, _SUBMITTED, _APPROVED = PaymentState.DRAFT, PaymentState.SUBMITTED, PaymentState.APPROVED
TRANSITIONS: Mapping[PaymentAct, PaymentTransition] = {
    PaymentAct.SAVE: PaymentTransition(_DRAFT, _DRAFT, Role.OFFICER),
    PaymentAct.SUBMIT: PaymentTransition(_DRAFT, _SUBMITTED, Role.OFFICER),
    PaymentAct.APPROVE: PaymentTransition(_SUBMITTED, _APPROVED, Role.APPROVER),
    PaymentAct.RETURN: PaymentTransition(_SUBMITTED, _DRAFT, Role.APPROVER),
    PaymentAct.GIVE_BACK: PaymentTransition(_APPROVED, _DRAFT, Role.FINANCE),
    PaymentAct.PAY: PaymentTransition(_APPROVED, PaymentState.PAID, Role.FINANCE),
    PaymentAct.ARCHIVE: PaymentTransition(
        PaymentState.PAID, PaymentState.ARCHIVED, Role.FINANCE, also_service=True
    ),
}

OPEN = frozenset({PaymentState.DRAFT, PaymentState.SUBMITTED})
"""States of which a review has one list at most: it is drawn up or waits for approval."""


def move_payment(
    state: PaymentState, act: PaymentAct, role: str, *, actor: str, earlier: Collection[str]
) -> PaymentState:
    """The state after an act; `earlier` are the accounts that took the steps before it.

    Raises:
        SelectionError: `payment.wrong_state`, `payment.forbidden` or
            `payment.other_person_needed`.
    """
    transition = TRANSITIONS[act]
    if role != transition.role and not (transition.also_service and role == SERVICE):
        raise SelectionError("payment.forbidden", {"act": act.value})
    if state is not transition.source:
        raise SelectionError("payment.wrong_state", {"act": act.value, "state": state.value})
    if actor in earlier:
        raise SelectionError("payment.other_person_needed", {"act": act.value})
    return transition.target
