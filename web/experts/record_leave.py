"""A member's leave and free weekdays: days on which no draw takes the member."""

from typing import Annotated

from litestar import get, post
from pydantic import Field

from expert_pool.admission.own_leave import cancel_own_leave, note_own_leave
from expert_pool.admission.own_weekdays import set_own_weekdays
from expert_pool.admission.standing import LEAVE_REASONS
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Leave
from web.application_forms.labels import WEEKDAYS
from web.experts.desk import CONFLICT, UNPROCESSABLE, Answer, Page, actor_of, desk_of
from web.experts.record import RECORD, leave_words, open_seats, own_record
from web.forms import Day, Form, FormModel, Several, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext

LEAVE = f"{RECORD}/leave"


class LeaveDays(FormModel):
    """The days of a leave that is noted."""

    start: Day = Field(title=N_("First day"))
    end: Day = Field(title=N_("Last day"))


class LeaveForm(LeaveDays):
    """Days on which the member is not drawn, and why."""

    reason: Annotated[str, one_of(LEAVE_REASONS)] = Field(title=N_("Reason of the leave"))


class WeekdaysForm(FormModel):
    """The weekdays on which the member never reviews; none is an answer, too."""

    weekdays: Several = Field(default=(), title=N_("I never review on"))


@get(LEAVE, name="experts.record.leave")
async def show_leave(request: PageRequest) -> Page:
    """The leave periods, and the form for one more."""
    return await _page(request, blank(LeaveForm))


@post(LEAVE, name="experts.record.leave.post")
async def do_leave(request: PageRequest) -> Answer:
    """Note a leave; a draw that is committed stays as it is."""
    form = await read_form(request, LeaveForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    leave = Leave(form.value.start, form.value.end, form.value.reason)
    today = services_of(request).today()
    try:
        await note_own_leave(desk_of(request), actor_of(request), leave, today)
    except ExpertPoolError as refused:
        if not refused.code.startswith("expert.leave"):
            raise
        status = CONFLICT if refused.code == "expert.leave_noted" else UNPROCESSABLE
        return await _page(request, form.refused_by(refused, "end"), status)
    return redirect(request, LEAVE, notice=N_("Your leave is noted."))


@post(f"{LEAVE}/cancel", name="experts.record.leave.cancel")
async def do_cancel_leave(request: PageRequest) -> Answer:
    """Take a leave period away."""
    sent = (await read_form(request, LeaveDays)).right
    await cancel_own_leave(desk_of(request), actor_of(request), Leave(sent.start, sent.end))
    return redirect(request, LEAVE, notice=N_("Your leave is cancelled."))


@post(f"{LEAVE}/weekdays", name="experts.record.leave.weekdays")
async def do_set_weekdays(request: PageRequest) -> Answer:
    """Note the weekdays without reviews; a draw that is committed stays as it is."""
    form = await read_form(request, WeekdaysForm)
    offered = {str(number): number for number in WEEKDAYS}
    chosen = [offered.get(one, 0) for one in form.right.weekdays]
    try:
        await set_own_weekdays(desk_of(request), actor_of(request), chosen)
    except ExpertPoolError as refused:
        if refused.code != "expert.no_weekday_left":
            raise
        refused_form = form.refused_by(refused, "weekdays")
        return await _page(request, blank(LeaveForm), UNPROCESSABLE, refused_form)
    return redirect(request, LEAVE, notice=N_("Your weekdays are noted."))


async def _page(
    request: PageRequest,
    form: Form[LeaveForm],
    status_code: int = 200,
    week: Form[WeekdaysForm] | None = None,
) -> Page:
    own = await own_record(request)
    reasons = leave_words()
    away = tuple(map(str, sorted(own.record.expert.weekdays_away)))
    return render(
        request,
        "experts/record_leave.html",
        status_code=status_code,
        form=form,
        own=own,
        reasons=reasons,
        options=list(reasons.items()),
        week=week or blank(WeekdaysForm, {"weekdays": away}),
        weekdays=[(number, gettext(name)) for number, name in WEEKDAYS.items()],
        seats=await open_seats(request, own),
        today=services_of(request).today(),
    )


ROUTES = (show_leave, do_leave, do_cancel_leave, do_set_weekdays)
