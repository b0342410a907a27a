"""From attendance to lines of a payment list, beside what other lists pay the same people.

Its one job is to put the pure functions of `selection.fees` together for one list. A list
comes after those that were handed in before it: their fees of the same income count first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from expert_pool.findings import Finding, blocks
from selection.drawing import DrawDesk
from selection.drawing.notes import read_note, seal_note
from selection.fees import (
    Fee,
    PaidWork,
    ReviewWork,
    TaxRule,
    TaxUnit,
    TaxUnitRule,
    UnitTotal,
    add_up,
    check_double,
    check_leaver,
    check_payee,
    check_rate,
    check_recorded,
    check_withheld,
    find_unit,
    needs_reason,
    read_rates,
    withhold,
    work_out_net,
)
from selection.paying.review import Payee, Review
from selection.storage.payment_store import PaymentLine, PaymentList


@dataclass(frozen=True, slots=True)
class SentLine:
    """What the officer enters for one member: the day rate in yuan, attendance, a reason."""

    expert_id: UUID
    rate: int
    work: ReviewWork
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A line as it comes out, with whom it pays and everything that speaks against it."""

    payee: Payee
    line: PaymentLine
    reason: str
    findings: tuple[Finding, ...]

    @property
    def works(self) -> bool:
        """Whether there is anything to pay for."""
        return did_anything(self.line.work)

    @property
    def stands(self) -> bool:
        """Whether nothing blocks the line, and a reason is there where one is needed."""
        return not self.works or not (
            blocks(self.findings) or (needs_reason(self.findings) and not self.reason.strip())
        )


@dataclass(frozen=True, slots=True)
class Books:
    """What other lists pay: everything, and what was handed in before this list.

    `before` are its sums by income, `paid_days` its days by task and expert.
    """

    others: tuple[PaymentList, ...]
    before: Mapping[TaxUnit, UnitTotal]
    paid_days: Mapping[tuple[UUID, UUID], int]

    def paid_to(self, expert_id: UUID) -> tuple[PaidWork, ...]:
        """What an expert is paid for on other lists."""
        return tuple(
            PaidWork(str(it.request_id), line.work)
            for it in self.others
            for line in it.lines
            if line.expert_id == expert_id
        )

    def days_paid(self, request_id: UUID, expert_id: UUID) -> frozenset[date]:
        """The days of a task that an expert is paid for on other lists."""
        task = str(request_id)
        return frozenset(
            day.day
            for it in self.paid_to(expert_id)
            if it.task == task
            for day in it.work.days
            if day.halves
        )


def did_anything(work: ReviewWork) -> bool:
    """Whether somebody attended half a day at least, or reviewed at home once."""
    return work.remote > 0 or any(day.halves for day in work.days)


def open_books(desk: DrawDesk, others: Iterable[PaymentList], until: datetime | None) -> Books:
    """The other lists; those handed in before a moment, or all, come before this one."""
    told = tuple(others)
    rule = TaxUnitRule(desk.policy.text("fee_tax_unit"))
    earlier = [it for it in told if until is None or (it.submitted_at or until) < until]
    fees = ((_unit(rule, it, line.expert_id), line.fee) for it in earlier for line in it.lines)
    days: Counter[tuple[UUID, UUID]] = Counter()
    for it in earlier:
        for line in it.lines:
            days[it.request_id, line.expert_id] += sum(day.halves > 0 for day in line.work.days)
    return Books(told, add_up(fees), days)


def reckon(
    desk: DrawDesk, review: Review, payment: PaymentList, sent: Iterable[SentLine], books: Books
) -> tuple[Reckoned, ...]:
    """The lines of a list in the order of the panel, from what was entered."""
    by_expert = {it.expert_id: it for it in sent}
    return tuple(
        _reckon_one(desk, review, payment, (payee, by_expert[payee.id]), books)
        for payee in review.payees
        if payee.id in by_expert
    )


def _find_against(
    desk: DrawDesk,
    review: Review,
    payment: PaymentList,
    entered: tuple[Payee, SentLine],
    books: Books,
) -> tuple[Finding, ...]:
    """Everything that the rules say of what was entered for one member."""
    payee, sent = entered
    policy, task, expert = desk.policy, str(payment.request_id), payee.record.expert
    paid = books.days_paid(payment.request_id, payee.id)
    told = () if payee.recorded is None else check_recorded(sent.work, payee.recorded, paid, policy)
    return (
        *check_rate(sent.rate, payee.fee_class, payee.span, policy),
        *check_payee(expert, review.frozen.projects, policy, review.frozen.review.start),
        *check_leaver(payee.left, policy),
        *told,
        *check_double(task, sent.work, books.paid_to(payee.id), policy),
        *check_withheld(_before(desk, payment, payee.id, books), _tax_rule(desk), policy),
    )


def _reckon_one(
    desk: DrawDesk,
    review: Review,
    payment: PaymentList,
    entered: tuple[Payee, SentLine],
    books: Books,
) -> Reckoned:
    payee, sent = entered
    former = next((it for it in payment.lines if it.expert_id == payee.id), None)
    line_id = former.id if former else uuid4()
    line = PaymentLine(
        id=line_id,
        expert_id=payee.id,
        fee_class=payee.fee_class,
        rate=sent.rate,
        work=sent.work,
        fee=_fee(desk, payment, sent, books),
        reason_cipher=seal_note(desk, _reason_place(line_id), sent.reason)
        if sent.reason.strip()
        else None,
    )
    findings = _find_against(desk, review, payment, entered, books)
    return Reckoned(payee, line, sent.reason, findings)


def _fee(desk: DrawDesk, payment: PaymentList, sent: SentLine, books: Books) -> Fee:
    paid_days = books.paid_days.get((payment.request_id, sent.expert_id), 0)
    net = work_out_net(sent.rate, sent.work, read_rates(desk.policy), paid_days)
    return withhold(net, _before(desk, payment, sent.expert_id, books), _tax_rule(desk))


def _before(desk: DrawDesk, payment: PaymentList, expert_id: UUID, books: Books) -> UnitTotal:
    """What the lists before this one pay somebody of the same income."""
    rule = TaxUnitRule(desk.policy.text("fee_tax_unit"))
    return books.before.get(_unit(rule, payment, expert_id), UnitTotal())


def _tax_rule(desk: DrawDesk) -> TaxRule:
    return TaxRule(desk.policy.text("fee_tax"))


def _unit(rule: TaxUnitRule, payment: PaymentList, expert_id: UUID) -> TaxUnit:
    task = str(payment.request_id)
    return find_unit(rule, payment.payer, str(expert_id), payment.month, task)


def entered_in(desk: DrawDesk, payment: PaymentList) -> tuple[SentLine, ...]:
    """What was entered for a stored list."""
    return tuple(
        SentLine(line.expert_id, line.rate, line.work, read_reason(desk, line))
        for line in payment.lines
    )


def read_reason(desk: DrawDesk, line: PaymentLine) -> str:
    """Why the officer departs from the usual rate."""
    return read_note(desk, _reason_place(line.id), line.reason_cipher)


def with_lines(payment: PaymentList, reckoned: Iterable[Reckoned]) -> PaymentList:
    """The list with these lines in place of the former."""
    return replace(payment, lines=tuple(it.line for it in reckoned))


def _reason_place(line_id: UUID) -> tuple[str, str, UUID]:
    return ("payment_line", "reason_cipher", line_id)
