"""A shortfall as an officer may read it: no number of people below ten, and none that follows.

Its one job is to fold what `explain_shortfall` found, so that the explanation tells no more
than the live counts beside it. Proposals that would name such a number are widened to the
end of their rule, and tried again; those that then do not help are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
_MINIMUM: Final = "SHF-11.lower_minimum"
_MAXIMUM: Final = "SHF-12.raise_maximum"
_CAP: Final = "SHF-13.raise_employer_cap"
_SEATS: Final = "SHF-14.fewer_seats"
_TELLING: Final = frozenset({"available", "least"})


@dataclass(frozen=True, slots=True)
class _Step:
    """One changed number of the rules."""

    code: str
    quota: str
    before: int
    after: int


def fold_shortfall(problem: PanelProblem, shortfall: Shortfall, least_seats: int) -> Shortfall:
    """The shortfall with every number of people below ten folded.

    `least_seats` is the smallest panel that the rules of the city allow: a proposal of fewer
    seats that would name a number below ten goes there at once.
    """
    ways = (_widen(problem, way, least_seats) for way in shortfall.ways_out)
    kept = tuple(dict.fromkeys(way for way in ways if way is not None))
    return Shortfall(_fold(shortfall.bottleneck, problem.rules), (), kept)


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


def _widen(problem: PanelProblem, way: WayOut, least_seats: int) -> WayOut | None:
    """The way out with numbers that may be told; None where it helps no more."""
    exact = tuple(_read(change) for change in way.changes)
    steps = tuple(_reach(step, problem.rules, least_seats) for step in exact)
    rules = _apply(problem.rules, steps)
    widened = replace(problem, rules=rules)
    if any(step.code == _SEATS and step.after >= step.before for step in steps):
        return None
    if steps != exact and not isinstance(find_feasibility(widened), Feasible):
        return None
    changes = (_write(it, step) for it, step in zip(way.changes, steps, strict=True))
    return WayOut(tuple(changes), rules)


def _reach(step: _Step, rules: PanelRules, least_seats: int) -> _Step:
    """The same step, taken to the end of its rule where its number tells of few people.

    The employer's cap stays as it is: it says how many may come from one employer, and not
    how many there are.
    """
    if step.code == _MAXIMUM:
        return step if rules.seats - step.after >= SHOWN_FROM else replace(step, after=rules.seats)
    if step.code == _CAP or step.after >= SHOWN_FROM:
        return step
    return replace(step, after=least_seats if step.code == _SEATS else 0)


def _read(change: Finding) -> _Step:
    number = {name: int(change.param(name) or 0) for name in ("before", "after")}
    return _Step(change.code, str(change.param("quota") or ""), number["before"], number["after"])


def _write(change: Finding, step: _Step) -> Finding:
    told: dict[str, Param] = {"after": step.after, "by": abs(step.after - step.before)}
    return replace(
        change, params=tuple((name, told.get(name, value)) for name, value in change.params)
    )


def _apply(rules: PanelRules, steps: Iterable[_Step]) -> PanelRules:
    """The rules after these steps; no quota's maximum is left above the seats."""
    changed = {(step.code, step.quota): step.after for step in steps}
    seats = changed.get((_SEATS, ""), rules.seats)
    quotas = tuple(
        replace(
            quota,
            minimum=changed.get((_MINIMUM, quota.id), quota.minimum),
            maximum=min(seats, changed.get((_MAXIMUM, quota.id), quota.maximum)),
        )
        for quota in rules.quotas
    )
    cap = changed.get((_CAP, ""), rules.employer_cap)
    return PanelRules(seats=seats, quotas=quotas, employer_cap=cap)
