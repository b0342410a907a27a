"""What a rule found: a code with parameters, its weight and its legal source.

A rule never answers a bare yes or no, and never in words of a language: the
sentence for each code stands in the catalogues of `web/locale`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: hard blocks, soft asks a person, info only tells."""

    HARD = "hard"
    SOFT = "soft"
    INFO = "info"


Param = str | int | bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason, as a rule states it.

    `code` is the rule's id and what was seen, e.g. `ELG-02.over_age_limit`;
    `rule_id` is the part before the dot. `params` are sorted name and value pairs.
    """

    code: str
    severity: Severity
    source: str
    params: tuple[tuple[str, Param], ...] = ()

    @property
    def rule_id(self) -> str:
        """The rule of the policy that this finding comes from, e.g. `ELG-02`."""
        return self.code.partition(".")[0]

    def param(self, name: str) -> Param | None:
        """The value of one parameter, or None where the finding has no such one."""
        return dict(self.params).get(name)


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Whether any of the findings is hard, so that the person is out."""
    return any(finding.severity is Severity.HARD for finding in findings)
