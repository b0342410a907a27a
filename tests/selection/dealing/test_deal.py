import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from selection.cells import group_candidates
from selection.dealing import deal as deal_module
from selection.dealing.deal import deal_from, deal_panel, pick_pattern, rehearse
from selection.dealing.rosters import Row, lay_out, prepare_deal
from selection.dealing.seating import number_candidates
from selection.dealing.stream import Stream
from selection.errors import SelectionError
from selection.panel_check import check_panel, check_pattern
from selection.problem import Pattern, PatternTable
from tests.selection.draw_samples import make_problem, make_table

VECTORS = json.loads(Path("tests/vectors/draw_deals.json").read_text("utf-8"))
SEEDS = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_recipe_gives_the_written_panels(vector: dict[str, Any]) -> None:
    problem = make_problem(
        vector["size"], vector["employers"], cap=vector["cap"], conflicts=vector["conflicts"]
    )
    table = make_table(problem, vector["rows"], people=vector["split_people"])
    found = deal_panel(problem, table, bytes.fromhex(vector["seed"]), vector["D"])
    numbers = (found.pattern, found.clashes, found.repaired, found.unrepaired, found.picked)
    assert list(numbers) == vector["numbers"]
    assert list(found.panel) == vector["panel"]
    assert list(found.reserve_order) == vector["reserve_order"]


@given(SEEDS, st.integers(6, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(12, 23))))
def test_every_panel_is_legal_and_nobody_is_lost(
    seed: bytes, employers: int, conflicts: list[tuple[int, int]]
) -> None:
    problem = make_problem(employers=employers, conflicts=conflicts)
    table = make_table(problem)
    try:
        found = deal_panel(problem, table, seed, 40)
    except SelectionError:
        reject()
    assert check_panel(problem, found.panel) == ()
    names = [candidate.pseudonym for candidate in problem.candidates]
    assert sorted((*found.panel, *found.reserve_order)) == names
    assert len(found.reserve_order) == len(names) - len(found.panel)
    assert found.clashes == found.repaired + found.unrepaired
    assert found.pattern == pick_pattern(table, seed)


@given(SEEDS)
def test_the_panel_has_the_seats_of_its_pattern_in_every_cell(seed: bytes) -> None:
    problem = make_problem()
    table = make_table(problem)
    found = deal_panel(problem, table, seed, 10)
    seats = [len(set(cell.members) & set(found.panel)) for cell in table.cells]
    assert tuple(seats) == table.patterns[found.pattern].seats


@given(SEEDS, st.integers(1, 9))
def test_a_cell_that_nobody_comes_twice_from_is_dealt_as_any_other(seed: bytes, count: int) -> None:
    problem = make_problem()
    row = lay_out(prepare_deal(problem, make_table(problem)), 0)
    stream, expected = Stream(seed), [list[int]() for _ in range(count)]
    for roster, seats in row.rosters:
        deal_module._deal_cell(deal_module._draw_forever(roster, stream), seats, expected)
    assert deal_module._deal_panels(row, count, Stream(seed)) == expected


@given(SEEDS, st.integers(1, 4))
@settings(max_examples=30)
def test_after_deal_and_repair_everybody_of_a_cell_has_the_same_count_give_or_take_one(
    seed: bytes, cap: int
) -> None:
    problem = make_problem(cap=cap, conflicts=[(1, 2), (4, 5), (0, 8)])
    table = make_table(problem)
    ready = prepare_deal(problem, table)
    pool, row = ready.pool, lay_out(ready, 0)
    panels = deal_module._deal_panels(row, 50, Stream(seed))
    dealt = Counter(person for panel in panels for person in panel)
    for members, _ in row.rosters:
        counts = [dealt[member] for member in members]
        assert max(counts) - min(counts) <= 1
    deal_module._repair_panels(pool, row, panels, Stream(seed))
    assert Counter(person for panel in panels for person in panel) == dealt


@given(SEEDS, st.lists(st.integers(0, 11), min_size=5, max_size=5), st.integers(1, 3))
def test_a_panel_clashes_exactly_when_somebody_does_not_fit(
    seed: bytes, people: list[int], cap: int
) -> None:
    problem = make_problem(size=12, employers=4, cap=cap, conflicts=[(0, 1), (2, 9)])
    pool = number_candidates(problem)
    panel = list(dict.fromkeys(Stream(seed).order(people)))
    fits = [pool.fits(panel, seat, person) for seat, person in enumerate(panel)]
    assert pool.clashes(panel) == (not all(fits))


@given(SEEDS, st.integers(1, 6), st.integers(1, 8), st.integers(1, 30))
def test_whoever_is_held_back_sits_first_in_the_next_panel(
    seed: bytes, seats: int, more: int, count: int
) -> None:
    roster, panels = range(seats + more - 1), [list[int]() for _ in range(count)]
    drawn = deal_module._draw_forever(roster, Stream(seed))
    left: list[int] = []
    for panel in panels:  # the recipe in other words: the first who is left and does not sit here
        for _ in range(seats):
            left = left or [next(drawn) for _ in roster]
            panel.append(left.pop(next(n for n, one in enumerate(left) if one not in panel)))
    row = Row(((roster, seats),), (), ())
    assert deal_module._deal_panels(row, count, Stream(seed)) == panels


def test_a_deal_reads_no_more_of_a_large_cell_than_it_deals() -> None:
    read: list[int] = []

    class Watched(Sequence[int]):
        def __len__(self) -> int:
            return 10**9

        def __getitem__(self, place: Any) -> Any:
            read.append(place)
            return place

    row = Row(((Watched(), 3),), (), ())
    panels = deal_module._deal_panels(row, 4, Stream(bytes(32)))
    assert [person for panel in panels for person in panel] == read


def test_a_table_made_ready_once_gives_the_same_deal_for_every_seed() -> None:
    problem = make_problem(conflicts=[(1, 2)])
    ready = prepare_deal(problem, make_table(problem))
    for seed in (bytes(32), bytes([1]) * 32):
        assert deal_from(ready, seed, 20) == deal_panel(problem, make_table(problem), seed, 20)


def test_a_cell_with_fewer_people_than_seats_is_refused() -> None:
    problem = make_problem()
    table = PatternTable(group_candidates(problem), (Pattern((9, 1), 1),))
    with pytest.raises(SelectionError) as caught:
        deal_panel(problem, table, bytes(32), 3)
    assert caught.value.code == "deal.no_legal_panel"


def test_members_of_a_cell_are_drawn_equally_often() -> None:
    problem = make_problem(employers=24)
    cells = group_candidates(problem)
    table = PatternTable(cells, (Pattern((1, 4), 1),))
    counts: Counter[str] = Counter()
    for number in range(3000):
        counts.update(deal_panel(problem, table, number.to_bytes(32, "big"), 7).panel)
    expected = {
        m: 3000 * s / len(c.members) for c, s in zip(cells, (1, 4), strict=True) for m in c.members
    }
    chi_square = sum((counts[m] - mean) ** 2 / mean for m, mean in expected.items())
    assert chi_square < 55  # p < 0.0001 with 22 degrees of freedom; dependence only lowers it


def test_a_person_without_employer_clashes_with_nobody() -> None:
    problem = make_problem(employers=1)
    free = make_problem(employers=1, cap=5)
    assert rehearse(free, make_table(free), 2, 20).unrepaired == 0
    with pytest.raises(SelectionError) as caught:
        deal_panel(problem, make_table(problem), bytes(32), 20)
    assert caught.value.code == "deal.no_legal_panel"


def test_less_than_one_panel_cannot_be_dealt() -> None:
    problem = make_problem()
    with pytest.raises(SelectionError) as caught:
        deal_panel(problem, make_table(problem), bytes(32), 0)
    assert caught.value.code == "deal.nothing_dealt"


def test_a_legal_pattern_rehearses_without_a_panel_beyond_repair() -> None:
    problem = make_problem(size=60, employers=12, conflicts=[(n, n + 7) for n in range(50)])
    table = make_table(problem)
    assert [check_pattern(problem, table.cells, p.seats) for p in table.patterns] == [(), ()]
    assert rehearse(problem, table, 6, 200) == deal_module.Rehearsal(0, (), ())


def test_a_rehearsal_names_the_employer_that_is_in_the_way_most() -> None:
    problem = make_problem(employers=3)
    found = rehearse(problem, make_table(problem), 2, 10)
    assert found.unrepaired == 20
    assert set(found.troubled_employers) == {"u0", "u1", "u2"}
    assert found.troubled_people == ()


def test_a_rehearsal_names_the_people_whose_conflicts_cannot_be_dealt_around() -> None:
    # Eight financial candidates in conflict with e001 and two seats each panel: no way out.
    problem = make_problem(
        size=12,
        employers=12,
        conflicts=[(0, 1), (1, 3), (1, 6), (1, 9), (0, 2), (2, 3), (2, 6), (2, 9)],
    )
    found = rehearse(problem, make_table(problem), 0, 30)
    assert found.unrepaired > 0
    assert set(found.troubled_people[:2]) == {"e001", "e002"}
    assert found.troubled_employers == ()


def test_a_rehearsal_goes_on_after_trouble_until_every_pattern_was_dealt() -> None:
    problem = make_problem(employers=3)
    every, more = (rehearse(problem, make_table(problem), trials, 10) for trials in (1, 50))
    assert every == more
    assert every.unrepaired == 20


def test_a_cell_that_sits_as_a_whole_is_never_exchanged() -> None:
    problem = make_problem(size=6, employers=6, conflicts=[(0, 1)])
    found = rehearse(problem, make_table(problem), 1, 10)
    assert found.unrepaired > 0
    assert set(found.troubled_people) == {"e000", "e001"}
