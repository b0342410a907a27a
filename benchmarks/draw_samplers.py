"""Draws by the thousand, each made by the real deal, or by one that was broken on purpose.

Its one job is the samples: problem, seeds, faults, and what each draw gave as numbers. It must
not judge them (`benchmarks.draw_tests` does). All people are generated; none is real.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from selection.dealing import deal, reserves
from selection.dealing.rosters import Row, prepare_deal
from selection.dealing.seating import Pool
from selection.dealing.stream import Stream
from selection.problem import (
    Candidate,
    PanelProblem,
    PanelRules,
    Pattern,
    PatternTable,
    QuotaRule,
)

Item = TypeVar("Item")
Numbers = NDArray[np.int16]

LABEL: Final = b"benchmarks/draw-statistics"
RESERVES: Final = 3
SEATS: Final = 9
QUOTAS: Final = {
    "field-0": (1, 3),
    "field-1": (1, 1),
    "financial": (1, 2),
    "local": (3, 5),
    "management": (1, 2),
    "technical": (5, 7),
}
FIELDS: Final = 5
KINDS: Final = ("financial", "management", "technical", "technical", "technical")
PLACES: Final = 3
_BYTE: Final = 8
_SEED_BITS: Final = 16
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """What is drawn from: a problem, its table, and how many panels each draw deals."""

    problem: PanelProblem
    table: PatternTable
    dealt_panels: int


@dataclass(frozen=True, slots=True)
class Draws:
    """What each draw gave, a row a draw; people by their place in the pool.

    `reserves` are the first three and the last of the reserve order.
    """

    patterns: Numbers
    panels: Numbers
    reserves: Numbers
    unrepaired: int

    def __len__(self) -> int:
        return len(self.patterns)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a sampler: its seeds, its table, or a part of the deal replaced."""

    make_seed: Callable[[int], bytes] = lambda counter: make_seed(counter)
    change: Callable[[PatternTable], PatternTable] = lambda table: table
    part: str = ""
    replacement: object = None


def generate_problem(people: int, *, bound: bool = True) -> PanelProblem:
    """Nine seats, six crossing quotas, one member an employer.

    Of each ten people two are colleagues, and three others; of each twenty two are in
    conflict. Without `bound` nobody has an employer or a conflict.
    """
    pairs = ((n + 5, n + 6) for n in range(0, people - 10, 20))
    return PanelProblem(
        PanelRules(SEATS, tuple(QuotaRule(name, *QUOTAS[name]) for name in sorted(QUOTAS)), 1),
        tuple(_generate_candidate(number, bound=bound) for number in range(people)),
        frozenset((f"E{one:04}", f"E{other:04}") for one, other in pairs) if bound else frozenset(),
    )


def make_seed(counter: int) -> bytes:
    """The seed of a draw: SHA-256 of the label and the draw's number."""
    return hashlib.sha256(LABEL + counter.to_bytes(8, "big")).digest()


def draw_panels(setting: Setting, fault: str, counters: range) -> Draws:
    """One draw a counter, by `selection.dealing.deal` itself."""
    wrong = FAULTS[fault]
    numbers = {c.pseudonym: place for place, c in enumerate(setting.problem.candidates)}
    table = wrong.change(setting.table)
    ready = prepare_deal(setting.problem, table)
    rows: list[tuple[int, ...]] = []
    unrepaired = 0
    with _break(wrong):
        for counter in counters:
            dealt = deal.deal_from(ready, wrong.make_seed(counter), setting.dealt_panels)
            order = tuple(dealt.reserve_order)
            people = (*dealt.panel, *order[:RESERVES], order[-1])
            rows.append((dealt.pattern, *(numbers[name] for name in people)))
            unrepaired += dealt.unrepaired
    found = np.array(rows, dtype=np.int16)
    seats = setting.problem.rules.seats
    return Draws(found[:, 0], found[:, 1 : seats + 1], found[:, seats + 1 :], unrepaired)


def join_draws(parts: Sequence[Draws]) -> Draws:
    """The draws of all parts, one after the other."""
    return Draws(
        np.concatenate([part.patterns for part in parts]),
        np.concatenate([part.panels for part in parts]),
        np.concatenate([part.reserves for part in parts]),
        sum(part.unrepaired for part in parts),
    )


class ModuloStream(Stream):
    """Broken: as many whole bytes as the bound needs, modulo the bound."""

    def below(self, count: int) -> int:
        """The low numbers come more often wherever the bound divides no power of 256."""
        whole = -(-(count - 1).bit_length() // _BYTE) * _BYTE
        return self.word() % (1 << whole) % count if count > 1 else 0

    def order(self, items: Sequence[Item]) -> Iterator[Item]:
        """The right order of the wrong numbers."""
        ordered = list(items)
        for place in range(len(ordered)):
            other = place + self.below(len(ordered) - place)
            ordered[place], ordered[other] = ordered[other], ordered[place]
        return iter(ordered)


class SwappingStream(Stream):
    """Broken: an order by exchanging each place with any place."""

    def order(self, items: Sequence[Item]) -> Iterator[Item]:
        """Not every order is equally likely: n^n ways do not divide among n! orders."""
        ordered = list(items)
        for place in range(len(ordered)):
            other = self.below(len(ordered))
            ordered[place], ordered[other] = ordered[other], ordered[place]
        return iter(ordered)


def _generate_candidate(number: int, *, bound: bool) -> Candidate:
    field = f"field-{_pick('field', number, FIELDS)}"
    kind = KINDS[_pick("kind", number, len(KINDS))]
    place = "local" if _pick("place", number, PLACES) == 0 else ""
    meets = frozenset({field, kind, place} & QUOTAS.keys())
    return Candidate(f"E{number:04}", meets, _name_employer(number) if bound else "")


def _name_employer(number: int) -> str:
    ten, place = divmod(number, 10)
    groups = (f"two-{ten}",) * 2 + (f"three-{ten}",) * 3
    return groups[place] if place < len(groups) else ("", f"one-{number}")[place % 2]


def _pick(what: str, number: int, below: int) -> int:
    digest = hashlib.sha256(f"{what} {number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


@contextmanager
def _break(wrong: Fault) -> Iterator[None]:
    if not wrong.part:
        yield
        return
    with ExitStack() as patches:
        for module in (deal, reserves):
            if hasattr(module, wrong.part):
                patches.enter_context(patch.object(module, wrong.part, wrong.replacement))
        yield


def _shorten_seed(counter: int) -> bytes:
    """Broken: only 65,536 different seeds, so that draws come back."""
    return make_seed(int.from_bytes(make_seed(counter)[: _SEED_BITS // _BYTE], "big"))


def _round_weights(table: PatternTable) -> PatternTable:
    """Broken: weights as whole percents, at least one."""
    rows = (
        Pattern(row.seats, max(1, round(_HUNDRED * row.weight / table.total)))
        for row in table.patterns
    )
    return replace(table, patterns=tuple(rows))


def _seat_friends(pool: Pool, row: Row, panels: list[list[int]], stream: Stream) -> list[int]:
    """Broken: seat two friends together wherever an exchange allows it; all odds stay."""
    clashing = _REPAIR(pool, row, panels, stream)
    one, friend = FRIENDS
    for panel in panels:
        if one in panel and friend not in panel:
            _bring(pool, row, panels, (panel, one, friend))
    return clashing


def _bring(
    pool: Pool,
    row: Row,
    panels: list[list[int]],
    wish: tuple[list[int], int, int],
) -> None:
    """Exchange the friend for somebody of the same cell who sits beside `one`."""
    panel, one, friend = wish
    for other in panels:
        if friend not in other or one in other:
            continue
        place = other.index(friend)
        for seat in row.spans[place]:
            guest = panel[seat]
            may = guest != one and pool.fits(panel, seat, friend)
            if may and pool.fits(other, place, guest):
                panel[seat], other[place] = friend, guest
                return


_REPAIR: Final = deal._repair_panels
FRIENDS: Final = (8, 19)
FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "": Fault(),
        "modulo of whole bytes": Fault(part="Stream", replacement=ModuloStream),
        "naive exchange of places": Fault(part="Stream", replacement=SwappingStream),
        "seeds of 16 bits": Fault(make_seed=_shorten_seed),
        "weights in whole percents": Fault(change=_round_weights),
        "friends seated together": Fault(part="_repair_panels", replacement=_seat_friends),
    }
)
"""The samplers by their fault; the first is the real one."""
