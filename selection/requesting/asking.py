"""How often a draft may be counted, and what the log keeps of it.

Overlapping quotas, counted one after the other, differ by few people; so the counts of a
draft are limited by the hour, and the log sums them up. One line of a count is one question:
the panel, each quota, and whether a panel can be made. What was asked before in the same
hour costs nothing.
"""

from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from selection.counts import without_names
from selection.errors import SelectionError
from selection.requesting.counting import LiveCount, LiveCounts
from selection.requesting.desk import RequestDesk
from selection.requests import PanelRequest, RequestId
from selection.storage.alarm_store import TrailStep, add_trail_step
from selection.storage.question_store import add_questions, take_unlogged

MOST_OF_A_DRAFT: Final = 300
MOST_OF_AN_OFFICER: Final = 900
_KEPT: Final = 20_000
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)

_Line = tuple[datetime, UUID, Hashable]


class AskedLines:
    """What was counted already, so that the same page again costs nothing; in memory only."""

    def __init__(self) -> None:
        self._known: dict[_Line, None] = {}

    def new_lines(
        self, request_id: UUID, request: PanelRequest, hour: datetime
    ) -> tuple[_Line, ...]:
        """The lines of this count that the draft has not been told in this hour."""
        lines = dict.fromkeys((hour, request_id, line) for line in _lines(request))
        return tuple(line for line in lines if line not in self._known)

    def keep(self, lines: tuple[_Line, ...]) -> None:
        """Remember lines that were counted; the oldest fall out."""
        self._known |= dict.fromkeys(lines)
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]


def _lines(request: PanelRequest) -> tuple[Hashable, ...]:
    whole = replace(request, id=RequestId(""), urgent_reason="")
    bare = replace(whole, quotas=(), seats=1, employer_cap=1)
    return (whole, bare, *((bare, quota.conditions) for quota in request.quotas))


async def ask_count(
    desk: RequestDesk,
    counts: LiveCounts,
    asked: AskedLines,
    draft: tuple[Actor, UUID],
    request: PanelRequest,
) -> LiveCount:
    """The live count of somebody's draft, as long as there are questions left in this hour.

    Raises:
        SelectionError: `count.too_many` with the limit and the minutes to wait.
    """
    actor, request_id = draft
    nameless, now = without_names(request), desk.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    new = asked.new_lines(request_id, nameless, hour)
    if new:
        await _spend(desk, actor, request_id, hour, len(new))
        asked.keep(new)
    live = await counts.count(nameless)
    if new:
        await _keep_trail(desk, request_id, nameless, live)
    return live


async def _keep_trail(
    desk: RequestDesk, request_id: UUID, request: PanelRequest, live: LiveCount
) -> None:
    """What the draft was told stays, so that a request narrowed step by step is seen."""
    step = TrailStep(request.seats, live.panel.after_exclusions.exact)
    async with desk.database.transaction() as session:
        await add_trail_step(session, request_id, step, desk.now())


async def _spend(
    desk: RequestDesk, actor: Actor, request_id: UUID, hour: datetime, number: int
) -> None:
    try:
        async with desk.database.transaction() as session:
            account = UUID(actor.account_id)
            of_draft, of_officer = await add_questions(session, request_id, account, hour, number)
            limit = MOST_OF_A_DRAFT if of_draft > MOST_OF_A_DRAFT else MOST_OF_AN_OFFICER
            if of_draft > MOST_OF_A_DRAFT or of_officer > MOST_OF_AN_OFFICER:
                left = -((desk.now() - hour - _HOUR) // _MINUTE)
                raise SelectionError("count.too_many", {"limit": limit, "minutes": max(1, left)})
    except SelectionError:
        async with desk.database.transaction() as session:
            await log_questions(session, actor, request_id, reason="limit")
        raise


async def log_questions(
    session: AsyncSession, actor: Actor, request_id: UUID, reason: str = ""
) -> None:
    """Sum up in one entry what was counted for a draft since the last such entry."""
    questions = await take_unlogged(session, request_id)
    if not questions.asked:
        return
    await record_act(
        session,
        actor=actor,
        act=Act.REQUEST_COUNT,
        subject=str(request_id),
        request=str(request_id),
        reason=reason,
        after={
            "asked": questions.asked,
            "hours": questions.hours,
            "most_in_an_hour": questions.most_in_an_hour,
        },
    )
