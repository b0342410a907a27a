"""The finance clerk takes an approved list with bank data, and pays it.

Bank data are copied into the list when it is taken, so that what was handed out is known; each
time is an entry in the log. With the archive the copy is erased: the account stays only with
the expert's record, where the expert deletes it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.sealing import open_private_data
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.encryption import Place, Purpose
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_experts
from selection.drawing import DrawDesk
from selection.drawing.whole_panel import find_request
from selection.errors import SelectionError
from selection.paying.deciding import (
    check_unchanged,
    earlier_persons,
    find_list,
    keep_moved,
    move_list,
)
from selection.states.payments import PaymentAct, PaymentState
from selection.storage.payment_store import PaymentLine, PaymentList, hold_reckoning, put_list
from selection.storage.request_store import RequestRecord

HANDED_OUT: Final = frozenset({PaymentState.APPROVED, PaymentState.PAID})
"""States in which a list is handed out: until it is paid with the account of that day."""


@dataclass(frozen=True, slots=True)
class HandedLine:
    """Who gets how much, and where it goes; both texts are empty where nothing is stored."""

    line: PaymentLine
    record: ExpertRecord
    account: str
    branch: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A list as the finance office takes it, with who drew it up and who approved it."""

    payment: PaymentList
    request: RequestRecord
    lines: tuple[HandedLine, ...]
    drawn_up_by: str = ""
    approved_by: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        """All days that somebody is paid for."""
        worked = {day.day for it in self.lines for day in it.line.work.days if day.halves}
        return tuple(sorted(worked))


async def hand_out_list(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor, form: str
) -> HandedOut:
    """A list with its bank data, for a file; `form` says in the log which.

    Raises:
        SelectionError: `payment.not_found`, `payment.forbidden`, `payment.wrong_state`, or
            `payment.amounts_changed` where an approved list would come out otherwise today.
    """
    # No step on the list in between: what is stored here would undo it.
    await hold_reckoning(session)
    payment = await find_list(session, list_id)
    if actor.role != Role.FINANCE:
        raise SelectionError("payment.forbidden", {"act": "hand_out"})
    if payment.state not in HANDED_OUT:
        refused = {"act": "hand_out", "state": payment.state.value}
        raise SelectionError("payment.wrong_state", refused)
    people = await load_experts(session, (it.expert_id for it in payment.lines))
    if payment.state is PaymentState.APPROVED:
        await check_unchanged(session, desk, payment)
        lines = tuple(_with_bank(desk, it, people[it.expert_id]) for it in payment.lines)
        payment = replace(payment, lines=lines)
        await put_list(session, payment)
    await record_act(
        session,
        actor=actor,
        act=Act.PAYMENT_DOWNLOAD,
        subject=f"payment:{payment.id}",
        request=str(payment.request_id),
        after={"form": form, "lines": len(payment.lines)},
    )
    request = await find_request(session, payment.request_id)
    handed = tuple(_handed(desk, it, people[it.expert_id]) for it in payment.lines)
    named = [await _name_of(session, it) for it in (payment.created_by, payment.approved_by)]
    return HandedOut(payment, request, handed, *named)


async def _name_of(session: AsyncSession, account_id: UUID | None) -> str:
    found = await AccountStore(session).by_id(account_id) if account_id else None
    return found.display_name if found else ""


async def mark_paid(
    session: AsyncSession, desk: DrawDesk, list_id: UUID, actor: Actor, paid_on: date
) -> PaymentList:
    """Note the day on which a list was paid: in its month, for which the tax was worked out.

    Raises:
        SelectionError: `payment.not_found`, `payment.other_month`, `payment.day_to_come`,
            `payment.day_before_approval`, or as `move_payment`.
    """
    await hold_reckoning(session)
    former = await find_list(session, list_id)
    moved = move_list(former, PaymentAct.PAY, actor, earlier_persons(former))
    if paid_on > desk.today():
        raise SelectionError("payment.day_to_come")
    approved_on = (former.approved_at or desk.now()).astimezone(CHINA).date()
    if paid_on < approved_on:
        raise SelectionError("payment.day_before_approval", {"day": approved_on.isoformat()})
    if f"{paid_on:%Y-%m}" != former.month:
        raise SelectionError("payment.other_month", {"month": former.month})
    paid = replace(moved, paid_by=UUID(actor.account_id), paid_on=paid_on)
    await keep_moved(session, former, paid, actor, Act.PAYMENT_PAY)
    return paid


def _with_bank(desk: DrawDesk, line: PaymentLine, record: ExpertRecord) -> PaymentLine:
    """A line with a fresh copy of the account that the expert's record holds now."""
    private = open_private_data(desk.cipher, line.expert_id, record.sealed)
    return replace(
        line,
        account_cipher=_seal(desk, line, "account_cipher", private.bank_account),
        branch_cipher=_seal(desk, line, "branch_cipher", private.bank_branch),
    )


def _seal(desk: DrawDesk, line: PaymentLine, column: str, text: str) -> bytes | None:
    place = Place("payment_line", column, str(line.id))
    return desk.cipher.encrypt_text(Purpose.BANK, place, text) if text else None


def _open(desk: DrawDesk, line: PaymentLine, column: str, stored: bytes | None) -> str:
    place = Place("payment_line", column, str(line.id))
    return desk.cipher.decrypt_text(Purpose.BANK, place, stored) if stored else ""


def _handed(desk: DrawDesk, line: PaymentLine, record: ExpertRecord) -> HandedLine:
    return HandedLine(
        line,
        record,
        _open(desk, line, "account_cipher", line.account_cipher),
        _open(desk, line, "branch_cipher", line.branch_cipher),
    )
