"""Where experts land: what is needed, the task list, or how far the application is."""

from types import SimpleNamespace
from typing import Final

from litestar import get, post

from expert_pool.admission.applying import start_application, withdraw_application
from expert_pool.admission.calling import find_open_call
from expert_pool.admission.changing import CHANGE
from expert_pool.admission.declared_texts import declared_texts
from expert_pool.admission.own_application import Dossier
from expert_pool.admission.own_record import find_own_record
from expert_pool.applications import CLOSED, Section, State
from web.application_forms.labels import SECTION_HINTS, SECTIONS, STATES
from web.experts.desk import (
    CHECK,
    HOME,
    Answer,
    Page,
    actor_of,
    asked_of,
    desk_of,
    own,
    own_or_none,
)
from web.experts.invitations import OWN as INVITATIONS
from web.experts.invitations import has_waiting
from web.experts.record import RECORD
from web.experts.sections import remarks_on
from web.experts.tracker import deadline, reasons_of, steps_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import CALL_COOKIE, read_cookie, visit_of

_TASK_STATES: Final = {
    "done": (N_("Completed"), "done"),
    "begun": (N_("In progress"), "info"),
    "new": (N_("Not yet started"), "neutral"),
    "returned": (N_("Sent back"), "waiting"),
    "locked": (N_("Cannot start yet"), "neutral"),
}


@get("/application", name="experts.home")
async def home(request: PageRequest) -> Answer:
    """The page that fits: an invitation that waits, start, task list, tracker, or the record."""
    if await has_waiting(request):
        return redirect(request, INVITATIONS)
    dossier = await own_or_none(request)
    under_way = dossier is not None and dossier.record.application.state not in CLOSED
    if not under_way and await find_own_record(desk_of(request), actor_of(request)):
        return redirect(request, RECORD)
    if dossier is None:
        sla = services_of(request).policy.integer("verify_sla_days")
        return render(request, "experts/start.html", sla=sla, texts=declared_texts())
    if dossier.editable:
        return _task_page(request, dossier)
    return _tracker_page(request, dossier)


def _task_page(request: PageRequest, dossier: Dossier) -> Page:
    asked = asked_of(dossier)
    tasks = [_task(dossier, section) for section in asked]
    ready = dossier.complete
    state, kind = _TASK_STATES["new" if ready else "locked"]
    tasks.append(
        SimpleNamespace(
            words=gettext(N_("Check your answers and submit")),
            path=CHECK if ready else "",
            state=gettext(state),
            kind=kind,
            hint="",
        )
    )
    return render(
        request,
        "experts/tasks.html",
        dossier=dossier,
        tasks=tasks,
        change=dossier.record.source == CHANGE,
        moving="employer" in services_of(request).policy.codes("change_reverify_fields"),
        parts=len(asked),
        done=sum(task.kind == "done" for task in tasks),
        remarks=remarks_on(dossier),
        whole=dossier.whole,
    )


def _task(dossier: Dossier, section: Section) -> SimpleNamespace:
    data, errors = dossier.sections[section], dossier.errors[section]
    returned = any(one.section == section for one in dossier.record.application.returned)
    crossed = any(error.section == section for error in dossier.whole)
    if returned:
        name = "returned"
    elif not errors and not crossed:
        name = "done"
    else:
        name = "begun" if any(data.values()) or _has_private(dossier, section) else "new"
    state, kind = _TASK_STATES[name]
    return SimpleNamespace(
        words=gettext(SECTIONS[section]),
        path=f"/application/{section.value}",
        state=gettext(state),
        kind=kind,
        hint=gettext(SECTION_HINTS[section]),
    )


def _has_private(dossier: Dossier, section: Section) -> bool:
    return section is Section.IDENTITY and bool(dossier.person.masked)


def _tracker_page(request: PageRequest, dossier: Dossier) -> Page:
    services, life = services_of(request), dossier.record.application
    until = deadline(dossier, services.policy, services.calendar)
    return render(
        request,
        "experts/status.html",
        dossier=dossier,
        state=STATES[life.state],
        steps=steps_of(dossier, until),
        until=until,
        sla=services.policy.integer("verify_sla_days"),
        reasons=reasons_of(dossier),
        open=life.state not in CLOSED,
        again=life.state in {State.DECLINED, State.WITHDRAWN},
    )


@post("/application/start", name="experts.start")
async def do_start(request: PageRequest) -> Answer:
    """Begin an application, or go on with the one that is open."""
    services, visitor = services_of(request), visit_of(request).visitor
    email = visitor.email if visitor else ""
    desk, actor, now = desk_of(request), actor_of(request), services.now()
    call = await find_open_call(desk, read_cookie(request, CALL_COOKIE), now)
    await start_application(desk, actor, email, now, call=call.number if call else "")
    return redirect(request, HOME)


@post("/application/withdraw", name="experts.withdraw")
async def do_withdraw(request: PageRequest) -> Answer:
    """Take the application back."""
    dossier = await own(request)
    desk, actor = desk_of(request), actor_of(request)
    await withdraw_application(desk, actor, dossier.record.id, services_of(request).now())
    return redirect(request, HOME, notice=N_("Your application is withdrawn."))


ROUTES = (home, do_start, do_withdraw)
