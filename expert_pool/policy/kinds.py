"""The kinds of values that a parameter can have, and what is wrong with a given value.

Knows no parameter: which one is of which kind stands in `expert_pool.policy.schema`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod
from typing import Final, Protocol

WRONG_TYPE = "wrong_type"
OUT_OF_RANGE = "out_of_range"
NOT_A_CHOICE = "not_a_choice"
MOST_DRUMS: Final = 4
LEAST_OUTCOMES: Final = 1 << 24


class Kind(Protocol):
    """What a parameter's value must look like."""

    @property
    def expected(self) -> str:
        """What to write, for the error."""

    def problem(self, value: object) -> str:
        """Why a value cannot stand, or empty if it can."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    expected: str = "true | false"

    def problem(self, value: object) -> str:
        """A value other than true or false has the wrong type."""
        return "" if isinstance(value, bool) else WRONG_TYPE


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds, both allowed."""

    lowest: int
    highest: int

    @property
    def expected(self) -> str:
        """The bounds."""
        return f"{self.lowest} … {self.highest}"

    def problem(self, value: object) -> str:
        """A number with a fraction has the wrong type: shares are written as "2/3"."""
        if isinstance(value, bool) or not isinstance(value, int):
            return WRONG_TYPE
        return "" if self.lowest <= value <= self.highest else OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class Share:
    """An exact share or factor between two bounds, written as "2/3" or "1"."""

    lowest: int
    highest: int

    @property
    def expected(self) -> str:
        """The form and the bounds."""
        return f'"1/2" ({self.lowest} … {self.highest})'

    def problem(self, value: object) -> str:
        """Only a quoted fraction of whole numbers is exact."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]+(/[1-9][0-9]*)?", value):
            return WRONG_TYPE
        return "" if self.lowest <= Fraction(value) <= self.highest else OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the choices that the service knows; names separated by spaces."""

    names: str

    @property
    def expected(self) -> str:
        """The choices."""
        return self.names.replace(" ", " | ")

    def problem(self, value: object) -> str:
        """A text that is no choice would silently switch a rule off."""
        if not isinstance(value, str):
            return WRONG_TYPE
        return "" if value in self.names.split() else NOT_A_CHOICE


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Several codes without repetition; any codes where no names are given.

    `always` are names that no list may leave out.
    """

    names: str = ""
    least: int = 0
    always: str = ""

    @property
    def expected(self) -> str:
        """The choices, those that may be left out in round brackets where others may not."""
        always = set(self.always.split())
        told = (f"({it})" if always and it not in always else it for it in self.names.split())
        return f"[{', '.join(told)}]"

    def problem(self, value: object) -> str:
        """The codes themselves are compared with the code lists where they refer to one."""
        if not isinstance(value, tuple):
            return WRONG_TYPE
        if len(set(value)) < len(value) or not all(value) or len(value) < self.least:
            return NOT_A_CHOICE
        known = not self.names or set(value) <= set(self.names.split())
        return "" if known and set(self.always.split()) <= set(value) else NOT_A_CHOICE


@dataclass(frozen=True, slots=True)
class SomeRules:
    """Several rules by their ids without repetition; their order counts."""

    names: str

    @property
    def expected(self) -> str:
        """The rules to choose from."""
        return SomeOf(self.names).expected

    def problem(self, value: object) -> str:
        """As for other lists of choices."""
        return SomeOf(self.names).problem(value)


@dataclass(frozen=True, slots=True)
class Drums:
    """What a public lottery draws: so many numbers of so many, for up to four drums."""

    expected: str = '["6/33", "1/16"]'

    def problem(self, value: object) -> str:
        """Fewer than 2^24 outcomes are too few for a seed."""
        if not isinstance(value, tuple):
            return WRONG_TYPE
        found = [re.fullmatch(r"([1-9][0-9]?)/([1-9][0-9]?)", one) for one in value]
        if len(found) > MOST_DRUMS or not all(found):
            return NOT_A_CHOICE
        outcomes = prod(comb(int(it[2]), int(it[1])) for it in found if it)
        return "" if outcomes >= LEAST_OUTCOMES else OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    expected: str = "HH:MM"

    def problem(self, value: object) -> str:
        """Hours and minutes with two digits each."""
        if not isinstance(value, str):
            return WRONG_TYPE
        fits = re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value)
        return "" if fits else OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class Text:
    """Any text that is not empty."""

    expected: str = "text"

    def problem(self, value: object) -> str:
        """An empty text says nothing."""
        return "" if isinstance(value, str) and value else WRONG_TYPE
