"""What stands against a request: on its form, in the pool, and by reason, in numbers only.

Before the approval this is for the approver; the officer sees the numbers once the
criteria are frozen, since they react to names.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts import ProjectParties
from expert_pool.findings import Finding, Severity, blocks
from selection.candidates import Screening, check_chosen
from selection.counts import (
    Funnel,
    QuotaCount,
    check_depth,
    count_quotas,
    count_reasons,
    count_step,
)
from selection.drawing.history import load_teams
from selection.drawing.sparing import spare
from selection.drawing.supplementing import leave_out
from selection.errors import SelectionError
from selection.requesting.assembling import assemble_request
from selection.requesting.counting import LiveCounts
from selection.requesting.desk import RequestDesk
from selection.requesting.drafting import read_criteria
from selection.requests import (
    PanelRequest,
    StepTaken,
    check_request,
    thaw_criteria,
    widen_request,
)
from selection.solver.shortfall import Shortfall
from selection.storage.request_store import RequestRecord

_NOT_COUNTED: Final = Funnel(0, (), 0)


@dataclass(frozen=True, slots=True)
class Review:
    """The whole request with all that is to be weighed before a decision.

    `steps` are those of the fallback order with the candidates before and after each.
    `shortfall` says why the pool of today makes no such panel; without `judged` nobody knows.
    """

    request: PanelRequest
    findings: tuple[Finding, ...]
    depth: tuple[Finding, ...] = ()
    funnel: Funnel = _NOT_COUNTED
    counts: tuple[QuotaCount, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    shortfall: Shortfall | None = None
    judged: bool = False


async def review_request(
    desk: RequestDesk, counts: LiveCounts | None, record: RequestRecord
) -> Review:
    """Judge a request as the pool is now, or without `counts` on its form alone.

    Raises:
        SelectionError: `request.incomplete` or `project.not_found`.
    """
    async with desk.database.read() as session:
        request = await whole_request(session, record)
    if record.supplements is not None:
        return await _review_supplement(desk, counts, record, request)
    findings = check_request(request, desk.policy, desk.lists, desk.today(), desk.calendar)
    if counts is None:
        return Review(request, findings)
    # The pool before any step of the fallback order, then after each: the last one holds.
    around = [await counts.screen(it) for it in _by_steps(request)]
    review = await asyncio.to_thread(_weigh, desk, Review(request, findings), around)
    return await _judge(desk, counts, review, around[-1])


async def _review_supplement(
    desk: RequestDesk, counts: LiveCounts | None, record: RequestRecord, request: PanelRequest
) -> Review:
    """The open seats alone: the form was judged with the whole panel, at its approval."""
    review = Review(request, ())
    if counts is None:
        return review
    screening = await counts.screen(request)
    async with desk.database.read() as session:
        left = await leave_out(session, desk, record, screening)
    weighed = await asyncio.to_thread(_weigh, desk, review, (left,))
    return await _judge(desk, counts, weighed, left)


async def _judge(
    desk: RequestDesk, counts: LiveCounts, review: Review, screening: Screening
) -> Review:
    """The review with the answer whether a panel can be made, as the draw would find it now."""
    if blocks(review.findings):  # Rules that contradict each other have no such answer.
        return review
    async with desk.database.read() as session:
        teams = await load_teams(session, review.request.review, desk.policy)
    try:
        shortfall = await counts.explain(screening, review.request, teams)
    except SelectionError:  # The solver's limit of work: no answer is not a no.
        return review
    judged = replace(review, shortfall=shortfall, judged=True)
    return judged if shortfall else await asyncio.to_thread(_spare, desk, judged, screening, teams)


def _spare(
    desk: RequestDesk, review: Review, screening: Screening, teams: tuple[ProjectParties, ...]
) -> Review:
    """The counts as the draw would make them: without those whom soft rules spare (DRW-27)."""
    spared = spare(screening, review.request, desk.policy, teams)
    counts = count_quotas(spared, review.request, desk.lists)
    return replace(review, funnel=count_reasons(spared), counts=counts)


async def whole_request(session: AsyncSession, record: RequestRecord) -> PanelRequest:
    """The frozen criteria where there are any, else the draft with its parties as of now."""
    if record.criteria is not None:
        return thaw_criteria(record.criteria)
    return await assemble_request(session, read_criteria(record), record.projects)


def _by_steps(request: PanelRequest) -> tuple[PanelRequest, ...]:
    """The request without any step of the fallback order, with the first, and so on."""
    taken = range(len(request.fallback) + 1)
    return tuple(replace(request, fallback=request.fallback[:n]) for n in taken)


def _weigh(desk: RequestDesk, review: Review, around: Sequence[Screening]) -> Review:
    request, screening = review.request, around[-1]
    return replace(
        review,
        findings=(*review.findings, *check_chosen(screening, request, desk.policy)),
        depth=(
            *_check_need(desk, request, around[0]),
            *check_depth(screening, request, desk.policy),
        ),
        funnel=count_reasons(screening),
        counts=count_quotas(screening, request, desk.lists),
        steps=tuple(_count_steps(desk, request, around)),
    )


def _check_need(desk: RequestDesk, request: PanelRequest, first: Screening) -> tuple[Finding, ...]:
    """DRW-17: steps are for a pool that is short; the approver is told where it is not."""
    if not request.fallback or check_depth(first, request, desk.policy):
        return ()
    return (desk.policy.finding("DRW-17.not_needed", severity=Severity.SOFT),)


def _count_steps(
    desk: RequestDesk, request: PanelRequest, around: Sequence[Screening]
) -> Iterator[StepTaken]:
    for earlier, taken, pair in zip(
        _by_steps(request), request.fallback, pairwise(around), strict=False
    ):
        yield count_step(taken, pair, widen_request(earlier, desk.lists), desk.lists)
