"""From a seed to one panel, by arithmetic that anybody can repeat: the recipe `deal/v1`.

Its one job is the deal; it must not judge the rules (`panel_check` does, with code of
its own) nor choose the odds (the committed table has them). Every number is read from
one `Stream`, in this order; candidates are numbered by their place in the pool.

1. Pattern. r = below(sum of all weights). The first pattern whose running sum of weights
   passes r. A cell's seats in it: s; the cell's members, in pool order: n of them.
2. Deal. D empty panels. For each cell of the table in order, if s > 0, people are drawn one
   by one, as they are needed: `order` of its members, name by name, and where all are drawn,
   the next `order` of all its members. For each panel 0..D-1: whom the panel before held
   back sit first, in their order; then, until the cell has s seats, the next one drawn takes
   the panel's next seat, or is held back if sitting in this panel already. So seats stand in
   the order of the cells, and after the deal everybody of a cell has the same count, give or
   take one.
3. Repair. A person fits a seat of a panel when, looking at the panel's other seats, the
   person sits on none, is in conflict with nobody there, and fewer than `employer_cap`
   of them hold people of the person's employer. A panel clashes when the person on some
   seat does not fit it. Count the panels that clash. Then for each panel p that clashes,
   in order, and for each seat i of p, in order: leave i if its person fits or if s = n
   in its cell; else b = below(D), and for the first min(D, SEARCH) of the panels
   q = b, b+1, ... (modulo D), p itself left out, and for each seat k of q that belongs to
   the same cell, in order: let x be the person on k and y the person on i; when x fits i
   in p and y fits k in q, exchange them and go on with the next i. Where no such k is
   found the seat stays. An exchange leaves everybody's count, hence chance, as it is.
4. Pick. The panels that still clash are set aside and counted. Of the others, in order,
   number below(how many) is the panel. It is listed in pool order.
5. Reserve order. `order` of all other candidates, from their pool order, by a stream of its
   own with the seed SHA-256("panel-draw/v1/reserves" 0x00 || seed || SHA-256(the names of
   all candidates in pool order, each with a line feed behind it)).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from selection.dealing.reserves import ReserveOrder, order_reserves
from selection.dealing.rosters import DealTable, Roster, Row, lay_out, prepare_deal
from selection.dealing.seating import Hall, Panel, Pool
from selection.dealing.stream import Stream
from selection.errors import SelectionError
from selection.problem import NO_EMPLOYER, PanelProblem, PatternTable

REHEARSAL_TAG: Final = b"panel-draw/v1/rehearsal\x00"
SEARCH: Final = 200

_NOBODY: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Deal:
    """What came of a seed: the pattern's index, the counts of the deal, the panel, the reserves."""

    pattern: int
    dealt: int
    clashes: int
    repaired: int
    unrepaired: int
    picked: int
    panel: tuple[str, ...]
    reserve_order: ReserveOrder


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What public trial seeds showed: panels beyond repair, and whom to split off for it.

    The employers and people stand in the order of how often they were in the way.
    """

    unrepaired: int
    troubled_employers: tuple[str, ...]
    troubled_people: tuple[str, ...]


def deal_panel(problem: PanelProblem, table: PatternTable, seed: bytes, dealt_panels: int) -> Deal:
    """The panel and its reserve order for this seed, with the numbers of the deal.

    Raises:
        SelectionError: as `deal_from`.
    """
    return deal_from(prepare_deal(problem, table), seed, dealt_panels)


def deal_from(ready: DealTable, seed: bytes, dealt_panels: int) -> Deal:
    """The same from a table that was made ready before; it looks at those alone whom it deals.

    Raises:
        SelectionError: `deal.nothing_dealt` for less than one panel to deal;
            `deal.no_legal_panel` when every dealt panel stays beyond repair, or a cell has
            fewer people than seats.
    """
    if dealt_panels < 1:
        raise SelectionError("deal.nothing_dealt", {"dealt": dealt_panels})
    stream = Stream(seed)
    pattern = stream.weighted_index([row.weight for row in ready.table.patterns])
    row = lay_out(ready, pattern)
    if any(seats > len(roster) for roster, seats in row.rosters):
        raise SelectionError("deal.no_legal_panel", {"dealt": dealt_panels, "pattern": pattern})
    panels = _deal_panels(row, dealt_panels, stream)
    clashing = _repair_panels(ready.pool, row, panels, stream)
    beyond = [number for number in clashing if ready.pool.clashes(panels[number])]
    if len(beyond) == dealt_panels:
        raise SelectionError("deal.no_legal_panel", {"dealt": dealt_panels, "pattern": pattern})
    picked = _pick(beyond, stream.below(dealt_panels - len(beyond)))
    seated = sorted(panels[picked])
    return Deal(
        pattern=pattern,
        dealt=dealt_panels,
        clashes=len(clashing),
        repaired=len(clashing) - len(beyond),
        unrepaired=len(beyond),
        picked=picked,
        panel=_name(ready.pool, seated),
        reserve_order=order_reserves(ready, seated, seed),
    )


def pick_pattern(table: PatternTable, seed: bytes) -> int:
    """The index of the pattern alone, for those who see the table but not the pool."""
    return Stream(seed).weighted_index([pattern.weight for pattern in table.patterns])


def rehearse(
    problem: PanelProblem, table: PatternTable, trials: int, dealt_panels: int
) -> Rehearsal:
    """Whether the deal of every pattern can be repaired, before any seed exists.

    Trial t deals pattern t modulo their number with the public seed SHA-256(
    "panel-draw/v1/rehearsal" 0x00 || uint64_be(t)). Every pattern is dealt at least
    once; after that the first panel beyond repair ends it. Of more patterns than trials,
    each is dealt in fewer panels, at least twice as many as one repair looks through.
    """
    ready = prepare_deal(problem, table)
    pool = ready.pool
    rows = [lay_out(ready, pattern) for pattern in range(len(table.patterns))]
    count = max(min(dealt_panels, 2 * SEARCH), dealt_panels * trials // max(trials, len(rows)))
    unrepaired = 0
    employers: Counter[int] = Counter()
    people: Counter[int] = Counter()
    for trial in range(max(trials, len(rows))):
        if unrepaired and trial >= len(rows):
            break
        stream = Stream(hashlib.sha256(REHEARSAL_TAG + trial.to_bytes(8, "big")).digest())
        row = rows[trial % len(rows)]
        panels = _deal_panels(row, count, stream)
        clashing = _repair_panels(pool, row, panels, stream)
        for panel in filter(pool.clashes, (panels[number] for number in clashing)):
            unrepaired += 1
            employers.update(_find_crowding_employers(pool, panel))
            people.update(_find_conflicting_people(pool, panel))
    return Rehearsal(
        unrepaired,
        tuple(problem.candidates.employers[number] for number in _rank(employers)),
        _name(pool, _rank(people)),
    )


def _deal_panels(row: Row, count: int, stream: Stream) -> list[Panel]:
    panels: list[Panel] = [[] for _ in range(count)]
    for roster, seats in row.rosters:
        once = seats * count <= len(roster)
        drawn = stream.order(roster) if once else _draw_forever(roster, stream)
        if seats == 1:
            for panel, person in zip(panels, drawn, strict=False):
                panel.append(person)
        elif once:
            # Nobody comes twice, so that nobody is held back.
            for panel in panels:
                panel.extend(islice(drawn, seats))
        else:
            _deal_cell(drawn, seats, panels)
    return panels


def _draw_forever(roster: Roster, stream: Stream) -> Iterator[int]:
    """The people of a cell one by one, in one order of all of them after the other."""
    while True:
        yield from stream.order(roster)


def _deal_cell(drawn: Iterator[int], seats: int, panels: list[Panel]) -> None:
    held: list[int] = []
    for panel in panels:
        taking, held = held, []
        while len(taking) < seats:
            person = next(drawn)
            (held if person in taking else taking).append(person)
        panel.extend(taking)


def _pick(beyond: Iterable[int], place: int) -> int:
    """The number of the panel on this place among those not set aside (rising)."""
    for number in beyond:
        place += number <= place
    return place


def _repair_panels(pool: Pool, row: Row, panels: list[Panel], stream: Stream) -> list[int]:
    """Exchange people of the same cell until no panel clashes, or no exchange helps.

    Gives the numbers of the panels that clashed before; an exchange makes none clash that
    did not.
    """
    hall = Hall(pool, panels, [pool.list_staff(panel) for panel in panels])
    clashing = hall.list_clashing()
    for number in clashing:
        for seat in hall.list_doubtful(number):
            if not row.full[seat] and not hall.fits(number, seat, panels[number][seat]):
                _exchange(hall, row.spans[seat], number, seat, stream)
    return clashing


def _exchange(hall: Hall, span: range, number: int, seat: int, stream: Stream) -> None:
    """Give this seat to somebody of the same cell from another panel, and theirs in return."""
    panels = hall.panels
    person = panels[number][seat]
    start = stream.below(len(panels))
    for other in _walk(start, len(panels), number):
        partner = panels[other]
        for other_seat in span:
            if hall.fits(number, seat, partner[other_seat]) and hall.fits(
                other, other_seat, person
            ):
                hall.exchange(number, seat, other, other_seat)
                return


def _walk(start: int, count: int, without: int) -> Iterable[int]:
    steps = ((start + step) % count for step in range(min(count, SEARCH)))
    return (number for number in steps if number != without)


def _find_crowding_employers(pool: Pool, panel: Panel) -> list[int]:
    counts = Counter(pool.employers[person] for person in panel)
    return [it for it, count in counts.items() if it != NO_EMPLOYER and count > pool.cap]


def _find_conflicting_people(pool: Pool, panel: Panel) -> list[int]:
    return [p for p in panel if not pool.conflicts.get(p, _NOBODY).isdisjoint(panel)]


def _rank(counts: Counter[int]) -> list[int]:
    return sorted(counts, key=lambda number: (-counts[number], number))


def _name(pool: Pool, numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(map(pool.names.__getitem__, numbers))
