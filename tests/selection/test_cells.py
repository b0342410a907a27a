from collections.abc import Collection
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from selection.cells import (
    WeightGroup,
    find_chances,
    find_levels,
    find_splits,
    find_weight_groups,
    group_and_count,
    group_candidates,
)
from selection.problem import Cell, PanelProblem, PanelRules, Pattern, PatternTable
from tests.selection.draw_samples import make_candidates, make_problem, make_table

Kinds = list[tuple[str, str]]
RULES = PanelRules(3, (), 1)
KINDS = st.lists(st.tuples(st.sampled_from(["", "a", "b", "ab"]), st.sampled_from("uvw")))


def group(
    kinds: Kinds, employers: Collection[str] = (), people: Collection[str] = ()
) -> tuple[Cell, ...]:
    return group_candidates(PanelProblem(RULES, make_candidates(kinds)), employers, people)


def test_candidates_alike_in_quotas_share_a_cell_whatever_the_employer() -> None:
    assert group([("t", "u"), ("f", "u"), ("t", "v")]) == (
        Cell(frozenset("f"), ("e001",)),
        Cell(frozenset("t"), ("e000", "e002")),
    )


def test_a_split_employer_has_cells_of_its_own_in_the_order_of_the_pool() -> None:
    cells = group([("t", "v"), ("t", "u"), ("t", "v"), ("f", "u")], employers={"u"})
    assert cells == (
        Cell(frozenset("f"), ("e003",), employer="u"),
        Cell(frozenset("t"), ("e000", "e002")),
        Cell(frozenset("t"), ("e001",), employer="u"),
    )


def test_a_split_person_sits_alone_in_a_cell() -> None:
    cells = group([("t", "u"), ("t", "u"), ("t", "u")], people={"e000"})
    assert cells == (
        Cell(frozenset("t"), ("e000",), person="e000"),
        Cell(frozenset("t"), ("e001", "e002")),
    )


def test_a_person_of_a_split_employer_keeps_both_marks() -> None:
    assert group([("t", "u")], employers={"u"}, people={"e000"}) == (
        Cell(frozenset("t"), ("e000",), employer="u", person="e000"),
    )


def test_the_splits_can_be_read_back_from_the_cells() -> None:
    cells = group([("t", "u"), ("t", "v"), ("t", "w")], employers={"u"}, people={"e001"})
    assert find_splits(cells) == (frozenset({"u"}), frozenset({"e001"}))


def test_people_are_counted_by_employer_in_the_cells_where_employers_are_mixed() -> None:
    candidates = make_candidates([("t", "u"), ("t", "v"), ("t", "w"), ("t", "v"), ("f", "")])
    problem = PanelProblem(RULES, candidates)
    cells, counts = group_and_count(problem, {"u"}, ())
    assert cells == group_candidates(problem, {"u"})
    names = problem.candidates.employers
    named = [{names[number]: count for number, count in held.items()} for held in counts]
    assert named == [{"": 1}, {}, {"v": 2, "w": 1}]


@given(KINDS)
def test_every_candidate_is_in_exactly_one_cell(kinds: Kinds) -> None:
    members = [member for cell in group(kinds, {"u"}, {"e001"}) for member in cell.members]
    assert sorted(members) == [f"e{n:03}" for n in range(len(kinds))]


@given(KINDS, st.permutations("uvw"))
def test_renaming_employers_does_not_reorder_the_cells(kinds: Kinds, renamed: list[str]) -> None:
    names = dict(zip("uvw", renamed, strict=True))
    plain = group(kinds, {"u", "v"})
    other = group([(m, names[e]) for m, e in kinds], {names["u"], names["v"]})
    assert [cell.members for cell in plain] == [cell.members for cell in other]


def test_candidates_are_counted_by_weight_with_the_reach_of_their_chances() -> None:
    cells = (
        Cell(frozenset("t"), ("e0",), weight=3),
        Cell(frozenset("f"), ("e1", "e2"), weight=1),
        Cell(frozenset("t"), ("e3", "e4"), weight=1),
    )
    table = PatternTable(cells, (Pattern((1, 1, 0), 1), Pattern((1, 0, 1), 3)))
    assert find_weight_groups(table) == (
        WeightGroup(1, 4, Fraction(1, 8), Fraction(3, 8)),
        WeightGroup(3, 1, Fraction(1), Fraction(1)),
    )


def test_chances_are_weights_times_seats_over_sizes() -> None:
    # 8 financial, 16 technical; rows (1, 4) with weight 3 and (2, 3) with weight 1.
    assert find_chances(make_table(make_problem())) == (Fraction(5, 32), Fraction(15, 64))


def test_levels_count_the_candidates_of_each_chance_lowest_first() -> None:
    levels = find_levels(make_table(make_problem()))
    assert levels == ((Fraction(5, 32), 8), (Fraction(15, 64), 16))
    assert sum(chance * count for chance, count in levels) == 5
