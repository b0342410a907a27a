"""What a message to a member says: time, place or mode, days, broad field, contact.

Its one job is rule NTF-02: the outline has no room for a project, a unit or a reviewer. The
words and channels are `expert_pool.messages`.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Final

from expert_pool.availability.events import Seat
from expert_pool.calendar import CHINA
from expert_pool.conflicts import ReviewDays
from expert_pool.messages import Mode, Outline
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists
from selection.invitations.arrangements import Arrangement
from selection.requests import PanelRequest

SUMMARY: Final = "专家评审（保密） Expert review (confidential)"
"""In both languages: a calendar often lies on machines of others, who may read neither."""
BROAD: Final = 1
"""So many levels of the field path are told; deeper ones could tell the project."""


def describe(arrangement: Arrangement, request: PanelRequest, lists: CodeLists) -> Outline:
    """The outline of one panel's review, the same for every member of it."""
    paths = {lists.field_path(code)[:BROAD] for code in request.fields}
    broad = next(iter(paths)) if len(paths) == 1 else ("",)
    return Outline(
        mode=arrangement.mode,
        place=arrangement.place,
        starts_at=arrangement.starts_at,
        days=len(tuple(_days(request.review))),
        field=broad[0],
        contact=arrangement.contact,
    )


def write_event(arrangement: Arrangement, review: ReviewDays, policy: Policy, version: int) -> Seat:
    """A confirmed seat as a calendar knows it; by correspondence it has no hours.

    Later days begin like the first one, and each ends with the working day.
    """
    starts: time | None = None
    if arrangement.mode is not Mode.CORRESPONDENCE:
        starts = arrangement.starts_at.astimezone(CHINA).time()
    return Seat(
        uid="",
        days=tuple(_days(review)),
        summary=SUMMARY,
        starts=starts,
        ends=time.fromisoformat(policy.text("work_afternoon_end")),
        place=arrangement.place,
        note=arrangement.contact,
        version=version,
    )


def _days(review: ReviewDays) -> Iterator[date]:
    if review.days:
        yield from review.days
        return
    for number in range((review.end - review.start).days + 1):
        yield review.start + timedelta(days=number)
