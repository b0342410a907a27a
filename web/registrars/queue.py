"""The review queue: what waits, for how long, and the next case."""

from datetime import date, datetime, time, timedelta
from typing import Final

from litestar import get
from litestar.response import Redirect

from expert_pool.applications import State
from expert_pool.storage.review_store import (
    WAITING,
    Case,
    Order,
    QueueFilter,
    count_cases,
    list_cases,
    next_case,
)
from web.pages import redirect, render
from web.registrars.desk import (
    PAGE_SIZE,
    Page,
    asked,
    last_page,
    page_number,
    query_of,
    sort_of,
)
from web.registrars.words import SOURCES, STATES
from web.services import PageRequest, services_of
from web.translation import LOCAL_TIME, N_, gettext
from web.visits import visit_of

OPEN: Final = "open"
SOON_DAYS: Final = 2
WAITS: Final = {"overdue": N_("Overdue"), "soon": N_("Due within two working days")}


@get("/cases", name="registrars.queue")
async def show_queue(request: PageRequest) -> Page:
    """The applications by state, words, source and waiting time."""
    services, number = services_of(request), page_number(request)
    chosen = asked(request, "state", "words", "source", "waiting")
    chosen["state"] = chosen["state"] or OPEN
    wanted = _filter(request, chosen)
    async with services.database.read() as session:
        offset = (number - 1) * PAGE_SIZE
        cases, total = await list_cases(session, wanted, limit=PAGE_SIZE, offset=offset)
        counts = await count_cases(session)
    return render(
        request,
        "registrars/queue.html",
        cases=cases,
        due={case.id: due_day(request, case) for case in cases},
        today=services.today(),
        total=total,
        number=number,
        last=last_page(total),
        counts=counts,
        open_count=sum(counts.get(one, 0) for one in WAITING),
        states=STATES,
        sources=SOURCES,
        waits=tuple((name, gettext(text)) for name, text in WAITS.items()),
        chosen=chosen,
        sort=wanted.sort,
        path=query_of(**chosen, sort=wanted.sort),
        sort_path=query_of(**chosen),
    )


def _filter(request: PageRequest, chosen: dict[str, str]) -> QueueFilter:
    state = chosen["state"]
    return QueueFilter(
        states=WAITING if state == OPEN else tuple(one for one in State if one.value == state),
        words=chosen["words"],
        source=chosen["source"] if chosen["source"] in SOURCES else "",
        before=_latest_submission(request, chosen["waiting"]),
        sort=sort_of(request, set(Order), Order.SUBMITTED.value),
    )


def _latest_submission(request: PageRequest, waiting: str) -> datetime | None:
    """Before when a case must have been submitted to be overdue, or nearly so."""
    if waiting not in WAITS:
        return None
    services = services_of(request)
    calendar, days = services.calendar, services.policy.integer("verify_sla_days")
    today = services.today()
    soon = calendar.add_working_days(today, SOON_DAYS)
    day = calendar.last_start(soon if waiting == "soon" else today - timedelta(days=1), days)
    return datetime.combine(day + timedelta(days=1), time(), LOCAL_TIME)


def due_day(request: PageRequest, case: Case) -> date | None:
    """The day by which the bureau means to decide (VER-06); none once it has."""
    if case.submitted_at is None or case.state not in WAITING:
        return None
    services = services_of(request)
    day = case.submitted_at.astimezone(LOCAL_TIME).date()
    return services.calendar.add_working_days(day, services.policy.integer("verify_sla_days"))


@get("/cases/next", name="registrars.next")
async def show_next(request: PageRequest) -> Redirect:
    """On to the longest waiting case that this registrar may work on."""
    services, account = services_of(request), visit_of(request).account_id()
    two = services.policy.boolean("verify_two_person")
    async with services.database.read() as session:
        found = await next_case(session, account, two_persons=two)
    if found is None:
        return redirect(request, "/cases", notice=N_("No case waits for you."))
    return redirect(request, f"/cases/{found}")


ROUTES = (show_queue, show_next)
