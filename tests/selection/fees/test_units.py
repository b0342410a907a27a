"""One income for the tax over several days and several lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.fees import (
    Fee,
    TaxRule,
    TaxUnit,
    TaxUnitRule,
    UnitTotal,
    add_up,
    find_due,
    find_excess,
    find_gross,
    find_tax,
    find_unit,
    is_month,
    withhold,
)

LABOUR = TaxRule.LABOUR


def test_two_days_are_one_income_and_not_two() -> None:
    """Two days of 2,400 net: taxed as one they cost 5,714.28, as two only 5,600."""
    whole = withhold(480_000, UnitTotal(), LABOUR)
    assert whole == Fee(net=480_000, gross=571_428, tax=91_428)
    assert 2 * find_gross(240_000) == 560_000


def test_a_second_list_of_the_month_pays_the_tax_that_the_first_did_not() -> None:
    first = withhold(75_000, UnitTotal(), LABOUR)
    assert first == Fee(75_000, 75_000, 0)
    second = withhold(75_000, UnitTotal(75_000, 75_000, 0), LABOUR)
    assert second == Fee(net=75_000, gross=92_500, tax=17_500)
    assert first.tax + second.tax == find_tax(167_500)


@given(st.lists(st.integers(0, 1_500_000), min_size=1, max_size=6))
def test_however_a_fee_is_split_the_whole_is_taxed_alike(parts: list[int]) -> None:
    total = UnitTotal()
    for net in parts:
        fee = withhold(net, total, LABOUR)
        assert fee.gross - fee.tax == fee.net
        assert fee.tax >= 0
        total = UnitTotal(total.net + fee.net, total.gross + fee.gross, total.tax + fee.tax)
    assert total.gross == find_gross(sum(parts))
    assert total.tax == find_tax(total.gross)


NETS = st.lists(st.integers(0, 6_000_000), min_size=1, max_size=5)


def collect(fees: list[Fee]) -> UnitTotal:
    sums = [sum(getattr(it, name) for it in fees) for name in ("net", "gross", "tax")]
    return UnitTotal(*sums)


def hand_in(nets: list[int], fees: list[Fee] | None = None) -> list[Fee]:
    """The fees of one income, each handed in after those before it."""
    done = list(fees or ())
    for net in nets:
        done.append(withhold(net, collect(done), LABOUR))
    return done


def test_nothing_negative_is_withheld_where_the_first_list_was_withdrawn() -> None:
    """Two lists of 2,400: the second has 514.28 withheld; alone it asks for 400."""
    _, second = hand_in([240_000, 240_000])
    assert second == Fee(240_000, 291_428, 51_428)
    left = collect([second])
    assert (find_due(left.net, LABOUR), find_excess(left, LABOUR)) == (40_000, 11_428)
    later = withhold(10_000, left, LABOUR)
    assert later == Fee(10_000, 10_000, 0)
    assert find_excess(collect([second, later]), LABOUR) == 11_428 - 2_500
    last = withhold(240_000, collect([second, later]), LABOUR)
    assert find_excess(collect([second, later, last]), LABOUR) == 0


@given(NETS, st.data())
def test_whatever_is_withdrawn_later_lists_pay_their_net_and_set_off_the_tax(
    nets: list[int], data: st.DataObject
) -> None:
    fees = hand_in(nets)
    kept = [it for it in fees if data.draw(st.booleans())]
    excess = find_excess(collect(kept), LABOUR)
    done = hand_in(data.draw(NETS), kept)
    for fee in done:
        assert fee.tax >= 0
        assert fee.gross == fee.net + fee.tax
    assert find_excess(collect(done), LABOUR) in range(max(excess, 0) + 1)


@given(NETS)
def test_as_long_as_nothing_is_withdrawn_nothing_is_to_be_corrected(nets: list[int]) -> None:
    assert find_excess(collect(hand_in(nets)), LABOUR) == 0


def test_a_unit_is_a_payer_a_person_a_month_and_as_the_policy_says_a_task() -> None:
    asked = ("bureau", "person", "2026-11", "task")
    assert find_unit(TaxUnitRule.TASK_MONTH, *asked) == TaxUnit(*asked)
    assert find_unit(TaxUnitRule.MONTH, *asked) == TaxUnit(*asked[:3], "")


def test_fees_of_one_income_are_added_up() -> None:
    one, other = TaxUnit("p", "a", "2026-11", ""), TaxUnit("p", "b", "2026-11", "")
    fees = ((one, Fee(3, 4, 1)), (other, Fee(5, 5, 0)), (one, Fee(6, 8, 2)))
    assert add_up(fees) == {one: UnitTotal(9, 12, 3), other: UnitTotal(5, 5, 0)}


@pytest.mark.parametrize(
    ("text", "fits"),
    [("2026-11", True), ("2026-01", True), ("2026-13", False), ("2026-1", False), ("", False)],
)
def test_a_month_is_written_with_year_and_two_digits(text: str, *, fits: bool) -> None:
    assert is_month(text) is fits
