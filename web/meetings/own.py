"""A member's page of the review day: the code for the door, pledge, vote, opinion, recusal.

Each by the own account alone (rule DAY-05).
"""

from typing import Final
from uuid import UUID

import segno
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from selection.convening import (
    OwnDay,
    ShownCode,
    give_opinion,
    load_own_day,
    load_own_days,
    pledge,
    recuse,
    show_code,
    vote,
)
from selection.convening.members import PLEDGE, Said
from selection.convening.packing import load_own_codes
from selection.errors import SelectionError
from selection.meetings import Stance
from selection.offline_pack import in_fours
from web.criteria import MODES
from web.forms import Form, blank, read_form
from web.meetings.forms import OwnForm
from web.meetings.words import STANCES, STATES
from web.pages import redirect, render
from web.services import PageRequest, Services, services_of
from web.translation import N_
from web.visits import visit_of

Answer = Response[str] | Redirect
UNPROCESSABLE: Final = 422
_NOTICES: Final = {
    "pledge": N_("Your pledge is kept, with its time."),
    "vote": N_("Your vote is taken. Until the chair is set you can change it."),
    "opinion": N_("Your opinion is kept."),
    "recuse": N_("You have recused yourself. What you said by then does not count."),
}
_BESIDE: Final = {
    "meeting.reasons_missing": "reasons",
    "invitation.ground_unknown": "ground",
    "meeting.chair_not_present": "chosen",
}


@get("/my/meetings", name="meetings.own_list")
async def show_list(request: PageRequest) -> Response[str]:
    """The meetings that the member can take part in now."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        meetings = await load_own_days(session, visit.account_id())
        codes = await load_own_codes(session, services.draw_desk, visit.account_id())
    return render(
        request,
        "meetings/own_list.html",
        meetings=meetings,
        codes=codes,
        states=STATES,
        in_fours=in_fours,
    )


@get("/my/meetings/{meeting_id:uuid}", name="meetings.own")
async def show_own(request: PageRequest, meeting_id: FromPath[UUID]) -> Response[str]:
    """How the meeting stands for this member."""
    day = await _load(request, meeting_id)
    return _page(request, day, blank(OwnForm, {"reasons": day.reasons}))


@post("/my/meetings/{meeting_id:uuid}", name="meetings.own.post")
async def do_own(request: PageRequest, meeting_id: FromPath[UUID]) -> Answer:
    """One act of the member."""
    form = await read_form(request, OwnForm)
    if form.value is None:
        return _page(request, await _load(request, meeting_id), form, UNPROCESSABLE)
    services, value = services_of(request), form.value
    try:
        async with services.database.transaction() as session:
            shown = await _act(session, services, (meeting_id, _actor(request)), value)
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        wrong = form.refused_by(error, _BESIDE[error.code])
        return _page(request, await _load(request, meeting_id), wrong, UNPROCESSABLE)
    if shown is not None:
        return _page(request, await _load(request, meeting_id), form, shown=shown)
    path = "/my/meetings" if value.step == "recuse" else f"/my/meetings/{meeting_id}"
    return redirect(request, path, _NOTICES[value.step])


async def _act(
    session: AsyncSession, services: Services, whose: tuple[UUID, Actor], value: OwnForm
) -> ShownCode | None:
    given = (session, services.draw_desk, *whose)
    if value.step == "code":
        return await show_code(*given)
    if value.step == "pledge":
        await pledge(*given, value.version)
    elif value.step == "vote":
        await vote(*given, UUID(value.chosen) if value.chosen else UUID(int=0))
    elif value.step == "recuse":
        await recuse(*given, value.ground)
    else:
        stance = Stance(value.stance) if value.stance else Stance.DISSENTS
        version = int(value.version) if value.version.isdecimal() else 0
        await give_opinion(*given, Said(stance, value.reasons, version))
    return None


async def _load(request: PageRequest, meeting_id: UUID) -> OwnDay:
    services = services_of(request)
    async with services.database.transaction() as session:
        return await load_own_day(session, services.draw_desk, meeting_id, _actor(request))


def _actor(request: PageRequest) -> Actor:
    return visit_of(request).acting_as(Role.EXPERT)


def _page(
    request: PageRequest,
    day: OwnDay,
    form: Form[OwnForm],
    status_code: int = 200,
    shown: ShownCode | None = None,
) -> Response[str]:
    services, language = services_of(request), visit_of(request).language
    grounds = services.lists.recusal_grounds
    return render(
        request,
        "meetings/own.html",
        status_code=status_code,
        day=day,
        form=form,
        shown=shown,
        picture=_picture(services, day, shown) if shown else "",
        voters=[(str(it.record.id), it.name) for it in day.table],
        voted=_voted(day),
        text=declared_texts()[PLEDGE],
        grounds=[(code, services.lists.name(it, language)) for code, it in grounds.items()],
        states=STATES,
        stances=STANCES,
        modes=MODES,
    )


def _voted(day: OwnDay) -> str:
    """The member that this one has voted for, as the form knows members."""
    chosen = day.own.vote_for
    return next((str(it.record.id) for it in day.table if it.record.expert_id == chosen), "")


def _picture(services: Services, day: OwnDay, shown: ShownCode) -> str:
    """What the host's phone scans: the page of the door with the code filled in."""
    door = f"{services.settings.address}/requests/{day.meeting.request_id}/meeting/door"
    address = f"{door}?code={shown.code}"
    picture: str = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3)
    return picture


ROUTES = (show_list, show_own, do_own)
