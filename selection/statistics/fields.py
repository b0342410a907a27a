"""How many members each technical field has beside what panels asked for: where the pool is thin.

Its one job is these sums, over the tree of fields. It knows nobody, and does not say who may
read the exact numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from expert_pool.vocabulary import CodeLists
from selection.requests import Attribute, Condition, PanelRequest


class Depth(StrEnum):
    """How far the members of a field go, the worst first."""

    SHORT = "short"
    THIN = "thin"
    ENOUGH = "enough"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asked of its members: seats by field, of all the seats it has."""

    seats: int
    fields: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FieldDepth:
    """A field with all below it: its members, and what was asked of them.

    `seats` are those of all requests together, `largest` those of the one that asked for most,
    and `needed` are so many members that the rule on thin pools (POL-07) says nothing.
    """

    code: str
    members: int
    requests: int
    seats: int
    largest: int
    needed: int

    @property
    def depth(self) -> Depth:
        """Whether the largest request could be drawn, and with enough to choose from."""
        if not self.largest:
            return Depth.UNASKED
        if self.members < self.largest:
            return Depth.SHORT
        return Depth.THIN if self.members < self.needed else Depth.ENOUGH

    @property
    def missing(self) -> int:
        """How many more members the largest request would need."""
        return max(0, self.needed - self.members)

    @property
    def chance(self) -> float | None:
        """The mean chance of a member in the largest request; None where it cannot be drawn."""
        if not self.largest or self.members < self.largest:
            return None
        return self.largest / self.members


def fields_asked(request: PanelRequest) -> Asked:
    """The seats that a request keeps for each field, by its conditions and smallest quotas.

    Where several fields would do, the seats are divided between them, rounded up.
    """
    asked: Counter[str] = Counter()
    for condition in request.conditions:
        _count(asked, condition, request.seats)
    for quota in request.quotas:
        for condition in quota.conditions:
            _count(asked, condition, quota.minimum)
    return Asked(request.seats, MappingProxyType(dict(asked)))


def _count(asked: Counter[str], condition: Condition, seats: int) -> None:
    if condition.attribute is Attribute.FIELD and seats:
        for code in condition.values:
            asked[code] += -(-seats // len(condition.values))


def measure_fields(
    members: Iterable[Collection[str]],
    requests: Iterable[Asked],
    lists: CodeLists,
    multiple: int,
) -> tuple[FieldDepth, ...]:
    """Every field of the list with its members and its demand, in the order of the list.

    `members` are the fields of each member; who works in several counts once in what they
    have in common. A code that the list does not know any more counts nowhere.
    """
    have: Counter[str] = Counter()
    for fields in members:
        have.update(
            {it for code in fields if code in lists.fields for it in lists.field_path(code)}
        )
    wanted: dict[str, list[int]] = defaultdict(list)
    for asked in requests:
        for code, seats in _upwards(asked, lists).items():
            wanted[code].append(min(seats, asked.seats))
    return tuple(
        FieldDepth(
            code,
            have[code],
            len(wanted[code]),
            sum(wanted[code]),
            max(wanted[code], default=0),
            multiple * max(wanted[code], default=0),
        )
        for code in lists.fields
    )


def _upwards(asked: Asked, lists: CodeLists) -> Counter[str]:
    """What was asked of a field was asked of every field above it."""
    found: Counter[str] = Counter()
    for code, seats in asked.fields.items():
        for above in lists.field_path(code) if code in lists.fields else ():
            found[above] += seats
    return found
