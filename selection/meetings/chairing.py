"""Who leads the panel: elected by its members, or named by the organiser (rule DAY-03).

One chair, whose vote counts like any other member's.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from expert_pool.policy import Policy
from selection.errors import SelectionError
from selection.meetings.presence import Attendance


class ChairWay(StrEnum):
    """How somebody came to lead the panel."""

    ELECTED = "elected"
    NAMED = "named"


def elect(votes: Mapping[str, str], attending: Sequence[Attendance]) -> str | None:
    """Who has more than half of the votes of those who may vote; None where nobody has.

    `votes` is by voter, so that everybody has one; votes of or for somebody who is not at the
    table do not count.
    """
    present = {it.expert_id for it in attending if it.counts}
    counted = Counter(
        chosen for voter, chosen in votes.items() if voter in present and chosen in present
    )
    return next((one for one, count in counted.items() if count * 2 > len(present)), None)


def check_chair(
    way: ChairWay, expert_id: str, attending: Sequence[Attendance], policy: Policy
) -> None:
    """Whether somebody may lead the panel: by a way of the policy, and at the table.

    Raises:
        SelectionError: `meeting.chair_way_forbidden` or `meeting.chair_not_present`.
    """
    if way.value not in policy.text("chair_rule").split("_or_"):
        raise SelectionError("meeting.chair_way_forbidden", {"way": way.value})
    if all(it.expert_id != expert_id for it in attending if it.counts):
        raise SelectionError("meeting.chair_not_present")
