"""The officer's page of an evaluation: all members on one sheet, handed in for good.

What was typed stays on every error. Each look at names is in the log.
"""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.evaluating import (
    Correctable,
    Said,
    Sheet,
    correct_evaluation,
    hand_in_evaluations,
    load_correctable,
    load_sheet,
    record_applicant_view,
)
from selection.evaluations import HIGHEST, LOWEST, tenths
from web.evaluations.forms import (
    ApplicantForm,
    CorrectionForm,
    SheetForm,
    in_rows,
    marks_of,
    with_faults,
)
from web.evaluations.words import PROCESS, SPOKE, STATES, item_words
from web.exports.sheet import in_fours
from web.forms import Form, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

Answer = Response[str] | Redirect
UNPROCESSABLE: Final = 422
POINTS: Final = tuple(range(LOWEST, HIGHEST + 1))


@get("/requests/{request_id:uuid}/evaluation", name="evaluations.sheet")
async def show_sheet(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """Who is evaluated, who is not yet, and until when."""
    sheet = await _load(request, request_id)
    return _page(request, sheet, blank(SheetForm, _rows(request, sheet)))


@post("/requests/{request_id:uuid}/evaluation", name="evaluations.sheet.post")
async def do_hand_in(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Keep the evaluation of every member that was filled in, or say what is missing."""
    services = services_of(request)
    form = _checked(await read_form(request, SheetForm), services.policy)
    if form.value is None or form.errors:
        return await _again(request, request_id, form)
    given, asked = form.value.given, form.value.asked is not None
    try:
        async with services.database.transaction() as session:
            questions = await hand_in_evaluations(
                session, services.draw_desk, request_id, _actor(request), given, asked=asked
            )
    except SelectionError as error:
        if error.code != "evaluation.handed_in_already":
            raise
        return await _again(request, request_id, form.refused_by(error))
    if questions:
        return await _again(request, request_id, form, dict(questions))
    return redirect(
        request, _path(request_id), N_("The evaluation is kept. The members see it in the account.")
    )


def _checked(form: Form[SheetForm], policy: Policy) -> Form[SheetForm]:
    """With what is missing beside each item of a member of whom anything was entered."""
    if form.value is None:
        return form
    for number, one in enumerate(form.value.members):
        if not one.untouched:
            form = with_faults(form, f"members-{number}-", one.marks, policy)
    return form if form.right.given else form.refused("", "evaluation.nothing_given")


async def _again(
    request: PageRequest,
    request_id: UUID,
    form: Form[SheetForm],
    questions: dict[UUID, Finding] | None = None,
) -> Response[str]:
    """The sheet as it is now, with what was typed for the members who wait still."""
    sheet = await _load(request, request_id)
    form = in_rows(form, blank(SheetForm, _rows(request, sheet)))
    return _page(request, sheet, form, UNPROCESSABLE, questions=questions)


@get("/evaluations/{evaluation_id:uuid}/correct", name="evaluations.correct")
async def show_correction(request: PageRequest, evaluation_id: FromPath[UUID]) -> Response[str]:
    """The first version, to be corrected once."""
    found = await _find(request, evaluation_id)
    rows = [{"item": it.item, "points": it.points, "reason": it.reason} for it in found.first.marks]
    return _correction(request, found, blank(CorrectionForm, {"marks": rows}))


@post("/evaluations/{evaluation_id:uuid}/correct", name="evaluations.correct.post")
async def do_correct(request: PageRequest, evaluation_id: FromPath[UUID]) -> Answer:
    """Keep the correction beside the first version."""
    services, form = services_of(request), await read_form(request, CorrectionForm)
    if form.value is not None:
        form = with_faults(form, "", form.value.marks, services.policy)
        if not form.right.reason:
            form = form.refused("reason", "evaluation.reason_missing")
    found = await _find(request, evaluation_id)
    if form.value is None or form.errors:
        return _correction(request, found, form, UNPROCESSABLE)
    marks, reason = marks_of(form.value.marks), form.value.reason
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, evaluation_id, _actor(request))
        await correct_evaluation(*given, marks, reason)
    notice = N_("The correction is kept beside the first evaluation.")
    return redirect(request, _path(found.request.id), notice)


@post("/requests/{request_id:uuid}/evaluation/views", name="evaluations.views.post")
async def do_hear(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Keep what applicants said when they were asked."""
    form, services = await read_form(request, ApplicantForm), services_of(request)
    if form.value is None:
        return await _heard_page(request, request_id, form)
    said = Said(form.value.spoke, form.value.received_on, form.value.words)
    try:
        async with services.database.transaction() as session:
            given = (session, services.draw_desk, request_id, _actor(request))
            await record_applicant_view(*given, said)
    except SelectionError as error:
        if error.code != "evaluation.view_in_future":
            raise
        return await _heard_page(request, request_id, form.refused_by(error, "received_on"))
    return redirect(request, _path(request_id), N_("What the applicants said is kept."))


async def _heard_page(
    request: PageRequest, request_id: UUID, form: Form[ApplicantForm]
) -> Response[str]:
    sheet = await _load(request, request_id)
    rows = blank(SheetForm, _rows(request, sheet))
    return _page(request, sheet, rows, UNPROCESSABLE, view_form=form)


async def _load(request: PageRequest, request_id: UUID) -> Sheet:
    services = services_of(request)
    async with services.database.transaction() as session:
        return await load_sheet(session, services.draw_desk, request_id, _actor(request))


async def _find(request: PageRequest, evaluation_id: UUID) -> Correctable:
    services = services_of(request)
    async with services.database.transaction() as session:
        return await load_correctable(session, services.draw_desk, evaluation_id, _actor(request))


def _rows(request: PageRequest, sheet: Sheet) -> dict[str, object]:
    """An empty row for each member who is not evaluated yet, with the items of the policy."""
    items = [{"item": it} for it in services_of(request).policy.codes("evaluation_items")]
    waiting = (it.participant.expert_id for it in sheet.waiting)
    return {"members": [{"member": one, "marks": items} for one in waiting]}


def _page(
    request: PageRequest,
    sheet: Sheet,
    form: Form[SheetForm],
    status_code: int = 200,
    *,
    questions: dict[UUID, Finding] | None = None,
    view_form: Form[ApplicantForm] | None = None,
) -> Response[str]:
    return render(
        request,
        "evaluations/sheet.html",
        status_code=status_code,
        sheet=sheet,
        form=form,
        questions=questions or {},
        view_form=view_form or blank(ApplicantForm),
        process_words=PROCESS,
        spoke_words=SPOKE,
        spoke_options=[(it, gettext(words)) for it, words in SPOKE.items()],
        tenths=tenths,
        own=str(sheet.reviewed.request.created_by) == _actor(request).account_id,
        items=services_of(request).policy.codes("evaluation_items"),
        points=POINTS,
        states=STATES,
        item_words=item_words,
        in_fours=in_fours,
    )


def _correction(
    request: PageRequest, found: Correctable, form: Form[CorrectionForm], status_code: int = 200
) -> Response[str]:
    return render(
        request,
        "evaluations/correction.html",
        status_code=status_code,
        found=found,
        form=form,
        points=POINTS,
        item_words=item_words,
        in_fours=in_fours,
    )


def _actor(request: PageRequest) -> Actor:
    return visit_of(request).acting_as(Role.OFFICER)


def _path(request_id: UUID) -> str:
    return f"/requests/{request_id}/evaluation"


ROUTES = (show_sheet, do_hand_in, show_correction, do_correct, do_hear)
