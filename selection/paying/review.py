"""The review that is paid for: its days, its panel, and the rate of each member.

Its one job is to gather what fees follow from. It changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.conflicts import ReviewDays
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_experts
from selection.drawing import DrawDesk
from selection.drawing.panel_now import load_panel_now
from selection.drawing.whole_panel import load_watched
from selection.errors import SelectionError
from selection.fees import (
    DAY,
    FeeClass,
    RateRange,
    ReviewWork,
    WorkedDay,
    find_class,
    read_rates,
)
from selection.requests import PanelRequest, PlaceType, thaw_criteria
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class Payee:
    """A member of the panel, and what a day of the member may be paid."""

    record: ExpertRecord
    position: int
    fee_class: FeeClass
    span: RateRange

    @property
    def id(self) -> UUID:
        """The expert's id."""
        return UUID(self.record.expert.id)


@dataclass(frozen=True, slots=True)
class Review:
    """A drawn request with everybody who sits on its panel now, supplements included."""

    request: RequestRecord
    frozen: PanelRequest
    payees: tuple[Payee, ...]

    @property
    def by_correspondence(self) -> bool:
        """Whether the members reviewed at home, each by the time."""
        return self.frozen.place is PlaceType.CORRESPONDENCE

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the review in their order."""
        return tuple(sorted(set(_days_of(self.frozen.review))))

    def days_until(self, today: date) -> tuple[date, ...]:
        """The days that anybody can have attended already."""
        return tuple(day for day in self.days if day <= today)

    def usual_work(self, today: date) -> ReviewWork:
        """What a member did as a rule: all days so far, or one review by correspondence."""
        if self.by_correspondence:
            return ReviewWork(remote=1)
        return ReviewWork(tuple(WorkedDay(day, DAY) for day in self.days_until(today)))


async def load_review(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> Review:
    """The review of a request, for its officer and its approver.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet` or `payment.supplement`.
    """
    request = await load_watched(session, request_id, actor)
    return await review_of(session, desk, request)


async def review_of(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> Review:
    """The review of a request that somebody may see.

    Raises:
        SelectionError: `draw.not_drawn_yet`, or `payment.supplement`: its members are paid
            with the panel that they joined.
    """
    if request.supplements is not None:
        raise SelectionError("payment.supplement")
    draw = await load_draw(session, request.id)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    panel = await load_panel_now(session, draw)
    people = await load_experts(session, (it.expert_id for it in panel.members))
    payees = tuple(
        _payee(desk, people[it.expert_id], it.position)
        for it in sorted(panel.members, key=lambda it: it.position)
    )
    return Review(request, thaw_criteria(request.criteria or b""), payees)


def _payee(desk: DrawDesk, record: ExpertRecord, position: int) -> Payee:
    fee_class = find_class(record.expert, desk.policy, desk.lists)
    return Payee(record, position, fee_class, read_rates(desk.policy).ranges[fee_class])


def _days_of(review: ReviewDays) -> Iterator[date]:
    if review.days:
        yield from review.days
        return
    for number in range((review.end - review.start).days + 1):
        yield review.start + timedelta(number)
