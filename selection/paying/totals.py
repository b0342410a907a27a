"""What was paid in a month, by payer and person, for the return of withheld tax.

Identity numbers are opened for the file only, and the log says that it was taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.sealing import open_private_data
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_experts
from selection.drawing import DrawDesk
from selection.errors import SelectionError
from selection.fees import Fee, TaxRule, TaxUnitRule, add_up, find_due, find_unit, is_month
from selection.storage.payment_store import PaymentList, load_paid


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """All fees of one person from one payer in a month; `incomes` are taxed one by one.

    `due` is the tax that they ask for. It is not what was withheld where a list of the month
    was withdrawn after another had been paid.
    """

    payer: str
    expert_id: UUID
    incomes: int
    fee: Fee
    due: int
    name: str = ""
    identity_number: str = ""

    @property
    def excess(self) -> int:
        """What was withheld beyond that, in fen; below nothing, what is missing."""
        return self.fee.tax - self.due


def sum_month(
    lists: Iterable[PaymentList], rule: TaxUnitRule, tax_rule: TaxRule
) -> tuple[MonthTotal, ...]:
    """The totals by payer and person, in an order that does not change."""
    fees = (
        (
            find_unit(rule, it.payer, str(line.expert_id), it.month, str(it.request_id)),
            line.fee,
        )
        for it in lists
        for line in it.lines
    )
    totals: dict[tuple[str, str], MonthTotal] = {}
    for unit, sums in add_up(fees).items():
        key = (unit.payer, unit.person)
        had = totals.get(key, MonthTotal(unit.payer, UUID(unit.person), 0, Fee(0, 0, 0), 0))
        fee = Fee(had.fee.net + sums.net, had.fee.gross + sums.gross, had.fee.tax + sums.tax)
        due = had.due + find_due(sums.net, tax_rule)
        totals[key] = MonthTotal(unit.payer, had.expert_id, had.incomes + 1, fee, due)
    return tuple(totals[key] for key in sorted(totals))


async def find_totals(session: AsyncSession, desk: DrawDesk, month: str) -> tuple[MonthTotal, ...]:
    """The totals of a month without names.

    Raises:
        SelectionError: `payment.wrong_month`.
    """
    if not is_month(month):
        raise SelectionError("payment.wrong_month", {"month": month})
    rule = TaxUnitRule(desk.policy.text("fee_tax_unit"))
    tax_rule = TaxRule(desk.policy.text("fee_tax"))
    return sum_month(await load_paid(session, month), rule, tax_rule)


async def read_totals(
    session: AsyncSession, desk: DrawDesk, month: str, actor: Actor
) -> tuple[MonthTotal, ...]:
    """The totals of a month with names and identity numbers, for the finance clerk's file.

    Raises:
        SelectionError: `payment.forbidden`, or `payment.wrong_month`.
    """
    if actor.role != Role.FINANCE:
        raise SelectionError("payment.forbidden", {"act": "totals"})
    totals = await find_totals(session, desk, month)
    people = await load_experts(session, {it.expert_id for it in totals})
    await record_act(
        session,
        actor=actor,
        act=Act.PAYMENT_EXPORT_TOTALS,
        subject=f"payments:{month}",
        after={"month": month, "people": len(totals)},
    )
    return tuple(
        replace(
            it,
            name=people[it.expert_id].expert.name,
            identity_number=open_private_data(
                desk.cipher, it.expert_id, people[it.expert_id].sealed
            ).identity_number,
        )
        for it in totals
    )
