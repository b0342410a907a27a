"""The review that is paid for: its days, its panel, the rate and the attendance of each member.

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
    is_paid_after_leaving,
    read_rates,
)
from selection.paying.recorded_day import RecordedDay, load_recorded
from selection.requests import PanelRequest, PlaceType, thaw_criteria
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class Payee:
    """Somebody who may be paid, and how much a day.

    `recorded` is what the review day tells of the attendance; None where nobody signed in with
    the service. `left` is why the member left after signing in; empty for who stayed.
    """

    record: ExpertRecord
    position: int
    fee_class: FeeClass
    span: RateRange
    recorded: ReviewWork | None = None
    left: str = ""

    @property
    def id(self) -> UUID:
        """The expert's id."""
        return UUID(self.record.expert.id)


@dataclass(frozen=True, slots=True)
class Review:
    """A drawn request with everybody who may be paid, supplements included.

    That is who sits on its panel now, and who left it after signing in on the review day.
    `absent` are those recorded as absent: they are not paid.
    """

    request: RequestRecord
    frozen: PanelRequest
    payees: tuple[Payee, ...]
    absent: tuple[ExpertRecord, ...] = ()

    @property
    def by_correspondence(self) -> bool:
        """Whether the members reviewed at home, each by the time."""
        return self.frozen.place is PlaceType.CORRESPONDENCE

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the review in their order."""
        return tuple(sorted(set(_days_of(self.frozen.review))))

    @property
    def recorded(self) -> bool:
        """Whether the members signed in with the service."""
        return any(it.recorded is not None for it in self.payees)

    def days_until(self, today: date) -> tuple[date, ...]:
        """The days that anybody can have attended already."""
        return tuple(day for day in self.days if day <= today)

    def usual_work(self, payee: Payee, today: date) -> ReviewWork:
        """What the review day tells of a member.

        Without a record: all days so far, or one review by correspondence.
        """
        if payee.recorded is not None:
            return payee.recorded
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
    draw = await load_draw(session, request.id, files=False)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    frozen = thaw_criteria(request.criteria or b"")
    panel = await load_panel_now(session, draw)
    day = await load_recorded(session, desk, request.id, tuple(_days_of(frozen.review)))
    seats = {it.expert_id: it.position for it in day.left}
    seats |= {it.expert_id: it.position for it in panel.members}
    people = await load_experts(session, (*seats, *day.absent))
    payees = tuple(
        _payee(desk, people[expert_id], position, day)
        for expert_id, position in sorted(seats.items(), key=lambda it: it[1])
    )
    absent = tuple(people[it] for it in day.absent if it not in seats)
    return Review(request, frozen, payees, absent)


def _payee(desk: DrawDesk, record: ExpertRecord, position: int, day: RecordedDay) -> Payee:
    fee_class = find_class(record.expert, desk.policy, desk.lists)
    span, expert_id = read_rates(desk.policy).ranges[fee_class], UUID(record.expert.id)
    work, left = day.work_of(expert_id), day.why_left(expert_id)
    if work is not None and left and not is_paid_after_leaving(left, desk.policy):
        work = ReviewWork()
    return Payee(record, position, fee_class, span, work, left)


def _days_of(review: ReviewDays) -> Iterator[date]:
    if review.days:
        yield from review.days
        return
    for number in range((review.end - review.start).days + 1):
        yield review.start + timedelta(number)
