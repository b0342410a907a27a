import pytest

from expert_pool.findings import Finding
from selection.cells import group_candidates
from selection.panel_check import check_panel, check_pattern
from tests.selection.draw_samples import make_problem

# e000 f u0, e001 t u1, e002 t u2, e003 f u3, e004 t u4, e005 t u5, ..., e008 t u0
LEGAL = ["e000", "e001", "e002", "e004", "e005"]
PROBLEM = make_problem(conflicts=[(1, 2), (0, 7)])


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (["e000", "e001", "e004", "e005", "e010"], []),
        (["e000", "e001", "e004", "e005"], ["PNL-01.wrong_seats"]),
        (["e000", "e001", "e004", "e005", "e010", "e011"], ["PNL-01.wrong_seats"]),
        (["e000", "e001", "e004", "e005", "zzz"], ["PNL-02.unknown_member"]),
        (["e000", "e001", "e004", "e005", "e005"], ["PNL-03.member_twice", "COI-14"]),
        (["e001", "e004", "e005", "e010", "e011"], ["PNL-04.below_minimum", "PNL-04.above"]),
        (["e000", "e003", "e006", "e001", "e004"], ["PNL-04.above_maximum", "PNL-04.below"]),
        (["e000", "e008", "e004", "e005", "e010"], ["COI-14.employer_over_cap"]),
        (["e000", "e001", "e002", "e004", "e005"], ["COI-13.members_conflict"]),
        (["e007", "e000", "e001", "e004", "e005"], ["COI-13.members_conflict"]),
    ],
)
def test_each_rule_is_named_when_a_panel_breaks_it(members: list[str], expected: list[str]) -> None:
    found = codes(check_panel(PROBLEM, members))
    # An unknown member also leaves a quota short; only the named codes must be there.
    assert [any(code.startswith(wanted) for code in found) for wanted in expected] == [
        True for _ in expected
    ]
    assert bool(found) == bool(expected)


def test_a_finding_says_which_employer_and_how_many() -> None:
    (finding,) = check_panel(PROBLEM, ["e000", "e008", "e004", "e005", "e010"])
    assert finding.params == (("cap", 1), ("employer", "u0"), ("members", 2))


def test_people_without_employer_never_crowd() -> None:
    kinds = make_problem(employers=1)
    assert "COI-14.employer_over_cap" in codes(check_panel(kinds, LEGAL))
    alone = make_problem(employers=1, cap=5)
    assert check_panel(alone, LEGAL) == ()


@pytest.mark.parametrize(
    ("seats", "expected"),
    [
        ((1, 4), []),
        ((2, 3), []),
        ((1,), ["PNL-05.pattern_length"]),
        ((1, 3), ["PNL-01.wrong_seats"]),
        ((0, 5), ["PNL-04.below_minimum", "PNL-04.above_maximum"]),
        ((-1, 6), ["PNL-05.cell_overfilled", "PNL-04.below_minimum", "PNL-04.above_maximum"]),
    ],
)
def test_each_rule_is_named_when_a_pattern_breaks_it(
    seats: tuple[int, ...], expected: list[str]
) -> None:
    problem = make_problem(employers=12)
    assert codes(check_pattern(problem, group_candidates(problem), seats)) == expected


def test_a_cell_cannot_give_more_seats_than_it_has_members() -> None:
    problem = make_problem(size=5, employers=5, cap=2)
    found = codes(check_pattern(problem, group_candidates(problem), (1, 4)))
    assert found == ["PNL-05.cell_overfilled"]


def test_an_employer_may_expect_exactly_its_cap_in_a_pattern_and_no_more() -> None:
    # Four employers, five seats: each expects 5/4 of a seat; with five, exactly 1.
    four, five = make_problem(size=20, employers=4), make_problem(size=15, employers=5)
    assert (
        codes(check_pattern(four, group_candidates(four), (1, 4)))
        == ["COI-14.pattern_employer_over_cap"] * 4
    )
    assert check_pattern(five, group_candidates(five), (1, 4)) == ()


def test_a_split_employer_is_held_exactly() -> None:
    problem = make_problem()
    cells = group_candidates(problem, {"u0"})
    assert [cell.employer for cell in cells] == ["u0", None, None, "u0"]
    assert check_pattern(problem, cells, (1, 0, 4, 0)) == ()
    assert codes(check_pattern(problem, cells, (1, 0, 3, 1))) == [
        "COI-14.pattern_employer_over_cap"
    ]


def test_two_split_people_in_conflict_never_both_have_a_seat() -> None:
    problem = make_problem(employers=24, conflicts=[(1, 2)])
    cells = group_candidates(problem, (), {"e001", "e002"})
    assert [cell.person for cell in cells] == [None, "e001", "e002", None]
    assert check_pattern(problem, cells, (1, 1, 0, 3)) == ()
    assert codes(check_pattern(problem, cells, (1, 1, 1, 2))) == ["COI-13.members_conflict"]
