"""Which fees are taxed together, and what is withheld from each of them (rule FEE-08).

Income of one item that goes on is taxed by the month in which it is received, all of it
together (Regulations for the Implementation of the Individual Income Tax Law, article 14(1)).
So tax is not a sum of daily taxes: two days of 2,000 yuan are one income. Pure; amounts in fen.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from selection.fees.tax import Fee, TaxRule, find_gross, find_tax

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class TaxUnitRule(StrEnum):
    """What counts as one income: the month's fees for one task, or all fees of the month."""

    TASK_MONTH = "task_month"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class TaxUnit:
    """One income for the tax: who pays whom, in which month, and for what; `task` may be empty."""

    payer: str
    person: str
    month: str
    task: str


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """What belongs to one income already, in fen."""

    net: int = 0
    gross: int = 0
    tax: int = 0


def is_month(text: str) -> bool:
    """Whether a text is a month as it is written here: 2026-11."""
    return _MONTH.fullmatch(text) is not None


def find_unit(rule: TaxUnitRule, payer: str, person: str, month: str, task: str) -> TaxUnit:
    """The income that a fee belongs to."""
    return TaxUnit(payer, person, month, task if rule is TaxUnitRule.TASK_MONTH else "")


def add_up(fees: Iterable[tuple[TaxUnit, Fee]]) -> Mapping[TaxUnit, UnitTotal]:
    """The sum of each income."""
    totals: dict[TaxUnit, UnitTotal] = {}
    for unit, fee in fees:
        had = totals.get(unit, UnitTotal())
        totals[unit] = UnitTotal(had.net + fee.net, had.gross + fee.gross, had.tax + fee.tax)
    return totals


def withhold(net: int, before: UnitTotal, rule: TaxRule) -> Fee:
    """A fee that leaves this net, beside what the same income had before.

    The tax is the tax on the whole income less what was withheld of it already. Where that is
    more than the whole asks for, since a list of the month was withdrawn or moved, nothing is
    withheld and nothing paid out: `find_excess` says what is left to correct.
    """
    tax = max(0, find_due(before.net + net, rule) - before.tax)
    return Fee(net=net, gross=net + tax, tax=tax)


def find_due(net: int, rule: TaxRule) -> int:
    """The tax that an income with this net asks for, in fen."""
    return find_tax(find_gross(net, rule), rule)


def find_excess(total: UnitTotal, rule: TaxRule) -> int:
    """What was withheld of an income beyond its tax, in fen; below nothing, what is missing.

    The payer reports what is due and corrects the rest with the tax office: a fee is agreed
    after tax, so an excess is the payer's and never comes off what somebody was promised.
    """
    return total.tax - find_due(total.net, rule)
