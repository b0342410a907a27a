"""Statistics of pool and draws: exact for approvers and auditors, small numbers folded for all.

What everybody reads ends with the month before last, and leaves out the draws whose panels have
still to meet: no sum tells of a panel that is still sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from litestar import Response, get

from expert_pool.experts import Standing
from expert_pool.roles import Role
from expert_pool.vocabulary import CodeLists
from selection.overseeing.statistics import read_statistics
from selection.statistics import OTHERS, Figures, Share
from web.application_forms.labels import CHOICES
from web.criteria import TITLE_LEVELS
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator, gettext
from web.visits import visit_of

READERS: Final = frozenset({Role.APPROVER, Role.AUDITOR})
"""Who reads the exact numbers."""
MOST_EMPLOYERS: Final = 10
WIDTH: Final = 200
HEADS: Final[Mapping[str, str]] = {
    "type": N_("Type of expert"),
    "division": N_("Region"),
    "sector": N_("Kind of employer"),
    "sex": N_("Sex"),
    "age": N_("Age"),
    "title": N_("Level of title"),
    "field": N_("Technical field"),
    "standing": N_("Standing"),
    "employer": N_("Employers with most experts"),
}
STANDINGS: Final[Mapping[str, str]] = {
    Standing.IMPORTED: N_("Imported, not confirmed"),
    Standing.ACTIVE: N_("Active"),
    Standing.SUSPENDED: N_("Suspended"),
    Standing.DORMANT: N_("Dormant"),
    Standing.EXITED: N_("Left the pool"),
}
STATES: Final[Mapping[str, str]] = {
    "waiting": N_("Goes out after the quiet hours"),
    "sent": N_("Invited, no answer yet"),
    "pledged": N_("Has pledged, reads the parties"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "recused": N_("Recused"),
    "not_my_field": N_("Not the own field"),
    "no_answer": N_("No answer in time"),
    "unreachable": N_("Could not be reached"),
    "withdrawn": N_("Withdrew after accepting"),
    "closed": N_("Ended with the seat"),
}
REASONS: Final[Mapping[str, str]] = {
    "time": N_("No time"),
    "recusal": N_("Conflict of interest"),
    "not_my_field": N_("Not the own field"),
    "health": N_("Health"),
    "travel": N_("Travel"),
    "other": N_("Another reason"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A share as drawn: places of the band, of both shares, in the units of the picture."""

    words: str
    share: Share
    lowest: float
    highest: float
    seats: float
    eligible: float


@get("/statistics", name="public.statistics")
async def show_statistics(request: PageRequest) -> Response[str]:
    """The figures of twelve months."""
    services = services_of(request)
    visitor = visit_of(request).visitor
    exact = visitor is not None and bool(READERS & visitor.roles)
    today = services.today()
    days = _twelve_months(today)
    async with services.database.read() as session:
        figures = await read_statistics(session, services.lists, days, today, exact=exact)
    return render(
        request,
        "public/statistics.html",
        figures=figures,
        days=days,
        exact=exact,
        pool=[(HEADS[it], _counts(it, figures.pool[it], services.lists)) for it in figures.pool],
        shares=[(HEADS[name], _lines(name, it, services.lists)) for name, it in _shown(figures)],
        answers=_worded(figures.answers, STATES),
        reasons=_worded(figures.reasons, REASONS),
        loads=sorted(figures.loads.items()),
        width=WIDTH,
    )


def _twelve_months(today: date) -> tuple[date, date]:
    """The same for everybody: sums up to today would tell of a panel that is still sealed."""
    last_month = today.replace(day=1) - timedelta(days=1)
    last = last_month.replace(day=1) - timedelta(days=1)
    first = (last + timedelta(days=1)).replace(year=last.year - (last.month < 12))  # noqa: PLR2004
    return first, last


def _shown(figures: Figures) -> list[tuple[str, Sequence[Share]]]:
    return [(name, shares) for name, shares in figures.shares.items() if shares]


def _lines(name: str, shares: Sequence[Share], lists: CodeLists) -> list[Line]:
    """The shares of one kind of group, on one scale."""
    widest = max(max(it.band.highest, it.share_of_eligible) for it in shares)

    def place(share: float) -> float:
        return round(share / widest * WIDTH, 1)

    return [
        Line(
            _name(name, it.group, lists),
            it,
            place(it.band.lowest),
            place(it.band.highest),
            place(it.share_of_seats),
            place(it.share_of_eligible),
        )
        for it in shares
    ]


def _counts(name: str, counts: Mapping[str, int], lists: CodeLists) -> list[tuple[str, int]]:
    ranked = sorted(counts.items(), key=lambda item: (item[0] == OTHERS, -item[1], item[0]))
    if name == "age":
        ranked = sorted(counts.items(), key=lambda item: (item[0] == OTHERS, item[0]))
    if name == "employer":
        ranked = ranked[:MOST_EMPLOYERS]
    return [(_name(name, group, lists), number) for group, number in ranked]


def _name(kind: str, group: str, lists: CodeLists) -> str:
    """What a group is called on the page."""
    language = current_translator().language
    if group == OTHERS:
        return gettext(N_("All others together"))
    if kind == "division":
        found = lists.divisions.get(group)
        return lists.name(found, language) if found else group
    if kind == "field":
        return lists.name(lists.fields[group], language)
    if kind == "age":
        return current_translator().sentence("decade", {"first": group, "last": int(group) + 9})
    if kind in {"title", "standing"}:
        return gettext((TITLE_LEVELS if kind == "title" else STANDINGS)[group])
    return gettext(CHOICES[kind][group]) if kind in CHOICES else group


def _worded(counts: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[str, int]]:
    ranked = sorted(counts.items(), key=lambda item: (item[0] == OTHERS, -item[1], item[0]))
    others = N_("All others together")
    return [(gettext(words.get(code, others)), number) for code, number in ranked]


ROUTES = (show_statistics,)
