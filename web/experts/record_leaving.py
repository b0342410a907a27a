"""Leaving the pool: what it means, which seats stay open, and the act itself."""

from typing import Annotated

from litestar import get, post
from pydantic import Field

from expert_pool.admission.leaving import LEAVING_REASONS, leave_pool
from expert_pool.admission.own_record import OwnRecord
from expert_pool.errors import ExpertPoolError
from web.experts.desk import CONFLICT, UNPROCESSABLE, Answer, Page, actor_of, desk_of
from web.experts.record import RECORD, open_seats, own_record
from web.experts.record_forms import STALE
from web.forms import Form, FormModel, Ticked, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator

LEAVING = f"{RECORD}/leaving"


class LeavingForm(FormModel):
    """Why somebody leaves, and that the consequence is understood."""

    version: int = Field(ge=0, lt=2**31)
    reason: Annotated[str, one_of(LEAVING_REASONS)] = Field(title=N_("Reason"))
    understood: Ticked = Field(title=N_("I know what follows, and leave the pool now."))


async def _member(request: PageRequest) -> OwnRecord:
    own = await own_record(request)
    if not own.in_pool:
        raise ExpertPoolError("own_record.not_found")
    return own


@get(LEAVING, name="experts.record.leaving")
async def show_leaving(request: PageRequest) -> Page:
    """What leaving means, with the open seats by name."""
    return await _page(request, blank(LeavingForm))


@post(LEAVING, name="experts.record.leaving.post")
async def do_leave_pool(request: PageRequest) -> Answer:
    """Leave the pool; the officers of open seats are told."""
    form, own = await read_form(request, LeavingForm), await _member(request)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    told = (form.value.reason, await open_seats(request, own))
    now, desk = services_of(request).now(), desk_of(request)
    try:
        await leave_pool(desk, actor_of(request), form.value.version, told, now)
    except ExpertPoolError as refused:
        if refused.code != STALE:
            raise
        return await _page(request, form.refused("", STALE), CONFLICT)
    return redirect(request, RECORD, notice=N_("You have left the pool."))


async def _page(request: PageRequest, form: Form[LeavingForm], status_code: int = 200) -> Page:
    own, english = await _member(request), current_translator().language == "en"
    reasons = LEAVING_REASONS.items()
    return render(
        request,
        "experts/record_leaving.html",
        status_code=status_code,
        form=form,
        own=own,
        reasons=[(code, one.name_en if english else one.name_zh) for code, one in reasons],
        seats=await open_seats(request, own),
    )


ROUTES = (show_leaving, do_leave_pool)
