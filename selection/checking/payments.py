"""Payment lists: whether the acts on record led to where they stand, and no bank data are left.

The database itself holds that three persons took part; amounts are worked out anew whenever
a list is approved or handed out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.trails import BEGINNING, Move, Step
from expert_pool.checking.trails import check_trail, fault
from expert_pool.findings import Finding
from expert_pool.storage.audit_inspection import steps_of
from selection.states.payments import TRANSITIONS, PaymentAct, PaymentState
from selection.storage.payment_store import PaymentList, load_all

_ACTS: Final = {
    Act.PAYMENT_SUBMIT: (PaymentAct.SUBMIT,),
    Act.PAYMENT_APPROVE: (PaymentAct.APPROVE,),
    Act.PAYMENT_RETURN: (PaymentAct.RETURN, PaymentAct.GIVE_BACK),
    Act.PAYMENT_PAY: (PaymentAct.PAY,),
    Act.PAYMENT_ARCHIVE: (PaymentAct.ARCHIVE,),
}
_DRAFT: Final = PaymentState.DRAFT.value
PAYMENT_MOVES: Final[Mapping[str, Move]] = {
    Act.PAYMENT_SAVE.value: Move(frozenset({BEGINNING, _DRAFT}), _DRAFT),
    **{
        act.value: Move(
            frozenset(TRANSITIONS[move].source.value for move in moves),
            TRANSITIONS[moves[0]].target.value,
        )
        for act, moves in _ACTS.items()
    },
}
_HOLDS_BANK_DATA: Final = frozenset({PaymentState.APPROVED, PaymentState.PAID})


async def check_payments(session: AsyncSession) -> list[Finding]:
    """What payment lists say of themselves although no acts led there."""
    logged = await steps_of(session, [Act(act) for act in PAYMENT_MOVES])
    return list(find_payment_faults(await load_all(session), logged))


def find_payment_faults(
    lists: Sequence[PaymentList], logged: Mapping[str, tuple[Step, ...]]
) -> Iterator[Finding]:
    """Lists that stand where no act led, and copies of bank data where none may be left."""
    for one in lists:
        steps = logged.get(str(one.id), ())
        yield from check_trail("payment", str(one.id), steps, PAYMENT_MOVES, one.state.value)
        kept = sum(bool(it.account_cipher or it.branch_cipher) for it in one.lines)
        if kept and one.state not in _HOLDS_BANK_DATA:
            yield fault("CHK-14.bank_data_left", payment=str(one.id), lines=kept)
