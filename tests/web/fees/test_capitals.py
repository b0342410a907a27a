"""Amounts as vouchers write them, against the examples of the rules on vouchers."""

import pytest

from web.fee_words import yuan
from web.fees.capitals import in_capitals


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (144_000, "壹仟肆佰肆拾元整"),
        (1_001_000, "壹万零壹拾元整"),
        (100_000, "壹仟元整"),
        (10_000_700, "壹拾万零柒元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_100_005, "壹亿零壹仟元零伍分"),
        (1_000_000_000_100, "壹佰亿零壹元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (0, "零元整"),
        (-150, "负壹元伍角整"),
    ],
)
def test_an_amount_is_written_out_as_on_a_voucher(fen: int, words: str) -> None:
    assert in_capitals(fen) == f"人民币{words}"


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (144_000, "1,440.00"), (-150, "-1.50"), (-5, "-0.05")]
)
def test_an_amount_below_nothing_keeps_its_value(fen: int, text: str) -> None:
    assert yuan(fen) == text
