"""Whom soft rules spare a draw: left out as long as enough others remain (rule DRW-27).

Its one job is to make the policy's preferences felt before anything is drawn: a hard rule
excludes, a soft one gives way where no panel could be made otherwise. It must not decide
what is enough, and it spares nobody who sits without a draw.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from selection.candidates.membership import DIRECT
from selection.candidates.screening import Screened, Screening

_OF_PAIRS: Final = frozenset({"COI-09", "COI-10", "COI-13"})
"""Rules that speak about two candidates, so that no finding on one of them tells of it."""


def spare_candidates(
    screening: Screening, policy: Policy, is_enough: Callable[[Screening], bool]
) -> Screening:
    """The screening without those whom soft rules spare, and with those apart whom they part.

    Where the others are not enough, the rules give way one after the other, the last of
    the policy's list first. Who is spared keeps the rule as a reason of exclusion.
    """
    heard = _heard(screening) | _OF_PAIRS
    rules = tuple(rule for rule in policy.codes("spared_by") if rule in heard)
    tries = (_spare(screening, frozenset(rules[:n])) for n in range(len(rules), 0, -1))
    return next(filter(is_enough, tries), screening)


def list_given_way(screening: Screening, policy: Policy) -> tuple[str, ...]:
    """The soft rules that would have spared some candidate, had there been enough others."""
    left = _heard(screening) - screening.apart
    return tuple(rule for rule in policy.codes("spared_by") if rule in left)


def _heard(screening: Screening) -> frozenset[str]:
    """The rules that speak softly about a candidate."""
    return frozenset(
        finding.rule_id
        for one in screening.candidates
        for finding in one.findings
        if finding.severity is Severity.SOFT and DIRECT not in one.meets
    )


def _spare(screening: Screening, rules: frozenset[str]) -> Screening:
    spared = tuple(one for one in screening.candidates if _is_spared(one, rules))
    ids = frozenset(one.expert.id for one in spared)
    return replace(
        screening,
        candidates=tuple(one for one in screening.candidates if one.expert.id not in ids),
        excluded=(*screening.excluded, *(_harden(one, rules) for one in spared)),
        apart=rules,
    )


def _is_spared(one: Screened, rules: frozenset[str]) -> bool:
    return DIRECT not in one.meets and any(_speaks(it, rules) for it in one.findings)


def _speaks(finding: Finding, rules: frozenset[str]) -> bool:
    return finding.severity is Severity.SOFT and finding.rule_id in rules


def _harden(one: Screened, rules: frozenset[str]) -> Screened:
    """The same findings; those that spare weigh as much as a hard one in this draw."""
    found = (
        replace(it, severity=Severity.HARD) if _speaks(it, rules) else it for it in one.findings
    )
    return replace(one, findings=tuple(found))
