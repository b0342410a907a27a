"""For an expert: the draws that looked at the own person, and what they said of it."""

from litestar import Response, get

from selection.drawing import load_own_screenings
from selection.drawing.own_entries import load_own_entries
from web.draws.odds_words import describe_seats, one_in
from web.draws.seat_words import reason_words
from web.draws.views import said_once, write_chance
from web.pages import render
from web.services import PageRequest, services_of
from web.visits import visit_of


@get("/my/draws", name="draws.own")
async def show_own(request: PageRequest) -> Response[str]:
    """The own entry of each concluded draw: the chance, or the reasons of the exclusion."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        found = await load_own_screenings(session, services.draw_desk, visit.account_id())
        entries = await load_own_entries(session, services.draw_desk, visit.account_id())
    return render(
        request,
        "draws/own.html",
        screenings=found,
        entries={entry.draw_id: entry for entry in entries},
        said_once=said_once,
        reason=reason_words,
        write_chance=write_chance,
        one_in=one_in,
        describe_seats=describe_seats,
    )


ROUTES = (show_own,)
