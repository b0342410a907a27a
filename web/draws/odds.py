"""The odds of a draw for those who may watch it: before the commitment and after it.

Numbers only: no name, no pseudonym, and no group so small that it points at somebody.
"""

from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from selection.drawing import Ceremony, load_ceremony
from selection.drawing.odds_reports import OddsReport
from web.draws.ceremony import criteria_of
from web.draws.levels import fold_levels, fold_weights
from web.draws.odds_plot import HEIGHT, WIDTH, plot_odds
from web.draws.odds_words import describe_costs, describe_seats, one_in
from web.draws.views import are_few, find_stage, sees_small_counts, write_chance, write_exactly
from web.odds_jobs import ask_for_odds
from web.pages import render
from web.services import PageRequest, services_of
from web.visits import visit_of

RELOAD_SECONDS: Final = 3


@get("/requests/{request_id:uuid}/draw/odds", name="draws.odds")
async def show_odds(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """How the chances lie, and what each rule costs; the page follows until all is there."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        ceremony = await load_ceremony(session, request_id, visit.actor)
    report = await ask_for_odds(services, ceremony, visit.actor)
    exact = sees_small_counts(visit.actor.role, find_stage(ceremony, services.now()))
    return render(
        request,
        "draws/odds.html",
        status_code=200,
        ceremony=ceremony,
        report=report,
        reload=RELOAD_SECONDS,
        **_shown(request, ceremony, report, exact=exact),
    )


def _shown(
    request: PageRequest, ceremony: Ceremony, report: OddsReport, *, exact: bool
) -> dict[str, object]:
    criteria, numbers = criteria_of(request, ceremony), report.numbers
    groups = fold_levels(numbers.levels, exact=exact) if numbers else ()
    return {
        "criteria": criteria,
        "numbers": numbers,
        "groups": groups,
        "folded": not exact,
        "few": numbers is not None and are_few(numbers.candidates, exact=exact),
        "plot": plot_odds(groups, numbers.equal) if numbers else None,
        "weights": numbers.weights if numbers else None,
        "weight_rows": (
            fold_weights(numbers.weights.groups, exact=exact) if numbers and numbers.weights else ()
        ),
        "describe_seats": describe_seats,
        "costs": describe_costs(report.costs, numbers, criteria) if numbers else (),
        "width": WIDTH,
        "height": HEIGHT,
        "one_in": one_in,
        "write_chance": write_chance,
        "write_exactly": write_exactly,
    }


ROUTES = (show_odds,)
