"""The officer draws up the payment list of a review: attendance, rates, reasons.

What was entered is kept also where something speaks against it; handing in (`deciding`)
is what a finding stops.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing import DrawDesk
from selection.errors import SelectionError
from selection.fees import DAY, Fee, ReviewWork, without_days
from selection.paying.reckoning import (
    Books,
    Reckoned,
    SentLine,
    entered_in,
    open_books,
    reckon,
    with_lines,
)
from selection.paying.review import Payee, Review, load_review
from selection.states.payments import PaymentAct, PaymentState, move_payment
from selection.storage.payment_store import (
    PaymentList,
    hold_reckoning,
    load_lists_of,
    load_others,
    put_list,
)

MOST_REMOTE = 99


@dataclass(frozen=True, slots=True)
class SentList:
    """A draft as the officer sends it; `version` is the one that the page showed."""

    version: int
    month: str
    lines: tuple[SentLine, ...]


@dataclass(frozen=True, slots=True)
class FeesOfReview:
    """Everything on a review's fees: all its lists, and the one that is being drawn up."""

    review: Review
    lists: tuple[PaymentList, ...]
    draft: PaymentList
    lines: tuple[Reckoned, ...]

    @property
    def waiting(self) -> PaymentList | None:
        """The list that waits for the approver: no other is drawn up meanwhile."""
        return next((it for it in self.lists if it.state is PaymentState.SUBMITTED), None)

    @property
    def total(self) -> Fee:
        """The sums over the lines as they come out now."""
        return with_lines(self.draft, self.lines).total

    @property
    def stands(self) -> bool:
        """Whether the draft can be handed in as it is stored."""
        some = any(it.works for it in self.lines)
        return self.draft.version > 0 and some and all(it.stands for it in self.lines)


def months_offered(today: date) -> tuple[str, str]:
    """The months in which a list can be paid: this one and the next."""
    following = today.replace(day=1) + timedelta(days=31)
    return f"{today:%Y-%m}", f"{following:%Y-%m}"


async def find_fees(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> FeesOfReview:
    """The fees of a review for its officer; names are shown, so the look is recorded.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet` or `payment.supplement`.
    """
    review = await load_review(session, desk, request_id, actor)
    if actor.role != Role.OFFICER:
        raise SelectionError("draw.not_found")
    found = await _gather(session, desk, review, actor)
    await record_act(
        session,
        actor=actor,
        act=Act.PAYMENT_READ,
        subject=f"payment:{found.draft.id}" if found.draft.version else str(request_id),
        request=str(request_id),
    )
    return found


async def save_list(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, sent: SentList
) -> FeesOfReview:
    """Keep what the officer entered, and work the amounts out anew.

    Raises:
        SelectionError: as `find_fees`; `payment.changed_meanwhile`, `payment.waiting`,
            `payment.unknown_member`, `payment.wrong_day` or `payment.wrong_month`.
    """
    await hold_reckoning(session)
    review = await load_review(session, desk, request_id, actor)
    if actor.role != Role.OFFICER:
        raise SelectionError("draw.not_found")
    found = await _gather(session, desk, review, actor)
    _check_sent(found, sent, desk.today())
    move_payment(found.draft.state, PaymentAct.SAVE, actor.role, actor=actor.account_id, earlier=())
    payment = replace(
        found.draft, month=sent.month, version=sent.version + 1, policy_digest=desk.policy.digest
    )
    books = await load_books(session, desk, payment, review)
    lines = reckon(desk, review, payment, sent.lines, books)
    stored = with_lines(payment, lines)
    await put_list(session, stored)
    await record_act(
        session,
        actor=actor,
        act=Act.PAYMENT_SAVE,
        subject=f"payment:{stored.id}",
        request=str(request_id),
        after={"lines": len(lines), "net_fen": stored.total.net, "month": stored.month},
    )
    return replace(found, draft=stored, lines=lines)


async def load_books(
    session: AsyncSession, desk: DrawDesk, payment: PaymentList, review: Review
) -> Books:
    """What other lists pay the people of this one; a draft comes after all of them."""
    experts = (payee.id for payee in review.payees)
    others = await load_others(session, experts, payment.id)
    return open_books(desk, others, payment.submitted_at)


async def _gather(
    session: AsyncSession, desk: DrawDesk, review: Review, actor: Actor
) -> FeesOfReview:
    lists = await load_lists_of(session, review.request.id)
    kept = next((it for it in lists if it.state is PaymentState.DRAFT), None)
    draft = kept or _fresh(desk, review, lists, actor)
    books = await load_books(session, desk, draft, review)
    entered = _complete(desk, review, draft, books)
    return FeesOfReview(review, lists, draft, reckon(desk, review, draft, entered, books))


def _complete(
    desk: DrawDesk, review: Review, draft: PaymentList, books: Books
) -> tuple[SentLine, ...]:
    """A line for every member: as entered, or as recorded where nothing was entered yet.

    What another list of the review pays already is left out of what was recorded.
    """
    entered = {it.expert_id: it for it in entered_in(desk, draft)}
    return tuple(
        entered.get(payee.id, SentLine(payee.id, payee.span.usual, work))
        for payee in review.payees
        for work in (_first_work(desk, review, draft, payee, books),)
    )


def _first_work(
    desk: DrawDesk, review: Review, draft: PaymentList, payee: Payee, books: Books
) -> ReviewWork:
    if draft.version:
        return ReviewWork()
    paid = books.days_paid(draft.request_id, payee.id)
    return without_days(review.usual_work(payee, desk.today()), paid)


def _check_sent(found: FeesOfReview, sent: SentList, today: date) -> None:
    if found.waiting is not None:
        raise SelectionError("payment.waiting")
    if sent.version != found.draft.version:
        raise SelectionError("payment.changed_meanwhile")
    if sent.month not in months_offered(today):
        raise SelectionError("payment.wrong_month", {"month": sent.month})
    known = {payee.id for payee in found.review.payees}
    if {line.expert_id for line in sent.lines} - known:
        raise SelectionError("payment.unknown_member")
    for line in sent.lines:
        _check_work(line.work, found.review.days_until(today))


def _check_work(work: ReviewWork, days: tuple[date, ...]) -> None:
    """Only days of the review that have come, each once, and no more than a whole one."""
    attended = [it.day for it in work.days]
    fits = len(set(attended)) == len(attended) and set(attended) <= set(days)
    if not fits or any(not 0 <= it.halves <= DAY for it in work.days):
        raise SelectionError("payment.wrong_day")
    if not 0 <= work.remote <= MOST_REMOTE:
        raise SelectionError("payment.wrong_day")


def _fresh(
    desk: DrawDesk, review: Review, lists: Iterable[PaymentList], actor: Actor
) -> PaymentList:
    return PaymentList(
        id=uuid4(),
        request_id=review.request.id,
        number=max((it.number for it in lists), default=0) + 1,
        state=PaymentState.DRAFT,
        month=months_offered(desk.today())[0],
        payer=desk.policy.organiser.zh,
        policy_digest=desk.policy.digest,
        version=0,
        created_by=UUID(actor.account_id),
        created_at=desk.now(),
    )
