"""What stands against a request: on its form, in the pool, and by reason, in numbers only.

Before the approval this is for the approver; the officer sees the numbers once the
criteria are frozen, since they react to names.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.findings import Finding
from selection.candidates import Screening
from selection.counts import Funnel, QuotaCount, check_depth, count_quotas, count_reasons
from selection.requesting.assembling import assemble_request
from selection.requesting.counting import LiveCounts
from selection.requesting.desk import RequestDesk
from selection.requesting.drafting import read_criteria
from selection.requests import PanelRequest, check_request, thaw_criteria
from selection.storage.request_store import RequestRecord

_NOT_COUNTED: Final = Funnel(0, (), 0)


@dataclass(frozen=True, slots=True)
class Review:
    """The whole request with all that is to be weighed before a decision."""

    request: PanelRequest
    findings: tuple[Finding, ...]
    depth: tuple[Finding, ...] = ()
    funnel: Funnel = _NOT_COUNTED
    counts: tuple[QuotaCount, ...] = ()


async def review_request(
    desk: RequestDesk, counts: LiveCounts | None, record: RequestRecord
) -> Review:
    """Judge a request as the pool is now, or without `counts` on its form alone.

    Raises:
        SelectionError: `request.incomplete` or `project.not_found`.
    """
    async with desk.database.read() as session:
        request = await whole_request(session, record)
    findings = check_request(request, desk.policy, desk.lists, desk.today())
    if counts is None:
        return Review(request, findings)
    screening = await counts.screen(request)
    return await asyncio.to_thread(_weigh, desk, Review(request, findings), screening)


async def whole_request(session: AsyncSession, record: RequestRecord) -> PanelRequest:
    """The frozen criteria where there are any, else the draft with its parties as of now."""
    if record.criteria is not None:
        return thaw_criteria(record.criteria)
    return await assemble_request(session, read_criteria(record), record.projects)


def _weigh(desk: RequestDesk, review: Review, screening: Screening) -> Review:
    return replace(
        review,
        depth=check_depth(screening, review.request, desk.policy),
        funnel=count_reasons(screening),
        counts=count_quotas(screening, review.request, desk.lists),
    )
