"""The parts of the documents that hold a weight where chances are weighted, and nothing else then.

Its one job is their shape. With `weight_limit` in the rules every level, cell and entry has a
`weight` from 1 to that limit; without it none of them has the key, so that a draw without
weights has the same bytes as before there were any.
"""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from selection.documents.fields import (
    LARGEST_POOL,
    LARGEST_WEIGHT,
    Count,
    Document,
    Name,
    Seats,
    Secret,
    Whole,
)

ABSENT = 0


def _is_absent(number: int) -> bool:
    return number == ABSENT


Weight = Annotated[int, Field(ge=1, le=LARGEST_WEIGHT, exclude_if=_is_absent)]
Limit = Annotated[int, Field(ge=2, le=LARGEST_WEIGHT, exclude_if=_is_absent)]


class Quota(Document):
    """Between `minimum` and `maximum` members count for this quota."""

    id: Name
    minimum: Seats
    maximum: Seats


class Rules(Document):
    """Seats, quotas sorted by id, at most `employer_cap` members of one employer, the limit."""

    seats: Annotated[int, Field(ge=1, le=1000)]
    quotas: tuple[Quota, ...]
    employer_cap: Annotated[int, Field(ge=1, le=1000)]
    weight_limit: Limit = ABSENT

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        ids = [quota.id for quota in self.quotas]
        if ids != sorted(set(ids)):
            raise ValueError("quotas must be sorted by id, each once")
        return self

    def allow_weights(self, weights: Iterable[int]) -> bool:
        """Whether all are weights up to the limit; without a limit, whether none is there."""
        least = 1 if self.weight_limit else ABSENT
        return all(least <= weight <= self.weight_limit for weight in set(weights))


class Level(Document):
    """One chance of being drawn, as a fraction in lowest terms, and how many have it."""

    chance: tuple[Annotated[int, Field(ge=0, le=2**53 - 1)], Whole]
    candidates: Count
    weight: Weight = ABSENT


class CellEntry(Document):
    """One cell without its members: sorted quota ids, size, weight, and what was split off."""

    meets: tuple[Name, ...]
    size: Annotated[int, Field(ge=1, le=LARGEST_POOL)]
    employer: Name | None
    person: Name | None
    weight: Weight = ABSENT

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if list(self.meets) != sorted(set(self.meets)):
            raise ValueError("the ids of a cell must be sorted, each once")
        return self

    @property
    def key(self) -> tuple[tuple[str, ...], str | None, str | None, int]:
        """What its candidates have in common; no two cells have the same."""
        return self.meets, self.employer, self.person, self.weight


class PoolEntry(Document):
    """One candidate: pseudonym, employer ("" for none), sorted quota ids, weight; salted."""

    e: Name
    employer: Annotated[str, StringConstraints(pattern=r"^[!-~]{0,100}$")]
    meets: tuple[Name, ...]
    salt: Secret
    weight: Weight = ABSENT
