from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from selection.tool.freezing import freeze_request
from selection.tool.lottery import Lottery, build_lottery, list_member_chances
from selection.tool.own_form import OwnFiles, read_own_form
from tests.selection.tool.samples import RULES, write_own


def build(folder: Path, rules: str = RULES) -> Lottery | None:
    write_own(folder, rules)
    files = OwnFiles(folder / "candidates.csv", folder / "rules.json", None)
    return build_lottery(freeze_request(read_own_form(files)), 50)


def test_a_table_is_certified_up_to_a_millionth_only(tmp_path: Path) -> None:
    lottery = build(tmp_path)
    assert isinstance(lottery, Lottery)
    assert lottery.certified
    far = replace(lottery.built, gap=Fraction(1, 10**5))
    assert not replace(lottery, built=far).certified
    low = replace(lottery.built, reached=lottery.built.reached * Fraction(99, 100))
    assert not replace(lottery, built=low).certified


def test_everybody_s_chances_add_up_to_the_seats(tmp_path: Path) -> None:
    lottery = build(tmp_path)
    assert isinstance(lottery, Lottery)
    assert sum(list_member_chances(lottery.built.table).values()) == 3


def test_rules_that_nobody_can_keep_make_no_lottery(tmp_path: Path) -> None:
    assert build(tmp_path, RULES.replace('"seats": 3', '"seats": 6')) is None
