"""Every alarm that the data of this moment raise: read in one snapshot, judged by the core.

Alarms are never stored and so can't be deleted: they follow from requests, draws and counts
whenever somebody asks. What was looked at is kept beside them (`selection.overseeing.looks`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from selection.alarms import (
    Alarm,
    Counted,
    PanelSeen,
    find_alike,
    find_called_off,
    find_narrowed,
    find_steered,
)
from selection.drawing.desk import DrawDesk
from selection.overseeing.company import find_all_company
from selection.overseeing.passing import find_all_passed_over
from selection.requesting.earlier import as_seen
from selection.storage.alarm_store import TrailStep, load_trails
from selection.storage.oversight import (
    DrawLine,
    ProjectLine,
    RequestLine,
    count_experts,
    load_draw_lines,
    load_project_lines,
    load_request_lines,
)

UNDER_TEN = 9


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the alarms compare."""

    requests: Mapping[UUID, RequestLine]
    projects: Mapping[UUID, ProjectLine]
    draws: tuple[DrawLine, ...]
    experts: int

    @property
    def handed_in(self) -> Iterator[RequestLine]:
        """Requests that left their officer's desk; supplementary ones belong to the first."""
        for line in self.requests.values():
            if line.submitted_at is not None and line.supplements is None:
                yield line


async def load_overview(session: AsyncSession) -> Overview:
    """All requests, projects and draws."""
    requests = {line.id: line for line in await load_request_lines(session)}
    wanted = {project for line in requests.values() for project in line.projects}
    return Overview(
        requests=requests,
        projects=await load_project_lines(session, wanted),
        draws=await load_draw_lines(session),
        experts=await count_experts(session),
    )


async def raise_alarms(session: AsyncSession, desk: DrawDesk) -> tuple[Alarm, ...]:
    """Every alarm of this moment, in the order of their rules."""
    overview = await load_overview(session)
    seen = tuple(as_seen(line, overview.projects) for line in overview.handed_in)
    trails = await load_trails(session, [line.id for line in overview.handed_in])
    officers = _officers(overview)
    return (
        *find_called_off(seen),
        *find_steered(_panels(overview)),
        *await find_all_company(session, desk, overview.draws, officers, _pairs(overview)),
        *find_alike(seen),
        *find_narrowed(_counted(overview, trails)),
        *await find_all_passed_over(session, desk, officers),
    )


def _officers(overview: Overview) -> Mapping[UUID, str]:
    """By draw, whose request it was drawn for."""
    return {draw.id: str(overview.requests[draw.request_id].officer) for draw in overview.draws}


def _pairs(overview: Overview) -> tuple[int, int]:
    """How many pairs of an officer and an expert, and of two experts, could have met."""
    officers = len(set(_officers(overview).values()))
    return officers * overview.experts, comb(overview.experts, 2)


def _panels(overview: Overview) -> Iterator[PanelSeen]:
    for draw in overview.draws:
        request = overview.requests[draw.request_id]
        if draw.members and draw.annulled_at is None and request.supplements is None:
            yield PanelSeen(
                str(draw.id), str(request.officer), len(draw.members), len(draw.left_at)
            )


def _counted(overview: Overview, trails: Mapping[UUID, Sequence[TrailStep]]) -> Iterator[Counted]:
    for line in overview.handed_in:
        trail = trails.get(line.id, ())
        if trail:
            numbers = (UNDER_TEN if it.candidates is None else it.candidates for it in trail)
            yield Counted(str(line.id), str(line.officer), trail[-1].seats, tuple(numbers))
