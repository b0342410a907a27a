"""The one place that wires the service together: routes, guards, services, background work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from importlib import resources
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import CacheControlHeader, State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.router import Router
from litestar.static_files import create_static_files_router

from expert_pool.errors import DatabaseAway, ExpertPoolError
from selection.errors import SelectionError
from web.administrators import pages as administrators
from web.administrators import waiting as administrators_waiting
from web.api import description as api
from web.archiving import run_archiving
from web.auditors.routes import ROUTES as AUDITORS
from web.beacons import run_beacons
from web.calls.routes import ROUTES as CALLS
from web.credit.routes import ROUTES as CREDIT
from web.crediting import run_crediting
from web.draws import annulments, ceremony, entries, odds, receipts, results, seats, sourcing
from web.draws import choosing as draw_choices
from web.draws import inviting as draw_invitations
from web.draws import lists as draw_list
from web.draws import messages as draw_messages
from web.draws import own as own_draws
from web.draws import room as draw_room
from web.entrance import check_access, check_every_route
from web.evaluation_notices import run_evaluation_notices
from web.evaluations.routes import ROUTES as EVALUATIONS
from web.exceptions.pages import ROUTES as EXCEPTIONS
from web.experts import (
    calendar,
    certificates,
    choosing,
    home,
    imported,
    invitations,
    record,
    record_changes,
    record_copy,
    record_declarations,
    record_leave,
    record_leaving,
    rows,
    sections,
    submission,
)
from web.fees.routes import ROUTES as FEES
from web.heads import head_middleware
from web.inviting import run_invitations
from web.log_keeping import run_sequencer
from web.logs import configure_logs
from web.meetings import host as meeting_host
from web.meetings import hosting as meeting_hosting
from web.meetings import own as own_meetings
from web.meetings import packs as meeting_packs
from web.meetings import signing as meeting_signing
from web.messenger import run_messenger
from web.notices import run_courier
from web.officers import editing as request_editing
from web.officers import project_import, projects
from web.officers import requests as panel_requests
from web.problems import answer_away, answer_http_error, answer_own_error, answer_unexpected
from web.protection import BODY_LIMIT, check_request, headers_middleware
from web.public import (
    accounts,
    checkpoint,
    mailbox,
    own_account,
    own_tokens,
    patterns,
    rules,
    second_factor,
    site,
    statistics,
    verifying,
)
from web.rates import Rate, Rates, check_rate
from web.registrars import case, checking, deciding, documents, imports, paper, pool, queue
from web.registrars import paper_sections as paper_forms
from web.registrars import standing as expert_standing
from web.registrars import units as unit_register
from web.repeats import Repeated, answer_again, note_form, repeats_middleware, run_sweeper
from web.services import Services, make_services, utc_now
from web.settings import Settings
from web.upkeep import run_upkeep
from web.visits import visit_middleware

_YEAR = 365 * 24 * 3600

ROUTES: tuple[HTTPRouteHandler, ...] = (
    *site.ROUTES,
    *statistics.ROUTES,
    *rules.ROUTES,
    *patterns.ROUTES,
    *verifying.ROUTES,
    *checkpoint.ROUTES,
    *mailbox.ROUTES,
    *accounts.ROUTES,
    *own_account.ROUTES,
    *own_tokens.ROUTES,
    *second_factor.ROUTES,
    *home.ROUTES,
    *sections.ROUTES,
    *rows.ROUTES,
    *choosing.ROUTES,
    *certificates.ROUTES,
    *submission.ROUTES,
    *imported.ROUTES,
    *invitations.ROUTES,
    *record.ROUTES,
    *record_changes.ROUTES,
    *record_declarations.ROUTES,
    *record_leave.ROUTES,
    *calendar.ROUTES,
    *record_leaving.ROUTES,
    *record_copy.ROUTES,
    *draw_list.ROUTES,
    *ceremony.ROUTES,
    *sourcing.ROUTES,
    *draw_room.ROUTES,
    *results.ROUTES,
    *odds.ROUTES,
    *receipts.ROUTES,
    *own_draws.ROUTES,
    *entries.ROUTES,
    *seats.ROUTES,
    *draw_choices.ROUTES,
    *draw_invitations.ROUTES,
    *CALLS,
    *FEES,
    *EVALUATIONS,
    *EXCEPTIONS,
    *CREDIT,
    *annulments.ROUTES,
    *draw_messages.ROUTES,
    *meeting_host.ROUTES,
    *meeting_hosting.ROUTES,
    *own_meetings.ROUTES,
    *meeting_packs.ROUTES,
    *meeting_signing.ROUTES,
    *projects.ROUTES,
    *project_import.ROUTES,
    *panel_requests.ROUTES,
    *request_editing.ROUTES,
    *AUDITORS,
    *queue.ROUTES,
    *case.ROUTES,
    *checking.ROUTES,
    *deciding.ROUTES,
    *documents.ROUTES,
    *pool.ROUTES,
    *expert_standing.ROUTES,
    *imports.ROUTES,
    *paper.ROUTES,
    *paper_forms.ROUTES,
    *unit_register.ROUTES,
    *administrators.ROUTES,
    *administrators_waiting.ROUTES,
    *api.ROUTES,
)
"""Every page of the service; an audience adds its own line here."""


def create_app(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Litestar:
    """The service, ready to be served; it refuses to exist while a route has no access row.

    Raises:
        ExpertPoolError: `access.route_without_row`, or `settings.no_database`.
    """
    configure_logs()
    app = wire_routes()
    furnish(app, settings, clock)
    return app


def wire_routes() -> Litestar:
    """Every route behind its guards, without anything yet to work with.

    Raises:
        ExpertPoolError: `access.route_without_row`.
    """
    app = Litestar(
        route_handlers=[_static_files(), *ROUTES],
        guards=[check_rate, check_access, check_request, note_form],
        exception_handlers={
            ExpertPoolError: answer_own_error,
            SelectionError: answer_own_error,
            HTTPException: answer_http_error,
            DatabaseAway: answer_away,
            Repeated: answer_again,
            Exception: answer_unexpected,
        },
        lifespan=[_living],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=BODY_LIMIT,
    )
    check_every_route(app.routes)
    # Around the router, not within its routes: an unknown address has a visit and headers too.
    inner = repeats_middleware(head_middleware(app.asgi_handler))
    app.asgi_handler = headers_middleware(visit_middleware(inner))
    return app


def furnish(app: Litestar, settings: Settings, clock: Callable[[], datetime]) -> None:
    """Give the routes services of their own; nothing that was kept before stays.

    Raises:
        ExpertPoolError: `settings.no_database`.
    """
    app.state = State(
        {
            "services": make_services(settings, clock),
            "rates": Rates(Rate(settings.api_rate), Rate(settings.api_rate_anonymous)),
        }
    )


def _static_files() -> Router:
    folder = Path(str(resources.files("web").joinpath("static")))
    return create_static_files_router(
        path="/static",
        directories=[folder],
        name="static",
        cache_control=CacheControlHeader(max_age=_YEAR, public=True, immutable=True),
    )


@asynccontextmanager
async def _living(app: Litestar) -> AsyncIterator[None]:
    services: Services = app.state["services"]
    works = (
        *(run_courier, run_messenger, run_sweeper, run_beacons, run_sequencer),
        run_evaluation_notices,
        *(run_invitations, run_upkeep, run_archiving, run_crediting),
    )
    beside = [asyncio.create_task(work(services)) for work in works]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await services.database.close()
