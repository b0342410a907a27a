"""The sheet that everybody signs: the minutes as they stand, members, opinions, a line each.

For the host, from the first minutes on; the look at names is logged with the day's. The scan of
the signed sheet is uploaded on the page of the day.
"""

import asyncio
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from selection.convening import Day, load_day
from selection.convening.looking import Shown
from selection.errors import SelectionError
from selection.meetings.opinions import CONSENT
from web.criteria import MODES
from web.exports.signing_sheet import SigningSheet, write_signing_sheet
from web.meetings.excepted import exception_lines
from web.meetings.words import STANCES
from web.services import PageRequest, Services, services_of
from web.translation import N_, current_translator, gettext
from web.visits import visit_of

PDF: Final = "application/pdf"
_HEAD: Final = (N_("Seat"), N_("Name"), N_("Opinion"), N_("Signature"))
_SIGNS: Final = (N_("Chair"), N_("Organiser"), N_("Supervision"))


@get("/requests/{request_id:uuid}/meeting/signing.pdf", name="meetings.signing")
async def print_sheet(request: PageRequest, request_id: FromPath[UUID]) -> Response[bytes]:
    """The sheet to print and sign."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        day = await load_day(session, services.draw_desk, request_id, visit.actor)
    if day.meeting is None or not day.minutes:
        raise SelectionError("meeting.minutes_missing")
    sheet = make_signing_sheet(day, services, visit.visitor.display_name if visit.visitor else "")
    body = await asyncio.to_thread(write_signing_sheet, sheet)
    name = f'attachment; filename="{day.request.number}-minutes.pdf"'
    return Response(body, media_type=PDF, headers={"content-disposition": name})


def make_signing_sheet(day: Day, services: Services, printed_by: str) -> SigningSheet:
    """What stands on the sheet: only members who are at the table, since only they sign."""
    words = current_translator()
    english, table = words.language == "en", [it for it in day.sitting if it.name]
    stamp = {"name": printed_by, "moment": words.moment(services.now())}
    version = day.meeting.minutes_version if day.meeting else 0
    return SigningSheet(
        lang="en" if english else "zh",
        region="gb" if english else "cn",
        title=gettext("Minutes of the review"),
        subtitle=gettext("Panel request %(number)s") % {"number": day.request.number},
        author=gettext("Expert pool and panel draw"),
        facts=_facts(day, services),
        minutes_caption=gettext("Minutes, version %(version)s") % {"version": version},
        minutes=tuple(line for line in day.minutes.splitlines() if line.strip()),
        members_caption=gettext("Members, with their opinions"),
        head=tuple(gettext(it) for it in _HEAD),
        rows=tuple(_row(day, it) for it in table),
        dissents_caption=gettext("Dissenting opinions"),
        dissents=tuple((_called(it), " ".join(it.reasons.split())) for it in table if it.reasons),
        signs=tuple(gettext(it) for it in _SIGNS),
        note=_note(services),
        printed=gettext("Printed by %(name)s, %(moment)s") % stamp,
        pages=gettext("Page {page} of {total}"),
        demo=gettext("Demo · fictional") if services.settings.demo else "",
    )


def _note(services: Services) -> str:
    if services.policy.text("dissent") != CONSENT:
        return ""
    return gettext("Whoever refuses to sign and gives no reason counts as agreeing (DAY-04).")


def _facts(day: Day, services: Services) -> tuple[tuple[str, str], ...]:
    words, lists = current_translator(), services.lists
    activity = lists.name(lists.activities[day.asked.activity], words.language)
    projects = gettext(", ").join(it.project for it in day.asked.projects if it.project)
    begun = day.meeting.begun_at if day.meeting else None
    where = day.arranged.arrangement if day.arranged else None
    how = f"{gettext(MODES[where.mode])} {where.place}".strip() if where else ""
    tally = f"{day.tally.agree} / {day.tally.dissent} / {day.tally.open}"
    facts = (
        (gettext("Activity"), activity),
        (gettext("Projects"), projects),
        (
            gettext("When and where"),
            " ".join(it for it in (words.moment(begun) if begun else "", how) if it),
        ),
        (gettext("Agree / dissent / open"), tally),
        (gettext("Exceptions from rules"), "\n".join(exception_lines(day, services.policy))),
    )
    return tuple(fact for fact in facts if fact[1])


def _row(day: Day, one: Shown) -> tuple[str, ...]:
    leads = day.meeting is not None and day.meeting.chair_expert == one.record.expert_id
    name = f"{one.name} ({gettext('Chair')})" if leads else one.name
    stance = gettext(STANCES[one.opinion.stance][0]) if one.opinion.stance else ""
    return str(one.record.position), name, stance


def _called(one: Shown) -> str:
    seat = gettext("Seat %(seat)s") % {"seat": one.record.position}
    return f"{seat} {one.name}"


ROUTES = (print_sheet,)
