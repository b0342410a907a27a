"""Who takes a seat that became vacant: the first reserve who keeps every hard rule.

Its one job is the walk along the reserve order (security.md 3 and 4.4, rules REP-01 and
NTF-04). It draws nothing and has no clock: the same receipt, vacancies and facts of the
day give the same members, so that anybody can derive them again. `panel_check` decides
what is legal; no solver has a part in it.

One vacancy at a time. Everybody else stays. A seat that is vacant beside counts with the
quotas of its last holder, so that filling one seat never takes the other's possibility.
The walk begins at the start of the order each time: whom a former walk passed over may
fit now. Who has left a seat never comes back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from expert_pool.findings import Finding, Severity
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.problem import Candidate, PanelProblem

SOURCE: Final = "财库〔2003〕119号; 《国家自然科学基金条例》 art. 15"
_STAND_IN: Final = "seat "


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of the panel: who sits on it now, or nobody with the last holder's quotas."""

    position: int
    holder: Candidate
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The panel as it stands: its seats in their order, and everybody who has left one."""

    seats: tuple[Seat, ...]
    left: frozenset[str] = frozenset()

    def seat(self, position: int) -> Seat:
        """The seat at a position.

        Raises:
            SelectionError: `replacement.no_such_seat`.
        """
        for seat in self.seats:
            if seat.position == position:
                return seat
        raise SelectionError("replacement.no_such_seat", {"seat": position})

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who sits now, in the order of the seats."""
        return tuple(seat.holder.pseudonym for seat in self.seats if not seat.vacant)


@dataclass(frozen=True, slots=True)
class Passed:
    """A reserve who could not take the seat, and every finding why.

    `stated` findings are facts of the day, which the service states; all others follow
    from the receipt and the vacancies before.
    """

    reserve: str
    rank: int
    findings: tuple[Finding, ...]
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Successor:
    """The next reserve, the place in the order, and who was passed over before."""

    reserve: str
    rank: int
    passed: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Nobody in the order can take the seat: a supplementary draw is needed (REP-02)."""

    passed: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Unscreened:
    """Reserves who fit by the receipt, but of whom the facts of the day are not known yet."""

    reserves: tuple[str, ...]


Facts = Mapping[str, tuple[Finding, ...]]
"""By reserve, the hard findings of the day; nothing found is an empty tuple."""


@dataclass(frozen=True, slots=True)
class ReserveList:
    """The frozen input of a draw, and the order of all who were not drawn."""

    problem: PanelProblem
    order: Iterable[str]


def seat_panel(problem: PanelProblem, panel: Sequence[str]) -> Standing:
    """The panel as it was drawn, seats numbered from 1.

    Raises:
        SelectionError: `replacement.unknown_member` for somebody who was no candidate.
    """
    known = problem.candidates.find(frozenset(panel))
    members = (find_candidate(known, member) for member in panel)
    return Standing(tuple(Seat(place, member) for place, member in enumerate(members, start=1)))


def name_candidates(problem: PanelProblem) -> dict[str, Candidate]:
    """Every candidate by pseudonym."""
    return {candidate.pseudonym: candidate for candidate in problem.candidates}


def find_candidate(known: Mapping[str, Candidate], pseudonym: str) -> Candidate:
    """The candidate of this name.

    Raises:
        SelectionError: `replacement.unknown_member` for somebody who was no candidate.
    """
    if pseudonym not in known:
        raise SelectionError("replacement.unknown_member", {"member": pseudonym})
    return known[pseudonym]


def list_quotas(problem: PanelProblem, pseudonym: str) -> tuple[str, ...]:
    """The quotas that a candidate counts for, in the order of their ids.

    Raises:
        SelectionError: as `find_candidate`.
    """
    known = problem.candidates.find({pseudonym})
    return tuple(sorted(find_candidate(known, pseudonym).meets))


def vacate_seat(standing: Standing, position: int, leaver: str) -> Standing:
    """The panel without the member on this seat.

    Raises:
        SelectionError: `replacement.not_on_the_seat` where somebody else sits there by now.
    """
    seat = standing.seat(position)
    if seat.vacant or seat.holder.pseudonym != leaver:
        raise SelectionError("replacement.not_on_the_seat", {"seat": position})
    emptied = _put(standing, replace(seat, vacant=True))
    return replace(emptied, left=standing.left | {leaver})


def take_seat(standing: Standing, position: int, newcomer: Candidate) -> Standing:
    """The panel with the newcomer on a vacant seat.

    Raises:
        SelectionError: `replacement.seat_taken`, or `replacement.seated_before` for somebody
            who sits or sat on the panel.
    """
    seat = standing.seat(position)
    if not seat.vacant:
        raise SelectionError("replacement.seat_taken", {"seat": position})
    if newcomer.pseudonym in standing.left or newcomer.pseudonym in standing.members:
        raise SelectionError("replacement.seated_before", {"seat": position})
    return _put(standing, Seat(position, newcomer))


def find_successor(
    reserves: ReserveList, standing: Standing, position: int, facts: Facts, *, ask: int = 1
) -> Successor | Exhausted | Unscreened:
    """The next reserve for a vacant seat, or that there is none.

    Args:
        reserves: What the receipt froze, and the order that follows from its seed.
        standing: The panel, with the seat vacant.
        position: The seat.
        facts: What is known of the day; the walk stops at somebody of whom nothing is.
        ask: Of how many reserves to ask for facts at once.
    """
    passed: list[Passed] = []
    walk = walk_reserves(reserves, standing, position)
    for rank, (reserve, found) in enumerate(walk, start=1):
        if not found and reserve not in facts:
            further = (one for one, why in walk if not why and one not in facts)
            return Unscreened((reserve, *islice(further, ask - 1)))
        today = facts[reserve] if not found else ()
        if not found and not today:
            return Successor(reserve, rank, tuple(passed))
        passed.append(Passed(reserve, rank, found or today, stated=not found))
    return Exhausted(tuple(passed))


def walk_reserves(
    reserves: ReserveList, standing: Standing, position: int
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Every reserve in the drawn order, with what the frozen rules have against the person."""
    known = name_candidates(reserves.problem)
    beside = tuple(_beside(standing, position))
    seated = frozenset(standing.members)
    for reserve in reserves.order:
        if reserve in seated:
            yield reserve, (_finding("REP-01.seated"),)
        elif reserve in standing.left:
            yield reserve, (_finding("REP-01.left_before"),)
        else:
            yield reserve, check_beside(reserves.problem, beside, find_candidate(known, reserve))


def check_beside(
    problem: PanelProblem, beside: Sequence[Candidate], newcomer: Candidate
) -> tuple[Finding, ...]:
    """Why a newcomer and the others beside are no legal panel; empty where they are one."""
    people = (*beside, newcomer)
    small = PanelProblem(problem.rules, people, problem.conflicts)
    return check_panel(small, [person.pseudonym for person in people])


def others_beside(standing: Standing, position: int) -> tuple[Candidate, ...]:
    """Those who stay, and for each further vacancy a nameless one with the same quotas."""
    return tuple(_beside(standing, position))


def _beside(standing: Standing, position: int) -> Iterator[Candidate]:
    for seat in standing.seats:
        if seat.position == position:
            continue
        yield _stand_in(seat) if seat.vacant else seat.holder


def _stand_in(seat: Seat) -> Candidate:
    """Nobody's colleague and in conflict with nobody: only the quotas are kept free."""
    return Candidate(f"{_STAND_IN}{seat.position}", seat.holder.meets, "")


def _put(standing: Standing, changed: Seat) -> Standing:
    seats = tuple(changed if it.position == changed.position else it for it in standing.seats)
    return replace(standing, seats=seats)


def _finding(code: str) -> Finding:
    return Finding(code, Severity.HARD, SOURCE)
