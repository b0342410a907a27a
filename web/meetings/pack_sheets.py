"""The printed sheets of an offline pack: everything of the day, for a room without a computer.

Its one job is the words on them. A name stands on a sheet where it stands in the pack.
"""

import asyncio
from datetime import date

from litestar import Response

from selection.offline_pack import PackContents
from web.exports.day_sheets import DaySheets, Lines, write_day_sheets
from web.meetings.words import STANCES
from web.services import PageRequest, services_of
from web.translation import current_translator, gettext
from web.uploads.keeping import answer_file
from web.visits import visit_of

_BLANK = ""


async def print_sheets(request: PageRequest, contents: PackContents) -> Response[bytes]:
    """The sheets as a file to be printed."""
    visitor = visit_of(request).visitor
    sheets = _sheets(request, contents, visitor.display_name if visitor else "")
    body = await asyncio.to_thread(write_day_sheets, sheets)
    return answer_file(body, "application/pdf", f"{contents.pack}.pdf")


def _sheets(request: PageRequest, contents: PackContents, printed_by: str) -> DaySheets:
    services, words = services_of(request), current_translator()
    english = words.language == "en"
    stamp = {"name": printed_by, "moment": words.moment(services.now())}
    day = words.date(date.fromisoformat(contents.first_day))
    return DaySheets(
        lang="en" if english else "zh",
        region="gb" if english else "cn",
        number=contents.pack,
        title=gettext("Sheets of the review day"),
        subtitle=" · ".join(filter(None, (contents.pack, day, contents.place))),
        author=gettext("Expert pool and panel draw"),
        pledge_title=contents.pledge.title,
        pledge=contents.pledge.paragraphs,
        pledge_version=gettext("Version %(version)s") % {"version": contents.pledge.version},
        sign_in=_sign_in(contents),
        votes=_votes(contents),
        votes_hint=gettext("One vote each; more than half of those present elect."),
        opinions=tuple(_who(it.seat, it.name) for it in contents.members),
        opinion_title=gettext("Opinion sheet"),
        stances=tuple(gettext(text) for text, _ in STANCES.values()),
        reasons=gettext("What I dissent from, and why"),
        minutes_title=gettext("Minutes sheet"),
        minutes_hint=gettext("Minutes"),
        times=tuple(_times()),
        signs=(gettext("Host"), gettext("Time")),
        member_signs=(gettext("Signature"), gettext("Time"), gettext("Host")),
        printed=gettext("Printed by %(name)s, %(moment)s") % stamp,
        pages=gettext("Page {page} of {total}"),
        demo=gettext("Demo · fictional") if services.settings.demo else "",
    )


def _sign_in(contents: PackContents) -> Lines:
    return Lines(
        gettext("Sign-in sheet"),
        (
            gettext("Seat"),
            gettext("Name"),
            gettext("Code for a room without network (12 signs)"),
            gettext("Identity seen"),
            gettext("Time"),
            gettext("Signature under the pledge"),
        ),
        (2, 5, 8, 3, 3, 6),
        tuple((str(it.seat), it.name, *[_BLANK] * 4) for it in contents.members),
    )


def _votes(contents: PackContents) -> Lines:
    return Lines(
        gettext("Vote sheet for the chair"),
        (gettext("Seat"), gettext("For seat"), gettext("Time"), gettext("Signature")),
        (2, 3, 3, 6),
        tuple((str(it.seat), *[_BLANK] * 3) for it in contents.members),
    )


def _who(seat: int, name: str) -> str:
    said = gettext("Seat %(seat)s") % {"seat": seat}
    return f"{said} · {name}" if name else said


def _times() -> list[str]:
    return [
        gettext("Doors opened"),
        gettext("Meeting begun"),
        gettext("Meeting closed"),
        gettext("Seat of the chair"),
        gettext("Absent or recused: seat and time"),
        gettext("Version of the minutes"),
    ]
