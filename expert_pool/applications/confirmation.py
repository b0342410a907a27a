"""Until when a member's data count as confirmed, and from when to remind: POL-01 and POL-02.

Pure: dates in, dates out. Who confirms, and how it is stored, is for `expert_pool.admission`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from expert_pool.conflicts import months_before
from expert_pool.experts import Expert
from expert_pool.policy import Policy

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The day of the last confirmation, and the terms of the policy."""

    last: date | None
    months: int
    remind_days: int

    def counts_on(self, day: date) -> bool:
        """Whether the data are recent enough for a draw on this day (POL-01)."""
        return self.last is not None and self.last >= months_before(day, self.months)

    def is_due_on(self, day: date) -> bool:
        """Whether to remind the expert: the days of the reminder have begun, or more (POL-02)."""
        return not self.counts_on(day + timedelta(days=self.remind_days))

    @property
    def until(self) -> date | None:
        """The last day on which the data count as confirmed; none where they never were."""
        if self.last is None:
            return None
        # A month lasts 31 days at most; then at most a few months shorter than that are left.
        day = self.last + timedelta(days=31 * self.months)
        while not self.counts_on(day):
            day -= _DAY
        return day


def find_confirmation(expert: Expert, policy: Policy) -> Confirmation:
    """When this expert last confirmed the data, with the terms that hold.

    An admission counts as a confirmation: the data were verified then.
    """
    days = [day for day in (expert.confirmed_on, expert.admitted_on) if day is not None]
    return Confirmation(
        max(days, default=None),
        policy.integer("reverify_months"),
        policy.integer("reverify_remind_days"),
    )
