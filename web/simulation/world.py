"""What the audit of a simulated year is told beside the log: people, panels as wished for, names.

Plain values of the standard library, so that the audit depends on nothing of the service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works or worked; `left` is None for a present post.

    `main` is the employment under which an employer is counted, not a post beside it.
    """

    unit: str
    main: bool
    began: date
    left: date | None


@dataclass(frozen=True, slots=True)
class Somebody:
    """An expert as the audit knows one."""

    id: str
    name: str
    kind: str
    born: date
    active: bool
    may_be_older: bool
    posts: tuple[Post, ...]
    avoided: frozenset[str]
    kin: tuple[tuple[str, str], ...]
    fields: frozenset[str]
    confirmed: date


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many members of a kind, or of a field, a panel must have."""

    attribute: str
    values: frozenset[str]
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """A panel as it was wished for: its days, rules and parties."""

    request: str
    first: date
    last: date
    seats: int
    employer_cap: int
    wanted: tuple[Wanted, ...]
    programme: str
    fields: frozenset[str]
    lead: str
    units: frozenset[str]
    people: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Paid:
    """What one payment list pays one expert for a panel: halves by day, amounts in fen."""

    panel: str
    expert: str
    at: datetime
    halves: Mapping[date, int]
    gross: int
    tax: int
    net: int


@dataclass(frozen=True, slots=True)
class Case:
    """Whose case of an integrity file it is, and the event that opened it."""

    expert: str
    event: str


@dataclass(frozen=True, slots=True)
class World:
    """Everything beside the log.

    `draws` give the request behind a draw, `hashes` the draw of a commitment, `names` the expert
    behind a draw's pseudonym, `dealt` the pseudonyms of a draw's panel. Leaves are whose, when
    noted, first and last day. `paid` is what lists pay that were handed in. `working` are the
    working days of the year.
    """

    people: Mapping[str, Somebody]
    panels: Mapping[str, Sitting]
    draws: Mapping[str, str]
    hashes: Mapping[str, str]
    names: Mapping[tuple[str, str], str]
    dealt: Mapping[str, tuple[str, ...]]
    leaves: Sequence[tuple[str, date, date, date]]
    paid: Sequence[Paid] = ()
    cases: Mapping[str, Case] = field(default_factory=dict)
    working: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log, opened; `state` is the one that the act led to.

    `actor` is an account, `reason` a code.
    """

    at: datetime
    act: str
    subject: str
    request: str
    after: Mapping[str, object]
    state: str = ""
    reason: str = ""
    actor: str = ""
