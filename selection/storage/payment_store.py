"""Payment lists with their lines: values in and out; the rows never leave."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from expert_pool.storage.tables.accounts import AccountRoleRow, AccountRow
from expert_pool.storage.tables.columns import table_of
from selection.fees import Fee, FeeClass, ReviewWork, WorkedDay
from selection.states.payments import PaymentState
from selection.storage.payment_tables import PaymentLineRow, PaymentListRow
from selection.storage.tables import PanelRequestRow

_LIST = table_of(PaymentListRow)
_LINE = table_of(PaymentLineRow)
_REQUEST = table_of(PanelRequestRow)
_ACCOUNT, _ROLE = table_of(AccountRow), table_of(AccountRoleRow)
# One list at a time: what is taxed together and paid once is compared over all lists.
_RECKONING = 7_240_004
COUNTED = (
    PaymentState.SUBMITTED,
    PaymentState.APPROVED,
    PaymentState.PAID,
    PaymentState.ARCHIVED,
)
"""States in which the fees of a list count against those of others."""


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """What one expert is paid on a list; ciphers are opened by the shell alone."""

    id: UUID
    expert_id: UUID
    fee_class: FeeClass
    rate: int
    work: ReviewWork
    fee: Fee
    reason_cipher: bytes | None = None
    account_cipher: bytes | None = None
    branch_cipher: bytes | None = None


@dataclass(frozen=True, slots=True)
class PaymentList:
    """A payment list as stored, with its lines."""

    id: UUID
    request_id: UUID
    number: int
    state: PaymentState
    month: str
    payer: str
    policy_digest: str
    version: int
    created_by: UUID
    created_at: datetime
    submitted_at: datetime | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    returned_cipher: bytes | None = None
    paid_by: UUID | None = None
    paid_on: date | None = None
    archived_at: datetime | None = None
    lines: tuple[PaymentLine, ...] = ()

    @property
    def total(self) -> Fee:
        """The sums over all lines."""
        fees = [line.fee for line in self.lines]
        sums = (sum(getattr(it, name) for it in fees) for name in ("net", "gross", "tax"))
        return Fee(*sums)


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which lists are wanted; `watcher` is the role and account whose requests they belong to."""

    states: Collection[PaymentState]
    month: str = ""
    watcher: tuple[str, UUID] | None = None


_LIST_FIELDS = tuple(name for name in PaymentList.__slots__ if name != "lines")


async def hold_reckoning(session: AsyncSession) -> None:
    """Keep every other transaction from working out fees until this one ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_RECKONING)))


async def put_list(session: AsyncSession, payment: PaymentList) -> None:
    """Store a list and its lines in place of the former ones."""
    values = {name: getattr(payment, name) for name in _LIST_FIELDS}
    values["state"] = payment.state.value
    changed = update(_LIST).where(_LIST.c.id == payment.id).values(**values).returning(_LIST.c.id)
    if (await session.execute(changed)).first() is None:
        await session.execute(insert(_LIST).values(**values))
    await session.execute(delete(_LINE).where(_LINE.c.list_id == payment.id))
    rows = [_line_values(payment.id, line) for line in payment.lines]
    if rows:
        await session.execute(insert(_LINE), rows)


async def load_list(session: AsyncSession, list_id: UUID) -> PaymentList | None:
    """One payment list."""
    found = await _load(session, select(_LIST).where(_LIST.c.id == list_id))
    return found[0] if found else None


async def load_lists_of(session: AsyncSession, request_id: UUID) -> tuple[PaymentList, ...]:
    """The lists of a request, the first one first."""
    query = select(_LIST).where(_LIST.c.request_id == request_id)
    return await _load(session, query.order_by(_LIST.c.number))


async def list_payments(
    session: AsyncSession, wanted: PaymentFilter, *, limit: int, offset: int
) -> tuple[tuple[PaymentList, ...], int]:
    """One page of the wanted lists, what came last first, and how many in all."""
    query = select(_LIST).where(_LIST.c.state.in_([it.value for it in wanted.states]))
    if wanted.month:
        query = query.where(_LIST.c.month == wanted.month)
    if wanted.watcher is not None:
        query = query.where(_LIST.c.request_id.in_(watched_by(*wanted.watcher)))
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    newest = query.order_by(_LIST.c.submitted_at.desc().nulls_first(), _LIST.c.id)
    return await _load(session, newest.limit(limit).offset(offset)), total or 0


def watched_by(role: str, account_id: UUID) -> Select[tuple[UUID]]:
    """The requests that an officer or an approver watches, as `selection.drawing.watchers` says."""
    own = _REQUEST.c.created_by == account_id
    requests = select(_REQUEST.c.id)
    if role != Role.APPROVER:
        return requests.where(own)
    approves = select(_ROLE.c.account_id).where(
        _ROLE.c.role == Role.APPROVER.value, _ROLE.c.revoked_at.is_(None)
    )
    at_work = select(_ACCOUNT.c.id).where(
        _ACCOUNT.c.deactivated_at.is_(None), _ACCOUNT.c.id.in_(approves)
    )
    stands_in = ~own & _REQUEST.c.approved_by.not_in(at_work)
    return requests.where((_REQUEST.c.approved_by == account_id) | stands_in)


async def list_paid_until(session: AsyncSession, day: date) -> tuple[PaymentList, ...]:
    """Paid lists that nobody has archived, as far as they were paid on or before a day."""
    query = select(_LIST).where(_LIST.c.state == PaymentState.PAID.value, _LIST.c.paid_on <= day)
    return await _load(session, query.order_by(_LIST.c.paid_on, _LIST.c.id))


async def list_holding_bank(session: AsyncSession, state: PaymentState) -> tuple[PaymentList, ...]:
    """Lists in a state that hold a copy of bank data."""
    copied = _LINE.c.account_cipher.is_not(None) | _LINE.c.branch_cipher.is_not(None)
    holding = select(_LINE.c.list_id).where(copied)
    query = select(_LIST).where(_LIST.c.state == state.value, _LIST.c.id.in_(holding))
    return await _load(session, query.order_by(_LIST.c.approved_at, _LIST.c.id))


async def count_unarchived(session: AsyncSession) -> tuple[int, date | None]:
    """How many paid lists still hold bank data, and when the first of them was paid."""
    query = select(func.count(), func.min(_LIST.c.paid_on))
    row = (await session.execute(query.where(_LIST.c.state == PaymentState.PAID.value))).one()
    return row[0], row[1]


async def load_others(
    session: AsyncSession, experts: Iterable[UUID], but: UUID
) -> tuple[PaymentList, ...]:
    """Every other list that counts and pays one of these experts, in the order of hand-in."""
    theirs = select(_LINE.c.list_id).where(_LINE.c.expert_id.in_(list(experts)))
    query = select(_LIST).where(
        _LIST.c.id.in_(theirs),
        _LIST.c.id != but,
        _LIST.c.state.in_([it.value for it in COUNTED]),
    )
    return await _load(session, query.order_by(_LIST.c.submitted_at, _LIST.c.id))


async def load_of_expert(session: AsyncSession, expert_id: UUID) -> tuple[PaymentList, ...]:
    """The lists that pay an expert, once approved, the newest first; the own line only."""
    theirs = select(_LINE.c.list_id).where(_LINE.c.expert_id == expert_id)
    shown = [it.value for it in COUNTED if it is not PaymentState.SUBMITTED]
    query = select(_LIST).where(_LIST.c.id.in_(theirs), _LIST.c.state.in_(shown))
    found = await _load(session, query.order_by(_LIST.c.approved_at.desc(), _LIST.c.id))
    return tuple(
        replace(it, lines=tuple(line for line in it.lines if line.expert_id == expert_id))
        for it in found
    )


async def load_all(session: AsyncSession) -> tuple[PaymentList, ...]:
    """Every payment list, for a check of all."""
    return await _load(session, select(_LIST).order_by(_LIST.c.created_at, _LIST.c.id))


async def load_paid(session: AsyncSession, month: str) -> tuple[PaymentList, ...]:
    """Every list that was paid in a month."""
    paid = (PaymentState.PAID.value, PaymentState.ARCHIVED.value)
    query = select(_LIST).where(_LIST.c.month == month, _LIST.c.state.in_(paid))
    return await _load(session, query.order_by(_LIST.c.submitted_at, _LIST.c.id))


async def _load(session: AsyncSession, query: Select[tuple[Any, ...]]) -> tuple[PaymentList, ...]:
    rows = (await session.execute(query)).all()
    wanted = select(_LINE).where(_LINE.c.list_id.in_([row.id for row in rows]))
    lines: dict[UUID, list[PaymentLine]] = {}
    for row in (await session.execute(wanted.order_by(_LINE.c.expert_id))).all():
        lines.setdefault(row.list_id, []).append(_line(row))
    return tuple(_list(row, tuple(lines.get(row.id, ()))) for row in rows)


def _list(row: Row[*tuple[Any, ...]], lines: tuple[PaymentLine, ...]) -> PaymentList:
    values = {name: getattr(row, name) for name in _LIST_FIELDS}
    return PaymentList(**values | {"state": PaymentState(row.state), "lines": lines})


def _line(row: Row[*tuple[Any, ...]]) -> PaymentLine:
    days = zip(row.days, row.halves, strict=True)
    return PaymentLine(
        row.id,
        row.expert_id,
        FeeClass(row.fee_class),
        row.rate,
        ReviewWork(tuple(WorkedDay(*it) for it in days), row.remote),
        Fee(row.net, row.gross, row.tax),
        row.reason_cipher,
        row.account_cipher,
        row.branch_cipher,
    )


def _line_values(list_id: UUID, line: PaymentLine) -> dict[str, object]:
    return {
        "id": line.id,
        "list_id": list_id,
        "expert_id": line.expert_id,
        "fee_class": line.fee_class.value,
        "rate": line.rate,
        "days": [it.day for it in line.work.days],
        "halves": [it.halves for it in line.work.days],
        "remote": line.work.remote,
        "net": line.fee.net,
        "gross": line.fee.gross,
        "tax": line.fee.tax,
        "reason_cipher": line.reason_cipher,
        "account_cipher": line.account_cipher,
        "branch_cipher": line.branch_cipher,
    }
