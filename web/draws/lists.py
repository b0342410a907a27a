"""The list of draws that a member of staff may watch."""

from dataclasses import replace
from uuid import UUID

from litestar import Response, get
from litestar.params import FromQuery

from expert_pool.roles import Role
from selection.states.requests import RequestState
from selection.storage.annulment_store import requests_to_annul
from selection.storage.choice_store import requests_to_choose
from selection.storage.exception_store import requests_with_asked
from selection.storage.overview import projects_of_requests
from selection.storage.request_store import RequestFilter, list_requests
from selection.storage.vacancy_store import count_waiting
from web.criteria import STATES as STATE_WORDS
from web.draws.choice_words import STATES as CHOICE_WORDS
from web.pages import render
from web.services import PageRequest, services_of
from web.visits import visit_of

PAGE_SIZE = 25
STATES = (RequestState.APPROVED, RequestState.COMMITTED, RequestState.DRAWN)


@get("/draws", name="draws.list")
async def show_list(
    request: PageRequest, words: FromQuery[str] = "", page: FromQuery[int] = 1
) -> Response[str]:
    """Approved requests on their way to a panel, and drawn ones; the newest first."""
    services, visit = services_of(request), visit_of(request)
    number = min(max(page, 1), 10_000)
    wanted = watched_by(visit.actor.role, visit.account_id(), words.strip())
    async with services.database.read() as session:
        found, total = await list_requests(
            session, wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
        shown = tuple(one.id for one in found)
        projects = await projects_of_requests(session, shown)
        waiting = await count_waiting(session, shown)
        annulling = await requests_to_annul(session, shown)
        choosing = await requests_to_choose(session, shown)
        excepting = await requests_with_asked(session, shown)
    return render(
        request,
        "draws/list.html",
        requests=found,
        projects=projects,
        waiting=waiting,
        annulling=annulling,
        choosing=choosing,
        choices=CHOICE_WORDS,
        excepting=excepting,
        lists=services.lists,
        states=STATE_WORDS,
        words=words,
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
    )


def watched_by(role: str, account_id: UUID, words: str) -> RequestFilter:
    """Which requests somebody may watch: officers and approvers the own ones, auditors all."""
    everything = RequestFilter(states=STATES, words=words)
    if role == Role.AUDITOR:
        return everything
    if role == Role.APPROVER:
        return replace(everything, approved_by=account_id)
    return replace(everything, created_by=account_id)


ROUTES = (show_list,)
