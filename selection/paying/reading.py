"""Who sees which payment lists; each look at the names on one is an entry in the log.

The officer sees the own requests' lists, the approver those of the requests that wait for or
had the own approval, the finance clerk what was approved. Bank data are not shown here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_experts
from selection.drawing import DrawDesk
from selection.drawing.watchers import may_watch
from selection.drawing.whole_panel import find_request
from selection.errors import SelectionError
from selection.fees import ReviewWork, is_month
from selection.paying.deciding import find_list, has_changed, read_return, recheck
from selection.paying.reckoning import Reckoned, read_reason, with_lines
from selection.states.payments import OPEN, PaymentState
from selection.storage.payment_store import (
    PaymentFilter,
    PaymentLine,
    PaymentList,
    list_payments,
)
from selection.storage.request_store import RequestRecord, request_numbers

_APPROVED: Final = (PaymentState.APPROVED, PaymentState.PAID, PaymentState.ARCHIVED)
READ_BY: Final[Mapping[Role, tuple[PaymentState, ...]]] = {
    Role.OFFICER: tuple(PaymentState),
    Role.APPROVER: (PaymentState.SUBMITTED, *_APPROVED),
    Role.FINANCE: _APPROVED,
}
"""The states in which a list can be read, by role."""


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with whom it pays, the officer's reason, and what speaks against it.

    `recorded` is the attendance by the review day, as long as the list can be changed.
    """

    line: PaymentLine
    record: ExpertRecord
    reason: str
    findings: tuple[Finding, ...] = ()
    recorded: ReviewWork | None = None


@dataclass(frozen=True, slots=True)
class ListShown:
    """A payment list as a page shows it; `changed` where it would come out otherwise today."""

    payment: PaymentList
    request: RequestRecord
    lines: tuple[LineShown, ...]
    returned: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """A payment list in the overview, under the number of its request; no names."""

    payment: PaymentList
    number: str


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Lists of one month, or in one state; without either, all."""

    month: str = ""
    state: PaymentState | None = None


EVERYTHING: Final = ListFilter()


async def read_list(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor
) -> ListShown:
    """A payment list with its names, for somebody with a part in it.

    Raises:
        SelectionError: `payment.not_found`, also for everybody else.
    """
    payment = await find_list(session, list_id)
    request = await find_request(session, payment.request_id)
    if not await _may_read(session, payment, request, actor):
        raise SelectionError("payment.not_found")
    checked = await recheck(session, desk, payment) if payment.state in OPEN else ()
    shown = with_lines(payment, checked) if payment.state is PaymentState.DRAFT else payment
    people = await load_experts(session, (it.expert_id for it in shown.lines))
    await record_act(
        session,
        actor=actor,
        act=Act.PAYMENT_READ,
        subject=f"payment:{payment.id}",
        request=str(payment.request_id),
    )
    told = {it.payee.id: it for it in checked}
    lines = tuple(_line(desk, it, people, told.get(it.expert_id)) for it in shown.lines)
    changed = payment.state is PaymentState.SUBMITTED and has_changed(payment, checked)
    return ListShown(shown, request, lines, read_return(desk, payment), changed)


def _line(
    desk: DrawDesk,
    line: PaymentLine,
    people: Mapping[UUID, ExpertRecord],
    checked: Reckoned | None,
) -> LineShown:
    record, reason = people[line.expert_id], read_reason(desk, line)
    if checked is None:
        return LineShown(line, record, reason)
    return LineShown(line, record, reason, checked.findings, checked.payee.recorded)


async def list_shown_lists(
    session: AsyncSession,
    actor: Actor,
    wanted: ListFilter = EVERYTHING,
    *,
    limit: int,
    offset: int,
) -> tuple[tuple[Overview, ...], int]:
    """One page of the lists that somebody may read: sums, no names.

    Raises:
        SelectionError: `payment.wrong_month`.
    """
    if wanted.month and not is_month(wanted.month):
        raise SelectionError("payment.wrong_month", {"month": wanted.month})
    readable = READ_BY.get(Role(actor.role), ())
    states = tuple(it for it in readable if wanted.state in {None, it})
    alone = actor.role == Role.FINANCE
    asked = PaymentFilter(
        states, wanted.month, None if alone else (actor.role, UUID(actor.account_id))
    )
    shown, total = await list_payments(session, asked, limit=limit, offset=offset)
    numbers = await request_numbers(session, {it.request_id for it in shown})
    return tuple(Overview(it, numbers[it.request_id]) for it in shown), total


async def _may_read(
    session: AsyncSession, payment: PaymentList, request: RequestRecord, actor: Actor
) -> bool:
    if payment.state not in READ_BY.get(Role(actor.role), ()):
        return False
    return actor.role == Role.FINANCE or await may_watch(session, request, actor)
