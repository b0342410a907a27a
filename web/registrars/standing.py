"""Acts on a member of the pool: leave noted and cancelled, suspended, resumed, invited again."""

from collections.abc import Awaitable
from uuid import UUID

from litestar import post
from litestar.params import FromPath

from expert_pool.admission.confirming import invite_imported
from expert_pool.admission.standing import (
    cancel_leave,
    enter_leave,
    resume_expert,
    suspend_expert,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Leave
from web.forms import read_form
from web.pages import redirect
from web.registrars.desk import Answer, actor_of, desk_of
from web.registrars.pool import expert_of, expert_page
from web.registrars.standing_forms import LeaveDays, LeaveForm, ResumeForm, SuspendForm
from web.services import PageRequest, services_of
from web.translation import N_


@post("/pool/{expert_id:uuid}/leave", name="registrars.leave")
async def do_leave(request: PageRequest, expert_id: FromPath[UUID]) -> Answer:
    """Note a leave period."""
    form = await read_form(request, LeaveForm)
    if form.value is not None:
        leave = Leave(form.value.start, form.value.end, form.value.reason)
        try:
            await enter_leave(desk_of(request), actor_of(request), expert_id, leave)
            return _back(request, expert_id, N_("The leave is noted."))
        except ExpertPoolError as refused:
            if not refused.code.startswith("expert.leave"):
                raise
            form = form.refused_by(refused, "end")
    return expert_page(request, await expert_of(request, expert_id), {"leave_form": form})


@post("/pool/{expert_id:uuid}/leave/cancel", name="registrars.leave.cancel")
async def do_cancel_leave(request: PageRequest, expert_id: FromPath[UUID]) -> Answer:
    """Take a leave period away."""
    sent = (await read_form(request, LeaveDays)).right
    leave = Leave(sent.start, sent.end)
    act = cancel_leave(desk_of(request), actor_of(request), expert_id, leave)
    return await _done(request, expert_id, act, N_("The leave is cancelled."))


@post("/pool/{expert_id:uuid}/suspend", name="registrars.suspend")
async def do_suspend(request: PageRequest, expert_id: FromPath[UUID]) -> Answer:
    """Keep the expert out of draws."""
    form = await read_form(request, SuspendForm)
    if form.value is None:
        shown = await expert_of(request, expert_id)
        return expert_page(request, shown, {"suspend_form": form})
    act = suspend_expert(desk_of(request), actor_of(request), expert_id, form.value.reason)
    return await _done(request, expert_id, act, N_("The expert is suspended."))


@post("/pool/{expert_id:uuid}/resume", name="registrars.resume")
async def do_resume(request: PageRequest, expert_id: FromPath[UUID]) -> Answer:
    """Let the expert be drawn again."""
    form = await read_form(request, ResumeForm)
    if form.value is None:
        shown = await expert_of(request, expert_id)
        return expert_page(request, shown, {"resume_form": form})
    act = resume_expert(desk_of(request), actor_of(request), expert_id, form.value.reason)
    return await _done(request, expert_id, act, N_("The expert is active again."))


@post("/pool/{expert_id:uuid}/invite", name="registrars.invite")
async def do_invite(request: PageRequest, expert_id: FromPath[UUID]) -> Answer:
    """Mail an imported person a new link to confirm the data."""
    now = services_of(request).now()
    act = invite_imported(desk_of(request), actor_of(request), expert_id, now)
    return await _done(request, expert_id, act, N_("A new link is on its way by e-mail."))


async def _done(request: PageRequest, expert_id: UUID, act: Awaitable[None], notice: str) -> Answer:
    await act
    return _back(request, expert_id, notice)


def _back(request: PageRequest, expert_id: UUID, notice: str) -> Answer:
    return redirect(request, f"/pool/{expert_id}", notice=notice)


ROUTES = (do_leave, do_cancel_leave, do_suspend, do_resume, do_invite)
