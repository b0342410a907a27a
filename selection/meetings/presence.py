"""Who is at the table: signed in with identity and code, pledged, and enough of them.

Its one job is rules DAY-01, DAY-02, DAY-05 and REP-04.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity
from selection.errors import SelectionError

IDENTITY: Final = "identity_seen"
CODE: Final = "one_time_code"
_SIGN_IN: Final = {IDENTITY: "DAY-01.identity_not_seen", CODE: "DAY-01.code_missing"}
_ODD: Final = "minimum_and_odd"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One member on the day: on which seat, whether signed in, pledged, or gone again."""

    expert_id: str
    position: int
    signed_in: bool = False
    pledged: bool = False
    left: bool = False

    @property
    def here(self) -> bool:
        """Whether the member is at the table now."""
        return self.signed_in and not self.left

    @property
    def counts(self) -> bool:
        """Whether the member may vote and speak: at the table, and pledged."""
        return self.here and self.pledged


def check_sign_in(
    seen: Collection[str], policy: Policy, *, excepted: bool = False
) -> tuple[Finding, ...]:
    """DAY-01: what is missing before somebody counts as signed in.

    By an exception it is the code alone that may be missing: the identity is always seen.
    """
    wanted = (IDENTITY,) if excepted else policy.codes("signin")
    return tuple(policy.finding(_SIGN_IN[it]) for it in wanted if it not in seen)


def find_quorum(activity: Activity, seats: int, policy: Policy) -> int:
    """REP-04: so many have to be there: the smallest panel of activity and policy (DRW-03)."""
    return min(seats, max(activity.seats_min, policy.integer("panel_min")))


def find_floor(quorum: int, policy: Policy) -> int:
    """REP-04: so many have to be there even by an exception; never more than without one."""
    return min(quorum, policy.integer("quorum_floor"))


def check_begin(
    attending: Iterable[Attendance], quorum: int, policy: Policy
) -> tuple[Finding, ...]:
    """REP-04 and DAY-02: what keeps a meeting from beginning with those who are there."""
    here = [it for it in attending if it.here]
    found: list[Finding] = []
    if len(here) < quorum:
        found.append(policy.finding("REP-04.too_few", present=len(here), least=quorum))
    if here and policy.text("min_quorum") == _ODD and len(here) % 2 == 0:
        found.append(policy.finding("REP-04.even_number", present=len(here)))
    unpledged = sum(not it.pledged for it in here)
    if unpledged:
        found.append(policy.finding("DAY-02.pledge_missing", members=unpledged))
    return tuple(found)


def own_seat(attending: Sequence[Attendance], expert_id: str) -> Attendance:
    """DAY-05: the attendance of the drawn expert whose account it is; nobody acts for another.

    Raises:
        SelectionError: `meeting.not_a_member`, or `meeting.left_already`.
    """
    for one in attending:
        if one.expert_id == expert_id:
            if one.left:
                raise SelectionError("meeting.left_already")
            return one
    raise SelectionError("meeting.not_a_member")


def check_absence(one: Attendance, starts_at: datetime, now: datetime, policy: Policy) -> None:
    """Whether a member may be recorded as absent: not there, and too late by the policy.

    Raises:
        SelectionError: `meeting.signed_in_already` or `meeting.not_late_yet`.
    """
    if one.here:
        raise SelectionError("meeting.signed_in_already", {"seat": one.position})
    late_from = starts_at + timedelta(minutes=policy.integer("absent_after_minutes"))
    if now < late_from:
        minutes = policy.integer("absent_after_minutes")
        raise SelectionError("meeting.not_late_yet", {"minutes": minutes})
