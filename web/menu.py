"""The left menu of the staff's pages: what a visitor may use, grouped by duty.

An entry shows itself where `web.access` admits the visitor to its route; it grants nothing.
"""

from dataclasses import dataclass
from typing import Final

from litestar.exceptions import NoRouteMatchFoundException

from web.access import may_use
from web.services import Connection
from web.translation import N_
from web.visits import visit_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: its group, the route and its words."""

    group: str
    route: str
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as shown on a page."""

    words: str
    path: str
    current: bool


MENU: Final = (
    Entry(N_("Your work"), "accounts.waiting", N_("What waits for you")),
    Entry(N_("Audit"), "auditors.home", N_("Overview for auditors")),
    Entry(N_("Audit"), "auditors.alarms", N_("Alarms")),
    Entry(N_("Audit"), "evaluations.totals", N_("Evaluations")),
    Entry(N_("Audit"), "auditors.log", N_("Log")),
    Entry(N_("Audit"), "auditors.counts", N_("Counts of draws")),
    Entry(N_("Audit"), "auditors.activity", N_("Who acted how often")),
    Entry(N_("Audit"), "auditors.verify", N_("Export and verify")),
    Entry(N_("Panels"), "officers.requests", N_("Panel requests")),
    Entry(N_("Panels"), "officers.projects", N_("Projects")),
    Entry(N_("Panels"), "draws.list", N_("Draws and results")),
    Entry(N_("Fees"), "fees.lists", N_("Payment lists")),
    Entry(N_("Fees"), "fees.totals", N_("Totals for the tax office")),
    Entry(N_("Admission"), "registrars.queue", N_("Applications to check")),
    Entry(N_("Admission"), "registrars.papers", N_("Paper applications")),
    Entry(N_("Admission"), "registrars.imports", N_("Bulk import")),
    Entry(N_("Pool"), "registrars.pool", N_("Expert pool")),
    Entry(N_("Pool"), "registrars.units", N_("Register of units")),
    Entry(N_("Pool"), "calls.fields", N_("Fields and demand")),
    Entry(N_("Pool"), "calls.list", N_("Calls for experts")),
    Entry(N_("Integrity files"), "credit.list", N_("Cases of integrity files")),
    Entry(N_("Integrity files"), "credit.counts", N_("Counts of integrity files")),
    Entry(N_("User administration"), "administrators.accounts", N_("Accounts")),
    Entry(N_("User administration"), "administrators.new", N_("New staff account")),
    # Last: it is open to everybody, and nobody's work begins with it.
    Entry(N_("Open to everybody"), "draws.receipts", N_("Public receipts")),
    Entry(N_("Open to everybody"), "public.statistics", N_("Statistics")),
    Entry(N_("Open to everybody"), "public.verify", N_("Check a receipt")),
)


def menu_for(connection: Connection) -> dict[str, list[Link]]:
    """The menu of the visitor in hand: groups with their links."""
    visitor = visit_of(connection).visitor
    groups: dict[str, list[Link]] = {}
    for entry in MENU:
        path = path_of(connection, entry.route)
        if path and may_use(entry.route, visitor):
            link = Link(entry.words, path, current=connection.url.path == path)
            groups.setdefault(entry.group, []).append(link)
    return groups


def start_path(connection: Connection) -> str:
    """Where a visitor's work begins: an expert's own page, or the first entry of the menu."""
    if may_use("experts.home", visit_of(connection).visitor):
        return path_of(connection, "experts.home")
    first = (link.path for links in menu_for(connection).values() for link in links)
    return next(first, "/account")


def path_of(connection: Connection, route: str) -> str:
    """The address of a route by its name; empty while there is no such route."""
    try:
        return connection.app.route_reverse(route)
    except NoRouteMatchFoundException:
        return ""
