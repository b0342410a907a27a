"""The auditor's first page: requests and draws at a glance, and what each officer called off."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from litestar import Response, get

from expert_pool.audit.acts import Act
from expert_pool.audit.delays import check_delays
from expert_pool.findings import Finding
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.checkpoint_store import log_delays
from expert_pool.storage.people_names import account_names
from selection.overseeing.looks import list_alarms
from selection.states.requests import RequestState
from selection.storage.draw_store import list_draws
from selection.storage.overview import (
    RequestStanding,
    projects_of_requests,
    request_standings,
)
from web.auditors.rows import read_lines
from web.criteria import STATES
from web.pages import render
from web.services import PageRequest, Services, services_of
from web.waiting.looking import find_waiting

NEWEST: Final = 10
_SENT_BACK: Final = (Act.REQUEST_RETURN, Act.DRAW_INFEASIBLE)


@dataclass(frozen=True, slots=True)
class OfficerCounts:
    """One officer's requests: how many, drawn, called off, and sent back (each time counts)."""

    id: UUID
    requests: int
    drawn: int
    cancelled: int
    returned: int


@get("/audit", name="auditors.home")
async def show_home(request: PageRequest) -> Response[str]:
    """What waits for this auditor, counts by state, draws, officers, and the newest entries."""
    late, due = await late_in_log(services_of(request)), await find_waiting(request)
    async with services_of(request).database.read() as session:
        standings = await request_standings(session)
        draws, total = await list_draws(session, limit=NEWEST, offset=0)
        projects = await projects_of_requests(session, [one.request_id for one in draws])
        returned = await AuditStore(session).count_requests(_SENT_BACK)
        names = await account_names(session, {one.created_by for one in standings})
        page = await AuditStore(session).page(AuditFilter(), limit=NEWEST)
        lines = await read_lines(session, page.entries)
        alarms = await list_alarms(session, services_of(request).draw_desk)
    states = Counter(one.state for one in standings)
    officers = count_by_officer(standings, returned)
    return render(
        request,
        "auditors/home.html",
        states=[(STATES[state][0], states[state.value]) for state in RequestState],
        due=due,
        alarms=sum(one.raised and not one.looks for one in alarms),
        projects=projects,
        draws=draws,
        draws_in_all=total,
        numbers={one.id: one.number for one in standings},
        officers=[(names[one.id].name if one.id in names else "", one) for one in officers],
        lines=lines,
        unsigned=services_of(request).sequencer.refused,
        late=late,
        log_size=page.entries[0].index + 1 if page.entries else 0,
    )


async def late_in_log(services: Services) -> tuple[Finding, ...]:
    """What of the log is late; nothing where it is not signed any more, which is said anyway."""
    if services.sequencer.refused:
        return ()
    origin, witnesses = services.sequencer.keys.origin, [one.key for one in services.witnesses]
    async with services.database.aside() as session:
        return check_delays(await log_delays(session, origin, witnesses, services.now()))


def count_by_officer(
    standings: Sequence[RequestStanding], returned: Mapping[str, int]
) -> tuple[OfficerCounts, ...]:
    """Each officer with the most cancelled and returned requests first."""
    by_officer: dict[UUID, list[RequestStanding]] = {}
    for one in standings:
        by_officer.setdefault(one.created_by, []).append(one)
    counted = [_count(officer, made, returned) for officer, made in by_officer.items()]
    return tuple(sorted(counted, key=lambda one: (-one.cancelled - one.returned, str(one.id))))


def _count(
    officer: UUID, made: Sequence[RequestStanding], returned: Mapping[str, int]
) -> OfficerCounts:
    states = Counter(one.state for one in made)
    return OfficerCounts(
        id=officer,
        requests=len(made),
        drawn=states[RequestState.DRAWN.value],
        cancelled=states[RequestState.CANCELLED.value],
        returned=sum(returned.get(str(one.id), 0) for one in made),
    )


ROUTES = (show_home,)
