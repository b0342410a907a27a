"""Check the answers, hand the application in, and what happens next."""

from litestar import get, post
from litestar.response import Redirect

from expert_pool.admission.applying import find_submission_concerns, submit_application
from expert_pool.admission.own_application import Dossier, barring
from expert_pool.applications import SECTION_RULES, Section
from expert_pool.errors import ExpertPoolError
from web.application_forms.labels import GROUPS_PLURAL, SECTIONS
from web.experts.answers import answers_of
from web.experts.desk import (
    CONFLICT,
    HOME,
    MEANWHILE,
    Answer,
    Page,
    actor_of,
    asked_of,
    desk_of,
    edit_of,
    own,
    own_editable,
)
from web.experts.rows_shown import rows_shown
from web.experts.tracker import deadline
from web.forms import Form, FormModel, blank
from web.pages import redirect, render
from web.services import PageRequest, services_of

DONE = "/application/submitted"


class SubmitForm(FormModel):
    """Nothing but the button."""


@get("/application/check", name="experts.check")
async def show_check(request: PageRequest) -> Answer:
    """Everything on one page, with the way to change each answer."""
    dossier = await own_editable(request)
    if not dossier.complete:
        return redirect(request, HOME)
    return await check_page(request, dossier, blank(SubmitForm))


@post("/application/submit", name="experts.submit")
async def do_submit(request: PageRequest) -> Answer:
    """Hand the application in."""
    dossier, services = await own(request), services_of(request)
    if not dossier.editable:
        return Redirect(DONE, status_code=303)
    if not dossier.complete:
        return redirect(request, HOME)
    edit = await edit_of(request, dossier)
    now, today = services.now(), services.today()
    try:
        await submit_application(desk_of(request), actor_of(request), edit, now, today)
    except ExpertPoolError as refused:
        if refused.code == "application.incomplete":
            return redirect(request, HOME)
        code = refused.code if refused.code == MEANWHILE else "application.cannot_be_submitted"
        form = blank(SubmitForm).refused("", code)
        return await check_page(request, await own_editable(request), form, CONFLICT)
    return redirect(request, DONE)


@get(DONE, name="experts.submitted")
async def show_submitted(request: PageRequest) -> Answer:
    """The reference number, what happens next, and by when; it can be kept as a bookmark."""
    dossier = await own(request)
    if dossier.record.submitted_at is None or dossier.editable:
        return redirect(request, HOME)
    services = services_of(request)
    return render(
        request,
        "experts/submitted.html",
        dossier=dossier,
        until=deadline(dossier, services.policy, services.calendar),
        sla=services.policy.integer("verify_sla_days"),
    )


async def check_page(
    request: PageRequest, dossier: Dossier, form: Form[SubmitForm], status_code: int = 200
) -> Page:
    """The answers, what the rules say of them, and the button."""
    services, desk = services_of(request), desk_of(request)
    asked = {name: words for name, words in SECTIONS.items() if name in asked_of(dossier)}
    record_id, today = dossier.record.id, services.today()
    concerns = await find_submission_concerns(desk, actor_of(request), record_id, today)
    bars = barring(concerns, services.policy)
    return render(
        request,
        "experts/check.html",
        status_code=status_code,
        form=form,
        dossier=dossier,
        sections=asked,
        plural=GROUPS_PLURAL,
        answers={section: answers_of(dossier, section, services) for section in Section},
        rows={
            section: {
                rows.name: rows_shown(dossier, rows.name, services.lists)
                for rows in SECTION_RULES[section].rows
            }
            for section in Section
        },
        bars=bars,
        concerns=tuple(finding for finding in concerns if finding not in bars),
    )


ROUTES = (show_check, do_submit, show_submitted)
