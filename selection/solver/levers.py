"""What may be offered to somebody whose request cannot be met: each rule and its reach.

Its one job is this list; it must not hold anything that excludes a person by law, and it
must not search. A lever changes one number of the rules in one direction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from selection.problem import PanelRules, QuotaRule

RAISE_GROUP_CAP: Final = "SHF-15.raise_group_cap"


@dataclass(frozen=True, slots=True)
class Lever:
    """One rule that may be changed, how far, and what the rules look like afterwards."""

    code: str
    quota: str
    before: int
    direction: int
    most: int
    apply: Callable[[PanelRules, int], PanelRules]


def list_levers(rules: PanelRules) -> Iterator[Lever]:
    """What may be offered, the mildest first; recusals and direct seats are not among them.

    The quotas of groups of employers share one cap, so they are raised together.
    """
    movable = tuple(quota for quota in rules.quotas if not quota.fixed)
    for quota in movable:
        yield Lever(
            "SHF-11.lower_minimum", quota.id, quota.minimum, -1, quota.minimum, _lower(quota)
        )
    for quota in movable:
        room = rules.seats - quota.maximum
        yield Lever("SHF-12.raise_maximum", quota.id, quota.maximum, 1, room, _raise(quota))
    yield Lever("SHF-14.fewer_seats", "", rules.seats, -1, rules.seats - 1, _take_seats)
    room = rules.seats - rules.employer_cap
    yield Lever("SHF-13.raise_employer_cap", "", rules.employer_cap, 1, room, _raise_cap)
    for cap in sorted({quota.maximum for quota in rules.quotas if quota.of_group}):
        yield Lever(RAISE_GROUP_CAP, "", cap, 1, rules.seats - cap, _raise_groups)


def _lower(quota: QuotaRule) -> Callable[[PanelRules, int], PanelRules]:
    return lambda rules, by: _edit_quota(rules, quota.id, lower=by)


def _raise(quota: QuotaRule) -> Callable[[PanelRules, int], PanelRules]:
    return lambda rules, by: _edit_quota(rules, quota.id, higher=by)


def _edit_quota(rules: PanelRules, quota: str, lower: int = 0, higher: int = 0) -> PanelRules:
    edited = tuple(
        replace(rule, minimum=rule.minimum - lower, maximum=rule.maximum + higher)
        if rule.id == quota
        else rule
        for rule in rules.quotas
    )
    return replace(rules, quotas=edited)


def _take_seats(rules: PanelRules, by: int) -> PanelRules:
    return replace(rules, seats=rules.seats - by)


def _raise_groups(rules: PanelRules, by: int) -> PanelRules:
    raised = tuple(
        replace(rule, maximum=rule.maximum + by) if rule.of_group else rule for rule in rules.quotas
    )
    return replace(rules, quotas=raised)


def _raise_cap(rules: PanelRules, by: int) -> PanelRules:
    return replace(rules, employer_cap=rules.employer_cap + by)
