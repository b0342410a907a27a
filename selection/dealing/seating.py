"""Who may sit beside whom while panels are dealt and repaired: candidates by number.

Its one job is to answer that for one person and one seat, quickly; it must not deal, nor
choose anybody. `panel_check` judges the panel that comes of it, with code of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from selection.problem import NO_EMPLOYER, PanelProblem

Panel = list[int]


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates by number, with the number of the employer.

    `conflicts` holds those alone who have any.
    """

    names: Sequence[str]
    employers: Sequence[int]
    conflicts: Mapping[int, frozenset[int]]
    cap: int

    def list_staff(self, panel: Panel) -> list[int]:
        """The employers of a panel, seat by seat."""
        return list(map(self.employers.__getitem__, panel))

    def fits(self, panel: Panel, seat: int, person: int) -> bool:
        """Whether the person may sit on this seat beside the others of the panel."""
        return self.suits(panel, self.list_staff(panel), seat, person)

    def suits(self, panel: Panel, staff: list[int], seat: int, person: int) -> bool:
        """The same, for a panel whose employers are listed already."""
        employer = self.employers[person]
        beside = staff.count(employer) - (staff[seat] == employer)
        if beside >= self.cap and employer != NO_EMPLOYER:
            return False
        if person in panel and panel[seat] != person:
            return False
        foes = self.conflicts.get(person)
        if foes is None or foes.isdisjoint(panel):
            return True
        return foes.isdisjoint(panel[:seat]) and foes.isdisjoint(panel[seat + 1 :])

    def clashes(self, panel: Panel) -> bool:
        """Whether somebody in the panel does not fit; the same as `fits` for every seat."""
        return self.quarrels(panel) or self.crowds(self.list_staff(panel))

    def quarrels(self, panel: Panel) -> bool:
        """Whether two of the panel are in conflict."""
        for person in self.conflicts.keys() & panel if self.conflicts else ():
            if not self.conflicts[person].isdisjoint(panel):
                return True
        return False

    def crowds(self, staff: list[int]) -> bool:
        """Whether an employer holds more seats than it may, by the employers seat by seat."""
        if len(set(staff)) == len(staff):
            return False
        counts = Counter(employer for employer in staff if employer != NO_EMPLOYER)
        return max(counts.values(), default=0) > self.cap


@dataclass(frozen=True, slots=True)
class Hall:
    """All dealt panels, with the employers of their members beside them."""

    pool: Pool
    panels: list[Panel]
    staff: list[list[int]]

    def fits(self, number: int, seat: int, person: int) -> bool:
        """Whether the person may sit on this seat of the panel of this number."""
        return self.pool.suits(self.panels[number], self.staff[number], seat, person)

    def list_doubtful(self, number: int) -> list[int]:
        """The seats of a panel whose people may not fit; all others do, and go on to fit."""
        staff, pool = self.staff[number], self.pool
        if not pool.conflicts:
            return [seat for seat, held in enumerate(staff) if staff.count(held) > pool.cap]
        people = enumerate(zip(self.panels[number], staff, strict=True))
        return [s for s, (p, e) in people if p in pool.conflicts or staff.count(e) > pool.cap]

    def list_clashing(self) -> list[int]:
        """The numbers of the panels that clash."""
        seated = enumerate(zip(self.panels, self.staff, strict=True))
        pool = self.pool
        return [n for n, (panel, staff) in seated if pool.crowds(staff) or pool.quarrels(panel)]

    def exchange(self, number: int, seat: int, other: int, other_seat: int) -> None:
        """Let the people on two seats change places."""
        for rows in (self.panels, self.staff):
            one, two = rows[number], rows[other]
            one[seat], two[other_seat] = two[other_seat], one[seat]


def number_candidates(problem: PanelProblem) -> Pool:
    """The candidates and their conflicts by their place in the pool."""
    pool = problem.candidates
    numbers = pool.find_numbers(frozenset(chain.from_iterable(problem.conflicts)))
    conflicts: dict[int, set[int]] = {}
    for pair in problem.conflicts:
        one, other = (numbers[name] for name in pair)
        conflicts.setdefault(one, set()).add(other)
        conflicts.setdefault(other, set()).add(one)
    return Pool(
        pool.names,
        pool.employer_of,
        {person: frozenset(others) for person, others in conflicts.items()},
        problem.rules.employer_cap,
    )
