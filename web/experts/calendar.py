"""A member's calendar: a secret address for the own telephone or office program.

What the address shows is the least that keeps days free: that the member is on leave or has a
review, and on which days. It names no project, no panel and no place.
"""

from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath

from expert_pool.admission.own_feed import end_feed, load_own_feed, open_feed, renew_feed
from expert_pool.availability.events import CalendarDays, Seat, write_feed
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.feed_store import Feed
from expert_pool.storage.leave_store import load_leaves
from selection.storage.seat_days import load_accepted_seats
from web.experts.desk import Answer, Page, actor_of, desk_of
from web.experts.record import RECORD, own_record
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, Translator, current_translator

PAGE: Final = f"{RECORD}/calendar"
ENDING: Final = ".ics"
_HEADERS: Final = {"cache-control": "private, no-store", "x-robots-tag": "noindex"}


@get(PAGE, name="experts.feed")
async def show_feed(request: PageRequest) -> Page:
    """Whether the own calendar has an address, and the buttons to change that."""
    return await _page(request)


@post(PAGE, name="experts.feed.post")
async def do_renew_feed(request: PageRequest) -> Page:
    """Make a new address; it is on this one answer only."""
    services, language = services_of(request), current_translator().language
    secret = await renew_feed(desk_of(request), actor_of(request), language, services.now())
    return await _page(request, f"{services.settings.address}/calendar/{secret}{ENDING}")


@post(f"{PAGE}/off", name="experts.feed.off")
async def do_end_feed(request: PageRequest) -> Answer:
    """Switch the address off at once."""
    await end_feed(desk_of(request), actor_of(request))
    return redirect(request, PAGE, notice=N_("The calendar address is switched off."))


@get("/calendar/{name:str}", name="experts.calendar")
async def show_calendar(request: PageRequest, name: FromPath[str]) -> Response[bytes]:
    """The days of the member whose address this is, for a calendar program.

    Raises:
        ExpertPoolError: `calendar_feed.not_found` for an address that never was or is off.
    """
    feed = await open_feed(desk_of(request), name.removesuffix(ENDING))
    if feed is None:
        raise ExpertPoolError("calendar_feed.not_found")
    content = await _calendar(request, feed, Translator(feed.language))
    return Response(content, media_type="text/calendar", headers=_HEADERS)


async def _calendar(request: PageRequest, feed: Feed, words: Translator) -> bytes:
    async with services_of(request).database.read() as session:
        leaves = await load_leaves(session, feed.expert_id)
        seats = await load_accepted_seats(session, feed.expert_id)
    on_leave = words.gettext(N_("On leave (expert reviews)"))
    review = words.gettext(N_("Expert review (confidential)"))
    days = (
        CalendarDays(f"leave-{one.start}-{one.end}", one.start, one.end, on_leave) for one in leaves
    )
    kept = (Seat(f"seat-{one.id}", one.days, review) for one in seats)
    return write_feed(words.gettext(N_("Expert reviews")), days, kept, feed.made_at)


async def _page(request: PageRequest, address: str = "") -> Page:
    own = await own_record(request)
    feed = await load_own_feed(desk_of(request), own.id)
    return render(request, "experts/record_calendar.html", own=own, feed=feed, address=address)


ROUTES = (show_feed, do_renew_feed, do_end_feed, show_calendar)
