"""What the draw knows, frozen: rules, candidates by pseudonym, personal conflicts.

Everything after the screening works on this value alone, and the receipt commits to
it. Names, units and attributes stay outside: a candidate is a pseudonym, the quotas
that this person counts for, and a pseudonym of the employer group.

Candidates stand side by side in columns, each by a number, which is the place in the pool:
who looks at all of them reads a column, who asks for one gets a `Candidate`.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar, overload

Value = TypeVar("Value", bound=Hashable)

FIXED: Final = "fixed:"
"""How the ids of quotas begin that nobody asked for in numbers: direct seats and groups of
employers. Where a panel is short none of them is offered for a change by itself."""
GROUPS: Final = f"{FIXED}group:"
"""How the ids of quotas of groups of employers begin; they share one number, the group's cap."""

NO_EMPLOYER: Final = 0
"""The number of the employer of those who have none."""


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """Between `minimum` and `maximum` members of the panel count for the quota `id`."""

    id: str
    minimum: int
    maximum: int

    @property
    def fixed(self) -> bool:
        """Whether the quota stands as it is, whatever the panel lacks."""
        return self.id.startswith(FIXED)

    @property
    def of_group(self) -> bool:
        """Whether the quota is the cap of a group of employers."""
        return self.id.startswith(GROUPS)


@dataclass(frozen=True, slots=True)
class PanelRules:
    """The seats, the quotas sorted by id, and at most `employer_cap` members an employer.

    Chances are equal as far as the other rules allow, or weighted (DRW-19): then every
    candidate has a weight between 1 and `weight_limit`, and nobody's chance is more than
    the limit times that of somebody whom the rules treat alike. A limit of 1 is no weights.
    """

    seats: int
    quotas: tuple[QuotaRule, ...]
    employer_cap: int
    weight_limit: int = 1

    @property
    def weighted(self) -> bool:
        """Whether the candidates have weights."""
        return self.weight_limit > 1


class Candidate(NamedTuple):
    """One person who may be drawn: `meets` are the ids of the quotas the person counts for.

    An empty `employer` is a person without any: no cap then applies. Chances are fair in
    proportion to `weight`; without weights it is 1 for everybody.
    """

    pseudonym: str
    meets: frozenset[str]
    employer: str
    weight: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Candidates(Sequence[Candidate]):
    """All candidates in pool order, a column for each attribute; equal to a tuple of the same.

    `kinds` are the different sets of quotas that anybody meets, `kind_of` says everybody's by
    number; likewise `employers` and `employer_of`, which begin with `NO_EMPLOYER`.
    """

    names: Sequence[str]
    kinds: tuple[frozenset[str], ...]
    kind_of: Sequence[int]
    employers: tuple[str, ...]
    employer_of: Sequence[int]
    weights: Sequence[int]

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, number: int) -> Candidate: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Candidate, ...]: ...

    def __getitem__(self, number: int | slice) -> Candidate | tuple[Candidate, ...]:
        if isinstance(number, slice):
            return tuple(self)[number]
        kind, employer = self.kinds[self.kind_of[number]], self.employers[self.employer_of[number]]
        return Candidate(self.names[number], kind, employer, self.weights[number])

    def __iter__(self) -> Iterator[Candidate]:
        kinds = map(self.kinds.__getitem__, self.kind_of)
        employers = map(self.employers.__getitem__, self.employer_of)
        return map(Candidate, self.names, kinds, employers, self.weights)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Candidates | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def find(self, names: Collection[str]) -> Mapping[str, Candidate]:
        """These people by name, as far as they are candidates; nobody else is made for it."""
        return {name: self[number] for name, number in self.find_numbers(names).items()}

    def find_numbers(self, names: Collection[str]) -> Mapping[str, int]:
        """The number of each of these people, as far as they are candidates."""
        if not names:
            return {}
        return {name: number for number, name in enumerate(self.names) if name in names}

    def number_members(self, members: Sequence[str]) -> Sequence[int]:
        """The numbers of a cell's members, in their order; a cell of this pool has them already.

        Raises:
            KeyError: the name of one who is no candidate.
        """
        if isinstance(members, Members) and (
            members.pool is self.names or members.pool == self.names
        ):
            return members.numbers
        numbers = self.find_numbers(frozenset(members))
        return [numbers[member] for member in members]


@dataclass(frozen=True, slots=True, eq=False)
class Members(Sequence[str]):
    """The names of some candidates by their numbers in the pool; equal to a tuple of the same."""

    pool: Sequence[str]
    numbers: Sequence[int]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(map(self.pool.__getitem__, self.numbers[place]))
        return self.pool[self.numbers[place]]

    def __iter__(self) -> Iterator[str]:
        return map(self.pool.__getitem__, self.numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Members | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def line_up(candidates: Iterable[Candidate]) -> Candidates:
    """The same candidates in columns."""
    people = tuple(candidates)
    kinds, kind_of = number_values(map(attrgetter("meets"), people))
    employers, employer_of = number_values(map(attrgetter("employer"), people), [""])
    names = tuple(map(attrgetter("pseudonym"), people))
    weights = tuple(map(attrgetter("weight"), people))
    return Candidates(names, kinds, kind_of, employers, employer_of, weights)


def number_values(
    column: Iterable[Value], first: Iterable[Value] = ()
) -> tuple[tuple[Value, ...], Sequence[int]]:
    """The different values of a column, `first` and then as they come, and the number of each."""
    values = tuple(column)
    different = tuple(dict.fromkeys(chain(first, values)))
    numbers = dict(zip(different, range(len(different)), strict=True))
    return different, tuple(map(numbers.__getitem__, values))


@dataclass(frozen=True, slots=True, init=False)
class PanelProblem:
    """The frozen input of one draw; `candidates` in pool order, each pair sorted inside.

    `conflicts` are pairs of pseudonyms who must not sit together.
    """

    rules: PanelRules
    candidates: Candidates
    conflicts: frozenset[tuple[str, str]]

    def __init__(
        self,
        rules: PanelRules,
        candidates: Iterable[Candidate],
        conflicts: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        held = candidates if isinstance(candidates, Candidates) else line_up(candidates)
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "candidates", held)
        object.__setattr__(self, "conflicts", conflicts)

    def without(self, people: Collection[str]) -> "PanelProblem":
        """The same draw without these people and the conflicts that they have."""
        left = (one for one in self.candidates if one.pseudonym not in people)
        pairs = (it for it in self.conflicts if it[0] not in people and it[1] not in people)
        return PanelProblem(self.rules, left, frozenset(pairs))


@dataclass(frozen=True, slots=True)
class Cell:
    """Candidates whom no rule tells apart, all of one `weight`, in pool order.

    `employer` names the employer group where it was split off (its cap is then a rule
    of the cells); `person` the one candidate who was split off for personal conflicts.
    """

    meets: frozenset[str]
    members: Sequence[str]
    employer: str | None = None
    person: str | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """How many seats each cell gets, by the cells' order, and the row's integer weight."""

    seats: tuple[int, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class PatternTable:
    """The committed lottery: cells and weighted patterns; weights add up to `total`."""

    cells: tuple[Cell, ...]
    patterns: tuple[Pattern, ...]

    @property
    def total(self) -> int:
        """The sum of all weights."""
        return sum(pattern.weight for pattern in self.patterns)
