"""The odds of a draw in numbers, as stored beside it: chances and counts, nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OddsNumbers:
    """How the chances lie: `levels`, lowest first, each with its number of candidates.

    Nobody's chance in the table is more than `gap` below the level; `certified` says that
    plain arithmetic has confirmed the levels, and that the table reaches them.
    """

    candidates: int
    lowest: Fraction
    highest: Fraction
    gini: Fraction
    gap: Fraction
    certified: bool
    levels: tuple[tuple[Fraction, int], ...]

    @property
    def equal(self) -> Fraction:
        """The chance of everybody if all were alike: the seats over the candidates."""
        return sum((chance * count for chance, count in self.levels), Fraction(0)) / self.candidates


def read_numbers(summary: Json) -> OddsNumbers:
    """The odds from the summary of a draw, or from a report."""
    levels, candidates = summary["levels"], summary["candidates"]
    return OddsNumbers(
        candidates=candidates if isinstance(candidates, int) else 0,
        lowest=_fraction(summary["lowest"]),
        highest=_fraction(summary["highest"]),
        gini=_fraction(summary["gini"]),
        gap=_fraction(summary["gap"]),
        certified=summary.get("certified") is True,
        levels=tuple(
            (_fraction(chance), int(count))
            for chance, count in (levels if isinstance(levels, list) else ())
        ),
    )


def _fraction(value: object) -> Fraction:
    return Fraction(str(value))
