"""The table of Cai Ke Jiao [2017] No. 128, articles 6 to 9, from attendance to gross and tax.

Articles 6 and 7 set the ranges after tax: 1,500 to 2,400 yuan a day for senior titles, 900 to
1,500 for others, half as much again at most for academicians and nationally known experts.
Half a day is 60 % of it, the third day and later ones 50 %, a review by correspondence 20 to
50 % each time. The tax is that of the State Taxation Administration's announcement No. 61 of
2018, article 8: here worked out by hand from the gross, never by the code under test.
"""

from datetime import date, timedelta

import pytest

from expert_pool.policy import change_values, load_policy
from selection.fees import (
    DAY,
    HALF,
    FeeClass,
    ReviewWork,
    TaxRule,
    UnitTotal,
    WorkedDay,
    read_rates,
    withhold,
    work_out_net,
)

JINHUA = load_policy("jinhua")
FIRST = date(2026, 11, 30)
REMOTE = -1
TOP, SENIOR, OTHER = FeeClass.TOP, FeeClass.SENIOR, FeeClass.OTHER


def work_of(shape: tuple[int, ...]) -> ReviewWork:
    """Halves of each day, or one review by correspondence."""
    if shape == (REMOTE,):
        return ReviewWork(remote=1)
    days = (WorkedDay(FIRST + timedelta(place), it) for place, it in enumerate(shape))
    return ReviewWork(tuple(days))


# Class, usual amount of the range, attendance, then yuan after tax, fen of gross and of tax.
TABLE = [
    (SENIOR, "lowest", (DAY,), 1500, 167_500, 17_500),
    (SENIOR, "highest", (DAY,), 2400, 280_000, 40_000),
    (SENIOR, "highest", (HALF,), 1440, 160_000, 16_000),
    (SENIOR, "lowest", (HALF,), 900, 92_500, 2_500),
    (SENIOR, "highest", (DAY, DAY), 4800, 571_429, 91_429),
    (SENIOR, "highest", (DAY, DAY, DAY), 6000, 714_286, 114_286),
    (SENIOR, "highest", (DAY, DAY, HALF), 5520, 657_143, 105_143),
    (SENIOR, "highest", (REMOTE,), 1200, 130_000, 10_000),
    (SENIOR, "lowest", (REMOTE,), 300, 30_000, 0),
    (OTHER, "lowest", (DAY,), 900, 92_500, 2_500),
    (OTHER, "highest", (DAY,), 1500, 167_500, 17_500),
    (OTHER, "lowest", (HALF,), 540, 54_000, 0),
    (OTHER, "highest", (HALF,), 900, 92_500, 2_500),
    (OTHER, "highest", (DAY, DAY, DAY), 3750, 446_429, 71_429),
    (OTHER, "lowest", (REMOTE,), 180, 18_000, 0),
    (OTHER, "highest", (REMOTE,), 750, 75_000, 0),
    (TOP, "lowest", (DAY,), 2250, 261_250, 36_250),
    (TOP, "highest", (DAY,), 3600, 428_571, 68_571),
    (TOP, "highest", (HALF,), 2160, 250_000, 34_000),
    (TOP, "highest", (DAY, DAY, DAY), 9000, 1_071_429, 171_429),
    (TOP, "highest", (DAY, DAY, HALF), 8280, 985_714, 157_714),
    (TOP, "highest", (REMOTE,), 1800, 205_000, 25_000),
    (TOP, "highest", (DAY,) * 8, 18_000, 2_142_857, 342_857),
    (TOP, "highest", (DAY,) * 12, 25_200, 3_052_632, 532_632),
]


@pytest.mark.parametrize(("fee_class", "usual", "shape", "net", "gross", "tax"), TABLE)
def test_the_fee_is_that_of_the_published_table(
    fee_class: FeeClass, usual: str, shape: tuple[int, ...], net: int, gross: int, tax: int
) -> None:
    rates = read_rates(change_values(JINHUA, {"fee_usual": usual}))
    found = work_out_net(rates.ranges[fee_class].usual, work_of(shape), rates)
    assert found == net * 100
    fee = withhold(found, UnitTotal(), TaxRule.LABOUR)
    assert (fee.gross - fee.tax, abs(fee.gross - gross) <= 1) == (net * 100, True)
    assert abs(fee.tax - tax) <= 1, "a fen of rounding, since the gross is the smallest one"


def test_several_days_are_one_income_whatever_lists_they_stand_on() -> None:
    """Article 14(1) of the regulations: three days of 2,400 are 6,000, taxed once."""
    rates = read_rates(change_values(JINHUA, {"fee_usual": "highest"}))
    total = UnitTotal()
    for place in range(3):
        day = ReviewWork((WorkedDay(FIRST + timedelta(place), DAY),))
        net = work_out_net(2400, day, rates, place)
        fee = withhold(net, total, TaxRule.LABOUR)
        total = UnitTotal(total.net + fee.net, total.gross + fee.gross, total.tax + fee.tax)
    whole = withhold(600_000, UnitTotal(), TaxRule.LABOUR)
    assert (total.net, total.gross, total.tax) == (whole.net, whole.gross, whole.tax)
