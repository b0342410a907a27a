"""Tax on labour remuneration: the published values, and net to gross to net."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.fees import TaxRule, find_gross, find_net, find_tax

# Yuan of gross and fen of net: the table of a university, recomputed.
PUBLISHED = {
    "V01": (2800, 240_000),
    "V02": (4285, 359_940),
    "V03": (1600, 144_000),
    "V04": (2500, 216_000),
    "V05": (925, 90_000),
    "V06": (1675, 150_000),
    "V07": (1300, 120_000),
    "V08": (2050, 180_000),
    "V09": (1150, 108_000),
    "V10": (750, 75_000),
}
# Fen of gross and fen of tax: free, less 800, 80 %, and the three brackets at their edges.
BRACKETS = {
    "T01 nothing is due up to 800": (80_000, 0),
    "T02 a fen more": (80_001, 0),
    "T02 three fen more round up": (80_003, 1),
    "T02 up to 4000": (400_000, 64_000),
    "T03 above 4000": (400_100, 64_016),
    "T04 the first bracket ends at 25000": (2_500_000, 400_000),
    "T05 the second begins": (2_500_100, 400_024),
    "T05 the second ends at 62500": (6_250_000, 1_300_000),
    "T06 the third": (10_000_000, 2_500_000),
}
# Announcement No. 61 of 2018, table 3: taxable income up to it, rate in percent, quick deduction.
ANNOUNCED = ((20_000, 20, 0), (50_000, 30, 2_000), (None, 40, 7_000))
EDGES_OF_GROSS = [800, 4_000, 25_000, 62_500]
AMOUNTS = st.integers(0, 20_000_000)


@pytest.mark.parametrize("value", PUBLISHED)
def test_gross_to_net_and_back_agrees_with_the_published_table(value: str) -> None:
    gross, net = PUBLISHED[value]
    assert find_net(gross * 100) == net
    assert find_gross(net) == gross * 100


@pytest.mark.parametrize("edge", BRACKETS)
def test_the_tax_follows_the_brackets(edge: str) -> None:
    gross, tax = BRACKETS[edge]
    assert find_tax(gross) == tax


def by_the_announcement(gross: Decimal) -> Decimal:
    """The tax worked out from the words of the announcement, in another way than the service's."""
    less = min(gross, Decimal(800)) if gross <= 4_000 else gross * Decimal("0.2")
    taxable = gross - less
    rate, deduction = next(it[1:] for it in ANNOUNCED if it[0] is None or taxable <= it[0])
    exact = taxable * rate / 100 - deduction
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("edge", EDGES_OF_GROSS)
def test_at_each_edge_of_the_table_tax_and_way_back_agree_to_the_fen(edge: int) -> None:
    for gross in range(edge * 100 - 12, edge * 100 + 13):
        tax, net = find_tax(gross), find_net(gross)
        assert Decimal(tax) / 100 == by_the_announcement(Decimal(gross) / 100)
        assert find_net(find_gross(net)) == net
        assert find_gross(net) in {gross, gross - 1}


@pytest.mark.parametrize(("lower", "upper"), [(0, 1), (1, 2)])
def test_the_brackets_meet_without_a_step(lower: int, upper: int) -> None:
    (most, rate, deduction), (_, rate_above, deduction_above) = ANNOUNCED[lower], ANNOUNCED[upper]
    assert most is not None
    assert most * rate - deduction * 100 == most * rate_above - deduction_above * 100


def test_the_ceiling_of_the_central_rate_costs_4286_and_a_fraction() -> None:
    """3,600 net is 4,285.71 gross; the published table stops at 4,285 yuan, 60 fen below."""
    assert find_gross(360_000) == 428_571


@given(AMOUNTS)
def test_every_net_amount_comes_back(net: int) -> None:
    gross = find_gross(net)
    assert find_net(gross) == net
    assert gross - find_tax(gross) == net
    assert gross == 0 or find_net(gross - 1) < net


@given(AMOUNTS)
def test_every_gross_amount_comes_back_but_for_one_fen_of_rounding(gross: int) -> None:
    assert 0 <= gross - find_gross(find_net(gross)) <= 1


@given(AMOUNTS)
def test_a_fen_more_of_gross_is_never_less_of_net_and_never_less_of_tax(gross: int) -> None:
    assert find_net(gross + 1) - find_net(gross) in {0, 1}
    assert find_tax(gross + 1) - find_tax(gross) in {0, 1}


@given(AMOUNTS)
def test_without_a_tax_net_and_gross_are_one(amount: int) -> None:
    assert find_gross(amount, TaxRule.NONE) == find_net(amount, TaxRule.NONE) == amount
