"""What the draw knows, frozen: rules, candidates by pseudonym, personal conflicts.

Everything after the screening works on this value alone, and the receipt commits to
it. Names, units and attributes stay outside: a candidate is a pseudonym, the quotas
that this person counts for, and a pseudonym of the employer group.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

FIXED: Final = "fixed:"
"""How the ids of quotas begin that nobody asked for in numbers: direct seats and groups of
employers. Where a panel is short none of them is offered for a change by itself."""
GROUPS: Final = f"{FIXED}group:"
"""How the ids of quotas of groups of employers begin; they share one number, the group's cap."""


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
    proportion to `weight`; without weights it is 1 for everybody. A tuple, because a million of
    them are made in less than half the time.
    """

    pseudonym: str
    meets: frozenset[str]
    employer: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class PanelProblem:
    """The frozen input of one draw; `candidates` in pool order, each pair sorted inside.

    `conflicts` are pairs of pseudonyms who must not sit together.
    """

    rules: PanelRules
    candidates: tuple[Candidate, ...]
    conflicts: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """Candidates whom no rule tells apart, all of one `weight`, in pool order.

    `employer` names the employer group where it was split off (its cap is then a rule
    of the cells); `person` the one candidate who was split off for personal conflicts.
    """

    meets: frozenset[str]
    members: tuple[str, ...]
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
