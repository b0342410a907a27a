"""A paid list is archived: by the finance clerk, or in the end by the service (rule FEE-12).

With the archive the copy of the bank data is erased. Half the term after the payment the
clerks are reminded once; when the term is over the service archives what they have not. A list
that was approved and is not paid in its own term loses the copy, too, after a reminder; it
stays, since whether to pay it is for people to decide.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from selection.drawing import DrawDesk
from selection.drawing.desk import SERVICE
from selection.paying.deciding import (
    earlier_persons,
    find_list,
    keep_moved,
    move_list,
    without_bank,
)
from selection.paying.letters import remind_of_archive, remind_of_payment
from selection.states.payments import PaymentAct, PaymentState
from selection.storage.payment_store import (
    PaymentList,
    count_unarchived,
    hold_reckoning,
    list_holding_bank,
    list_paid_until,
)


@dataclass(frozen=True, slots=True)
class Unarchived:
    """How many paid lists still hold bank data, and when the service archives the first."""

    lists: int
    next_on: date | None


async def archive_list(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor
) -> PaymentList:
    """Close a paid list: the copy of the bank data is erased, the amounts stay.

    Raises:
        SelectionError: `payment.not_found`, or as `move_payment`.
    """
    await hold_reckoning(session)
    former = await find_list(session, list_id)
    moved = move_list(former, PaymentAct.ARCHIVE, actor, earlier_persons(former))
    archived = replace(moved, archived_at=desk.now(), lines=without_bank(former.lines))
    await keep_moved(session, former, archived, actor, Act.PAYMENT_ARCHIVE)
    return archived


async def find_unarchived(session: AsyncSession, desk: DrawDesk) -> Unarchived:
    """What the finance clerk still has to archive."""
    lists, first = await count_unarchived(session)
    return Unarchived(lists, first + timedelta(days=_term(desk)) if first else None)


async def list_to_archive(session: AsyncSession, desk: DrawDesk) -> tuple[UUID, ...]:
    """The lists of which half the term is over, or all of it."""
    day = desk.today() - timedelta(days=_term(desk) // 2)
    paid = await list_paid_until(session, day)
    half = timedelta(days=_unpaid_term(desk) // 2)
    unpaid = await list_holding_bank(session, PaymentState.APPROVED)
    late = (it for it in unpaid if _approved_on(desk, it) + half <= desk.today())
    return tuple(it.id for it in (*paid, *late))


async def attend_archive(session: AsyncSession, desk: DrawDesk, list_id: UUID) -> None:
    """Archive a list whose term is over, or remind the clerks of it, once.

    One that nobody has paid in its term gives up its copy of the bank data instead.
    """
    await hold_reckoning(session)
    payment = await find_list(session, list_id)
    if payment.state is PaymentState.APPROVED:
        await _attend_unpaid(session, desk, payment)
    if payment.state is not PaymentState.PAID or payment.paid_on is None:
        return
    if payment.paid_on + timedelta(days=_term(desk)) <= desk.today():
        await archive_list(session, desk, list_id, SERVICE)
    else:
        await remind_of_archive(session, payment)


async def _attend_unpaid(session: AsyncSession, desk: DrawDesk, payment: PaymentList) -> None:
    erased = replace(payment, lines=without_bank(payment.lines))
    late = _approved_on(desk, payment) + timedelta(days=_unpaid_term(desk)) <= desk.today()
    if erased == payment:
        return
    if late:
        await keep_moved(session, payment, erased, SERVICE, Act.PAYMENT_ERASE)
    else:
        await remind_of_payment(session, payment)


def _approved_on(desk: DrawDesk, payment: PaymentList) -> date:
    return (payment.approved_at or desk.now()).astimezone(CHINA).date()


def _unpaid_term(desk: DrawDesk) -> int:
    return desk.policy.integer("fee_unpaid_days")


def _term(desk: DrawDesk) -> int:
    return desk.policy.integer("fee_archive_days")
