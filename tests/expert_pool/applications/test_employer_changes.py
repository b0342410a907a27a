"""When a change that waits moves a member to other employers (POL-08)."""

from datetime import date

import pytest

from expert_pool.applications.employer_changes import changes_employer
from expert_pool.experts import Unit
from tests.factories import make_expert, works_at

DAY = date(2026, 11, 20)
COLLEGE, INSTITUTE = Unit("虚构大学"), Unit("虚构研究院", "91330701MA2EXAMP5X")


def row(employer: str = "虚构大学", **changes: str) -> dict[str, str]:
    given = {"employer": employer, "kind": "employed", "start": "2010-01-01", "end": ""}
    return given | {"credit_code": "", "position": "教授"} | changes


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        ([row()], False),
        ([row(position="院长", kind="part_time")], False),
        ([row(" 虚构大学 ")], False),
        ([row(), row("虚构研究院", end="2020-01-01")], False),
        ([row(), row("虚构研究院", start="2026-11-21")], False),
        ([row(), row("虚构研究院", start="2026-11-20")], True),
        ([row("虚构研究院")], True),
        ([row(end="2026-11-19")], True),
        ([row(end="2026-11-20")], False),
        ([row(start="")], True),
        ([row(kind="")], True),
        ([], True),
    ],
)
def test_another_employer_is_one_that_holds_on_the_day_on_one_side_alone(
    rows: list[dict[str, str]], changes: bool
) -> None:
    expert = make_expert(employments=(works_at(COLLEGE),))
    assert changes_employer(expert, {"employments": rows}, DAY) is changes


def test_another_title_or_field_at_the_same_employer_takes_nobody_out_of_draws() -> None:
    expert = make_expert(employments=(works_at(COLLEGE),))
    titles = [{"code": "S05-04", "obtained": "2026-11-01"}]
    typed = {"employments": [row()], "titles": titles, "fields": [{"code": "0101"}]}
    assert not changes_employer(expert, typed, DAY)


def test_the_credit_code_tells_a_unit_that_was_renamed() -> None:
    expert = make_expert(employments=(works_at(INSTITUTE),))
    renamed = {"employments": [row("虚构新研究院", credit_code="91330701 ma2examp5x")]}
    assert not changes_employer(expert, renamed, DAY)
