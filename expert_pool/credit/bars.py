"""Who is kept from coming back: findings for an application of somebody under a measure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from expert_pool.credit.measures import Measure
from expert_pool.findings import Finding
from expert_pool.policy import Policy


@dataclass(frozen=True, slots=True)
class Bar:
    """A suspension or removal in force until a day, that day included; None is for life."""

    measure: Measure
    until: date | None


def find_bars(bars: Iterable[Bar], policy: Policy, as_of: date) -> tuple[Finding, ...]:
    """EVA-05: what stands against admitting somebody on this day; no office overrules it there."""
    return tuple(_finding(bar, policy) for bar in bars if bar.until is None or as_of <= bar.until)


def _finding(bar: Bar, policy: Policy) -> Finding:
    if bar.until is None:
        return policy.finding("EVA-05.removed_for_life")
    word = "suspended" if bar.measure is Measure.SUSPENSION else "removed"
    return policy.finding(f"EVA-05.{word}_until", until=bar.until.isoformat())
