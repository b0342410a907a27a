"""How an expert's employer is counted: the unit by itself, and with the units of its group.

Its one job is rule COI-14 in two numbers. The draw knows one cap by employer; where a
group may send more than one unit may, each group that could send too many becomes a quota
of its own, so that solver, deal and verifiers need no second cap.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from expert_pool.conflicts import employer_group, employer_itself
from expert_pool.experts import Expert
from selection.problem import GROUPS, QuotaRule
from selection.requests import PanelRequest

GROUP: Final = GROUPS


def employer_keys(expert: Expert, request: PanelRequest) -> tuple[str, str]:
    """Under what the employer is counted, and the group where that has a cap of its own."""
    group = employer_group(expert, request.review)
    if not _counts_units(request):
        return group, ""
    return employer_itself(expert, request.review), group


def effective_cap(request: PanelRequest) -> int:
    """How many may come from what `employer_keys` counts under."""
    if request.group_cap is None or _counts_units(request):
        return request.employer_cap
    return min(request.employer_cap, request.group_cap)


def crowded_groups(employers: Iterable[tuple[str, str]], request: PanelRequest) -> tuple[str, ...]:
    """The groups of which the caps of their units alone would let too many sit.

    `employers` are the keys of all candidates, one pair a person.
    """
    people: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for unit, group in employers:
        if group:
            people[group][unit] += 1
    return tuple(
        group
        for group, units in sorted(people.items())
        if sum(min(held, request.employer_cap) for held in units.values())
        > (request.group_cap or request.seats)
    )


def group_quotas(
    groups: Iterable[str], request: PanelRequest, pseudonyms: Mapping[str, str]
) -> dict[str, QuotaRule]:
    """The quota of each crowded group, called by the pseudonym of the group.

    Raises:
        KeyError: where a group has no pseudonym.
    """
    most = min(request.group_cap or request.seats, request.seats)
    return {group: QuotaRule(GROUP + pseudonyms[group], 0, most) for group in groups}


def _counts_units(request: PanelRequest) -> bool:
    """Whether a group may send more than one of its units, so that both are counted."""
    return request.group_cap is not None and request.group_cap > request.employer_cap
