"""The ladder of measures (rule EVA-06): what a rule proposes, and what people may decide.

A proposal decides nothing: two people do, within the range of the rule, or for no measure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from expert_pool.conflicts import months_before
from expert_pool.credit.kinds import NEUTRAL, SERIOUS, CreditKind
from expert_pool.findings import Finding
from expert_pool.policy import Policy

_YEAR: Final = 12


class Measure(StrEnum):
    """The rungs, from none at all to never again."""

    NONE = "none"
    NOTE = "note"
    WARNING = "warning"
    SUSPENSION = "suspension"
    REMOVAL = "removal"
    REMOVAL_FOR_LIFE = "removal_for_life"


@dataclass(frozen=True, slots=True)
class Term:
    """How many months a measure may stand; both bounds are allowed."""

    fewest: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A measure and its months; months are 0 where the measure has no term."""

    measure: Measure
    months: int = 0


@dataclass(frozen=True, slots=True)
class FiledEvent:
    """An event of the earlier file; it `counts` once a measure for it was confirmed."""

    kind: CreditKind
    occurred_on: date
    counts: bool


_LIGHT: Final = frozenset({CreditKind.LATE, CreditKind.WEAK_WORK})
_LIGHT_OR_ABSENT: Final = _LIGHT | {CreditKind.ABSENCE}
_FOR_LIGHT: Final = (Measure.NONE, Measure.NOTE, Measure.WARNING)
_FOR_ABSENCE: Final = (*_FOR_LIGHT, Measure.SUSPENSION)
_FOR_SERIOUS: Final = (Measure.NONE, Measure.REMOVAL)
_LADDER: Final[Mapping[CreditKind, tuple[Measure, ...]]] = {
    **dict.fromkeys(sorted(NEUTRAL), ()),
    **dict.fromkeys(sorted(_LIGHT), _FOR_LIGHT),
    CreditKind.ABSENCE: _FOR_ABSENCE,
    **dict.fromkeys(sorted(SERIOUS), _FOR_SERIOUS),
}


def offered(kind: CreditKind, policy: Policy) -> tuple[Measure, ...]:
    """The measures that people may choose from for an event of this kind."""
    for_life = kind in SERIOUS and policy.boolean("sanction_permanent")
    return (*_LADDER[kind], *((Measure.REMOVAL_FOR_LIFE,) if for_life else ()))


def term_of(measure: Measure, policy: Policy) -> Term:
    """How long a measure may stand by the policy."""
    repeat, absence = (
        policy.integer(name) for name in ("credit_repeat_months", "sanction_absence_months")
    )
    years = (policy.integer(name) for name in ("sanction_min_years", "sanction_max_years"))
    bounds = {
        Measure.WARNING: Term(repeat, repeat),
        Measure.SUSPENSION: Term(min(1, absence), absence),
        Measure.REMOVAL: Term(*(_YEAR * number for number in years)),
    }
    return bounds.get(measure, Term())


def propose(
    kind: CreditKind, occurred_on: date, earlier: Iterable[FiledEvent], policy: Policy
) -> Decision | None:
    """What the rule proposes for an event, given the earlier file; None where nothing follows.

    Lateness or weak work is noted, and warned of once it is repeated within the months of
    the policy; unexcused absence leads to a suspension; what is serious to a removal, and
    repeated to the longest one. Never again is for people to propose.
    """
    if kind in NEUTRAL:
        return None
    before = [it for it in earlier if it.counts and it.occurred_on <= occurred_on]
    if kind in SERIOUS:
        years = term_of(Measure.REMOVAL, policy)
        again = any(it.kind in SERIOUS for it in before)
        return Decision(Measure.REMOVAL, years.most if again else years.fewest)
    if kind is CreditKind.ABSENCE:
        return Decision(Measure.SUSPENSION, term_of(Measure.SUSPENSION, policy).most)
    if _repeated(before, occurred_on, policy):
        return Decision(Measure.WARNING, term_of(Measure.WARNING, policy).most)
    return Decision(Measure.NOTE)


def _repeated(before: Collection[FiledEvent], day: date, policy: Policy) -> bool:
    since = months_before(day, policy.integer("credit_repeat_months"))
    return any(it.kind in _LIGHT_OR_ABSENT and it.occurred_on > since for it in before)


def find_decision_faults(
    kind: CreditKind, decision: Decision, policy: Policy
) -> tuple[Finding, ...]:
    """What is wrong with a decision: another measure than the rule has, or another term."""
    if decision.measure not in offered(kind, policy):
        return (policy.finding("EVA-06.measure_not_offered"),)
    term = term_of(decision.measure, policy)
    if not term.fewest <= decision.months <= term.most:
        return (policy.finding("EVA-06.term_out_of_range", fewest=term.fewest, most=term.most),)
    return ()
