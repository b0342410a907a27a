"""An alarm: a finding, whom and what it is about, and the requests or draws that it rests on."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from expert_pool.audit.canonical import digest
from expert_pool.findings import Finding, Param, Severity

LEVEL: Final = Fraction(1, 10_000)
"""A pattern of chance raises an alarm where chance alone would show it, among everything that
was compared (Bonferroni), less than once in ten thousand times."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What stands out. `about` and `evidence` are ids with their kind, such as `draw:…`.

    The key names the very facts: one more draw makes another alarm, which nobody has seen yet.
    """

    finding: Finding
    about: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for the same facts, as 64 hexadecimal digits."""
        return digest({"code": self.finding.code, "about": self.about, "evidence": self.evidence})


def raise_alarm(
    code: str, about: tuple[str, ...], evidence: tuple[str, ...], **numbers: Param
) -> Alarm:
    """An alarm with its numbers."""
    finding = Finding(code, Severity.SOFT, "", tuple(sorted(numbers.items())))
    return Alarm(finding, tuple(sorted(about)), tuple(sorted(evidence)))


def once_in(chance: Fraction) -> int:
    """A chance as "once in so many", rounded down; nothing is rarer than can be written."""
    return min(chance.denominator // chance.numerator, 10**15) if chance else 10**15


def corrected(chance: Fraction, compared: int) -> Fraction:
    """The chance that any of so many comparisons shows this much (Bonferroni)."""
    return min(Fraction(1), chance * compared)
