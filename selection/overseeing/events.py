"""What happened to all requests and draws, as events that can be tallied.

A request counts from its hand-in on: a draft that was thrown away is nobody's business. A
second attempt is a draw after an annulled one, or a request for a project and stage whose
former request was called off. Supplementary draws belong to their first draw.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from selection.alarms import Event, Occurrence
from selection.requesting.earlier import day_of
from selection.states.requests import RequestState
from selection.storage.oversight import (
    DrawLine,
    RequestLine,
    load_draw_lines,
    load_request_lines,
)

_CANCELLED: Final = RequestState.CANCELLED
_Dated = tuple[Occurrence, RequestLine, datetime]


async def list_events(
    session: AsyncSession, since: date | None = None, until: date | None = None
) -> tuple[Event, ...]:
    """Every event between two days, both included, in the order of the requests."""
    requests = await load_request_lines(session)
    draws = await load_draw_lines(session)
    return tuple(
        Event(
            occurrence,
            str(line.officer),
            tuple(map(str, line.projects)),
            f"{day_of(moment):%Y-%m}",
        )
        for occurrence, line, moment in _dated(requests, draws)
        if (since is None or day_of(moment) >= since) and (until is None or day_of(moment) <= until)
    )


def _dated(requests: Sequence[RequestLine], draws: Sequence[DrawLine]) -> Iterator[_Dated]:
    by_id = {line.id: line for line in requests}
    off = [line for line in requests if line.submitted_at and line.state is _CANCELLED]
    for line in requests:
        if line.submitted_at is None or line.supplements is not None:
            continue
        yield Occurrence.REQUESTED, line, line.submitted_at
        if any(_is_same_again(former, line, line.submitted_at) for former in off):
            yield Occurrence.REPEATED, line, line.submitted_at
        if line.state is _CANCELLED:
            yield Occurrence.CANCELLED, line, line.changed_at
    for draw in draws:
        yield from _of_draw(draw, by_id[draw.request_id], by_id)


def _is_same_again(former: RequestLine, line: RequestLine, handed_in: datetime) -> bool:
    """Whether the former request was for the same project and stage, and is called off."""
    same = former.activity == line.activity and bool({*former.projects} & {*line.projects})
    return same and former.id != line.id and former.changed_at <= handed_in


def _of_draw(
    draw: DrawLine, line: RequestLine, by_id: Mapping[UUID, RequestLine]
) -> Iterator[_Dated]:
    root = by_id[line.supplements] if line.supplements else line
    if draw.drawn_at is not None:
        yield Occurrence.DRAWN, root, draw.drawn_at
    if draw.attempt > 1 and line.supplements is None:
        yield Occurrence.REPEATED, root, draw.committed_at
    if draw.annulled_at is not None:
        yield Occurrence.ANNULLED, root, draw.annulled_at
    for moment in draw.left_at:
        yield Occurrence.REPLACED, root, moment
