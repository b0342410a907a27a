"""A payment list is handed in, approved by a second person, or comes back with a reason.

Each time the amounts are worked out anew: what changed meanwhile is not approved unseen.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import blocks
from expert_pool.recording import record_act
from selection.drawing import DrawDesk
from selection.drawing.notes import read_note, seal_note
from selection.drawing.whole_panel import find_request, load_watched
from selection.errors import SelectionError
from selection.fees import Fee, FeeClass
from selection.paying.drafting import find_fees, load_books, months_offered
from selection.paying.letters import tell_approved, tell_returned, tell_waiting
from selection.paying.reckoning import Reckoned, entered_in, reckon, with_lines
from selection.paying.review import review_of
from selection.states.payments import OPEN, PaymentAct, move_payment
from selection.storage.payment_store import (
    PaymentLine,
    PaymentList,
    hold_reckoning,
    load_list,
    load_lists_of,
    put_list,
)


async def submit_list(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, version: int
) -> PaymentList:
    """Hand the draft in; members who did nothing fall off the list.

    Raises:
        SelectionError: as `find_fees`; `payment.changed_meanwhile`, `payment.wrong_month`
            where the month went by, `payment.nothing_to_pay` or `payment.lines_refused`.
    """
    await hold_reckoning(session)
    found = await find_fees(session, desk, request_id, actor)
    if found.draft.version != version or version == 0:
        raise SelectionError("payment.changed_meanwhile")
    if found.draft.month not in months_offered(desk.today()):
        raise SelectionError("payment.wrong_month", {"month": found.draft.month})
    works = tuple(it for it in found.lines if it.works)
    if not works:
        raise SelectionError("payment.nothing_to_pay")
    if not all(it.stands for it in works):
        raise SelectionError("payment.lines_refused")
    moved = move_list(found.draft, PaymentAct.SUBMIT, actor)
    payment = with_lines(
        replace(moved, submitted_at=desk.clock(), policy_digest=desk.policy.digest), works
    )
    await keep_moved(session, found.draft, payment, actor, Act.PAYMENT_SUBMIT)
    await tell_waiting(session, payment)
    return payment


async def approve_list(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor
) -> PaymentList:
    """Approve a list that was handed in, as another person than who drew it up.

    Raises:
        SelectionError: `payment.not_found`, as `move_payment`, or `payment.amounts_changed`
            where rules or other lists changed since: it has to be returned and sent anew.
    """
    await hold_reckoning(session)
    former = await _load_watched_list(session, list_id, actor)
    moved = move_list(former, PaymentAct.APPROVE, actor, (str(former.created_by),))
    await check_unchanged(session, desk, former)
    approved = replace(moved, approved_by=UUID(actor.account_id), approved_at=desk.now())
    await keep_moved(session, former, approved, actor, Act.PAYMENT_APPROVE)
    await tell_approved(session, approved)
    return approved


async def return_list(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor, reason: str
) -> PaymentList:
    """Send a list back to the officer, with a reason.

    Raises:
        SelectionError: `payment.not_found`, `payment.reason_missing`, or as `move_payment`.
    """
    await hold_reckoning(session)
    former = await _load_watched_list(session, list_id, actor)
    moved = move_list(former, PaymentAct.RETURN, actor, (str(former.created_by),))
    return await _send_back(session, desk, (former, moved), actor, reason)


async def give_back_list(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor, reason: str
) -> PaymentList:
    """The finance clerk sends an approved list back, which has to be approved anew then.

    Raises:
        SelectionError: `payment.not_found`, `payment.reason_missing`, `payment.another_open`
            while another list of the review is drawn up, or as `move_payment`.
    """
    await hold_reckoning(session)
    former = await find_list(session, list_id)
    moved = move_list(former, PaymentAct.GIVE_BACK, actor, earlier_persons(former))
    if any(it.state in OPEN for it in await load_lists_of(session, former.request_id)):
        raise SelectionError("payment.another_open")
    return await _send_back(session, desk, (former, moved), actor, reason)


async def find_list(session: AsyncSession, list_id: UUID) -> PaymentList:
    """A payment list.

    Raises:
        SelectionError: `payment.not_found`.
    """
    found = await load_list(session, list_id)
    if found is None:
        raise SelectionError("payment.not_found")
    return found


async def recheck(
    session: AsyncSession, desk: DrawDesk, payment: PaymentList
) -> tuple[Reckoned, ...]:
    """The lines as they come out today, from what was entered."""
    review = await review_of(session, desk, await find_request(session, payment.request_id))
    books = await load_books(session, desk, payment, review)
    return reckon(desk, review, payment, entered_in(desk, payment), books)


async def check_unchanged(session: AsyncSession, desk: DrawDesk, payment: PaymentList) -> None:
    """See that a list would come out today as it was handed in.

    Raises:
        SelectionError: `payment.amounts_changed`.
    """
    if has_changed(payment, await recheck(session, desk, payment)):
        raise SelectionError("payment.amounts_changed")


def has_changed(payment: PaymentList, lines: tuple[Reckoned, ...]) -> bool:
    """Whether a list comes out otherwise than it was handed in, or something blocks it now."""
    return any(blocks(it.findings) for it in lines) or _amounts(payment) != _amounts_of(lines)


def read_return(desk: DrawDesk, payment: PaymentList) -> str:
    """Why the list came back last."""
    return read_note(desk, _return_place(payment.id), payment.returned_cipher)


async def _load_watched_list(session: AsyncSession, list_id: UUID, actor: Actor) -> PaymentList:
    """A list of a request that somebody may decide on; for everybody else there is none."""
    found = await find_list(session, list_id)
    await load_watched(session, found.request_id, actor)
    return found


def move_list(
    payment: PaymentList, act: PaymentAct, actor: Actor, earlier: Collection[str] = ()
) -> PaymentList:
    """The list in the state that an act leads to; as `move_payment` where it may not."""
    state = move_payment(payment.state, act, actor.role, actor=actor.account_id, earlier=earlier)
    return replace(payment, state=state)


def earlier_persons(payment: PaymentList) -> tuple[str, ...]:
    """Who drew a list up and who approved it: neither pays it."""
    return tuple(str(it) for it in (payment.created_by, payment.approved_by) if it)


async def _send_back(
    session: AsyncSession,
    desk: DrawDesk,
    moved: tuple[PaymentList, PaymentList],
    actor: Actor,
    reason: str,
) -> PaymentList:
    """The officer may change the list again; what was copied for the payment is erased."""
    former, back = moved
    if not reason.strip():
        raise SelectionError("payment.reason_missing")
    returned = replace(
        back,
        version=former.version + 1,
        submitted_at=None,
        approved_by=None,
        approved_at=None,
        returned_cipher=seal_note(desk, _return_place(former.id), reason),
        lines=without_bank(former.lines),
    )
    await keep_moved(session, former, returned, actor, Act.PAYMENT_RETURN)
    await tell_returned(session, returned)
    return returned


def without_bank(lines: tuple[PaymentLine, ...]) -> tuple[PaymentLine, ...]:
    """The lines without the copy of the bank data."""
    return tuple(replace(it, account_cipher=None, branch_cipher=None) for it in lines)


async def keep_moved(
    session: AsyncSession, former: PaymentList, payment: PaymentList, actor: Actor, act: Act
) -> None:
    """Store a list after a step, and say so in the log."""
    await put_list(session, payment)
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"payment:{payment.id}",
        request=str(payment.request_id),
        previous_state=former.state.value,
        next_state=payment.state.value,
        after={"lines": len(payment.lines), "net_fen": payment.total.net},
    )


def _amounts(payment: PaymentList) -> dict[UUID, tuple[FeeClass, Fee]]:
    return {it.expert_id: (it.fee_class, it.fee) for it in payment.lines}


def _amounts_of(lines: Iterable[Reckoned]) -> dict[UUID, tuple[FeeClass, Fee]]:
    return {it.line.expert_id: (it.line.fee_class, it.line.fee) for it in lines}


def _return_place(list_id: UUID) -> tuple[str, str, UUID]:
    return ("payment_list", "returned_cipher", list_id)
