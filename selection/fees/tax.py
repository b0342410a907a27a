"""Income tax on labour remuneration (劳务报酬所得), from gross to net and back, to the fen.

Withholding table: State Taxation Administration announcement No. 61 of 2018, article 8. Up to
800 yuan nothing is due; up to 4,000 the gross less 800 is taxed, above it 80 % of the gross;
20 % to 20,000 of that, 30 % less 2,000 to 50,000, 40 % less 7,000 above.

The tax is rounded to the fen, half a fen up. Each fen more of gross gives no fen or one fen
more of net, so every net amount has a gross: the smallest one is taken, and `find_net` of it is
that net again, exactly. Pure; what is taxed together stands in `units`.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final

FEN: Final = 100
"""A yuan in fen."""


class TaxRule(StrEnum):
    """How fees are taxed: as labour remuneration, or not by the payer."""

    LABOUR = "labour_remuneration"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Fee:
    """What somebody gets, what it costs, and what is withheld, in fen."""

    net: int
    gross: int
    tax: int


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A rate that holds for a taxable amount up to `most`, with its quick deduction, in fen."""

    most: int | None
    rate: Fraction
    deduction: int


_FREE: Final = 800 * FEN
_FIXED_UNTIL: Final = 4000 * FEN
_TAXED_SHARE: Final = Fraction(4, 5)
_BRACKETS: Final = (
    _Bracket(20_000 * FEN, Fraction(1, 5), 0),
    _Bracket(50_000 * FEN, Fraction(3, 10), 2000 * FEN),
    _Bracket(None, Fraction(2, 5), 7000 * FEN),
)


def find_tax(gross: int, rule: TaxRule = TaxRule.LABOUR) -> int:
    """The tax on a gross amount, both in fen."""
    if rule is TaxRule.NONE:
        return 0
    taxable = _taxable(gross)
    bracket = next(it for it in _BRACKETS if it.most is None or taxable <= it.most)
    exact = taxable * bracket.rate - bracket.deduction
    return floor(exact + Fraction(1, 2))


def find_net(gross: int, rule: TaxRule = TaxRule.LABOUR) -> int:
    """What is left of a gross amount, in fen."""
    return gross - find_tax(gross, rule)


def find_gross(net: int, rule: TaxRule = TaxRule.LABOUR) -> int:
    """The smallest gross amount that leaves this net, in fen.

    The formulas for it are those of the notice on fees agreed after tax (Guo Shui Fa [1996]
    No. 161): each is a piece of `find_net` turned round, and the greatest of them holds.
    """
    if rule is TaxRule.NONE or net <= _FREE:
        return net
    low, high = _turned_round(net) - 2, _turned_round(net) + 2
    return next(gross for gross in range(low, high + 1) if find_net(gross) == net)


def _taxable(gross: int) -> Fraction:
    if gross <= _FREE:
        return Fraction(0)
    return Fraction(gross - _FREE) if gross <= _FIXED_UNTIL else gross * _TAXED_SHARE


def _turned_round(net: int) -> int:
    """The gross by the exact formulas, without the rounding of the tax."""
    low = _BRACKETS[0].rate
    pieces = [(net - low * _FREE) / (1 - low)]
    pieces += [(net - it.deduction) / (1 - _TAXED_SHARE * it.rate) for it in _BRACKETS]
    fixed, *shares = pieces
    return ceil(fixed) if fixed <= _FIXED_UNTIL else ceil(max(shares))
