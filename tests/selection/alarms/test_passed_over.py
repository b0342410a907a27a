"""Passing over the same again and again is found; passing over many once each is ordinary."""

from selection.alarms import Offered, find_passed_over


def turns(
    officer: str, expert: str, unit: str, *, passed: int, taken: int = 0, first: int = 0
) -> list[Offered]:
    return [
        Offered(f"{officer}-{first + number}", officer, expert, unit, number < passed)
        for number in range(passed + taken)
    ]


ORDINARY = [
    one
    for number in range(120)
    for one in turns("a" if number % 2 else "b", f"e{number}", "", passed=number % 10 == 0, taken=1)
]


def test_one_expert_whom_an_officer_always_passes_over_is_found() -> None:
    (alarm,) = find_passed_over([*ORDINARY, *turns("a", "x", "", passed=7)])
    assert alarm.finding.code == "ALM-07.too_often"
    assert alarm.about == ("expert:x", "officer:a")
    assert alarm.evidence == tuple(f"draw:a-{number}" for number in range(7))
    told = dict(alarm.finding.params)
    assert (told["passed"], told["of"], told["others"], told["of_others"]) == (7, 7, 12, 132)
    assert told["compared"] == 121


def test_the_people_of_one_employer_count_together() -> None:
    one_each = [it for n in range(7) for it in turns("a", f"x{n}", "虚构单位", passed=1, first=n)]
    (alarm,) = find_passed_over([*ORDINARY, *one_each])
    assert alarm.about == ("officer:a", "虚构单位")


def test_ordinary_passes_raise_nothing() -> None:
    assert find_passed_over(ORDINARY) == ()
    assert find_passed_over([]) == ()
    assert find_passed_over([*ORDINARY, *turns("a", "x", "", passed=2)]) == ()
    assert find_passed_over([*ORDINARY, *turns("a", "x", "", passed=3, taken=20)]) == ()
    # The same expert, but seven officers: nobody's pattern.
    spread = [it for n in range(7) for it in turns(f"o{n}", "x", "", passed=1)]
    assert find_passed_over([*ORDINARY, *spread]) == ()
