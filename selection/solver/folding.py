"""A shortfall as an officer may read it: no number of people below ten, and none that follows.

Its one job is to fold what `explain_shortfall` found, so that the explanation tells no more
than the live counts beside it. A proposal whose number would tell of few people says what
gives way and not how far; its rules are still the least change that helps.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from expert_pool.findings import Finding, Param
from selection.counts import SHOWN_FROM
from selection.problem import PanelProblem, PanelRules
from selection.solver.feasibility import Feasible, find_feasibility
from selection.solver.shortfall import Shortfall, WayOut

_WITHOUT_NUMBER: Final[Mapping[str, str]] = {
    "SHF-01.too_few_candidates": "SHF-01.candidates_under_ten",
    "SHF-02.quota_too_few": "SHF-02.quota_under_ten",
    "SHF-03.employers_too_few": "SHF-03.employers_short",
    "SHF-04.quota_employers_too_few": "SHF-04.quota_employers_short",
    "SHF-05.quota_squeezed": "SHF-05.quota_not_reached",
    "SHF-06.seats_squeezed": "SHF-06.seats_not_reached",
    "SHF-07.quota_overfull": "SHF-07.quota_exceeded",
}
_SEATS: Final = "SHF-14.fewer_seats"
UNTOLD: Final[Mapping[str, str]] = {
    "SHF-11.lower_minimum": "SHF-11.lower_minimum_untold",
    "SHF-12.raise_maximum": "SHF-12.raise_maximum_untold",
    _SEATS: "SHF-14.fewer_seats_untold",
}
"""Changes by a number that counts people; the cap of an employer counts nobody."""
_TELLING: Final = frozenset({"available", "least"})
_REACHED: Final = frozenset({"after", "by"})


def fold_shortfall(problem: PanelProblem, shortfall: Shortfall, sizes: range) -> Shortfall:
    """The shortfall with every number of people below ten folded.

    `sizes` are the panels that the rules of the city allow: fewer seats are proposed down to
    the next of them, as long as that helps. Of ways that then read the same, the cheapest is
    left.
    """
    told: dict[tuple[Finding, ...], WayOut] = {}
    for found in shortfall.ways_out:
        way = _fit_size(problem, found, sizes)
        if way is not None:
            changes = tuple(_fold_change(change, problem.rules) for change in way.changes)
            told.setdefault(changes, replace(way, changes=changes))
    return Shortfall(_fold(shortfall.bottleneck, problem.rules), (), tuple(told.values()))


def _fit_size(problem: PanelProblem, way: WayOut, sizes: range) -> WayOut | None:
    """The way with seats that the city allows; None where none of them helps."""
    before, seats = problem.rules.seats, way.rules.seats
    if seats == before or seats in sizes:
        return way
    wanted = max((size for size in sizes if size < seats), default=0)
    rules = _with_seats(way.rules, wanted)
    if not wanted or not isinstance(find_feasibility(replace(problem, rules=rules)), Feasible):
        return None
    return WayOut(tuple(_with_size(change, before, wanted) for change in way.changes), rules)


def _with_seats(rules: PanelRules, seats: int) -> PanelRules:
    """Fewer seats; no quota's maximum is left above them."""
    quotas = (replace(quota, maximum=min(seats, quota.maximum)) for quota in rules.quotas)
    return replace(rules, seats=seats, quotas=tuple(quotas))


def _with_size(change: Finding, before: int, seats: int) -> Finding:
    if change.code != _SEATS:
        return change
    told: dict[str, Param] = {"after": seats, "by": before - seats}
    return replace(
        change, params=tuple((name, told.get(name, value)) for name, value in change.params)
    )


def _fold_change(change: Finding, rules: PanelRules) -> Finding:
    """The change, without how far it goes where that tells of fewer than ten people."""
    code = UNTOLD.get(change.code)
    if code is None or not _reaches_few(change, rules):
        return change
    kept = tuple((name, value) for name, value in change.params if name not in _REACHED)
    return replace(change, code=code, params=kept)


def _reaches_few(change: Finding, rules: PanelRules) -> bool:
    after = int(change.param("after") or 0)
    # The members whom a quota cannot avoid leave so many seats to everybody else.
    people = rules.seats - after if change.code == "SHF-12.raise_maximum" else after
    return people < SHOWN_FROM


def _fold(bottleneck: Finding, rules: PanelRules) -> Finding:
    """The bottleneck, without its number where that is one of fewer than ten people."""
    code = _WITHOUT_NUMBER.get(bottleneck.code)
    if code is None or not _tells_few(bottleneck, rules):
        return bottleneck
    kept = tuple((name, value) for name, value in bottleneck.params if name not in _TELLING)
    return replace(bottleneck, code=code, params=kept)


def _tells_few(finding: Finding, rules: PanelRules) -> bool:
    told = dict(finding.params)
    # The members whom a quota cannot avoid leave so many seats to everybody else.
    people = told.get("available", rules.seats - int(told.get("least", 0)))
    return int(people) < SHOWN_FROM
