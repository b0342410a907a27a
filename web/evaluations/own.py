"""A member's pages: the own evaluations with an answer to each, and the view of the process."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.evaluating import (
    OwnReview,
    answer_evaluation,
    give_process,
    load_own_review,
    load_own_reviews,
)
from selection.evaluations import HIGHEST, LOWEST, average, tenths
from web.evaluations.forms import AnswerForm, ProcessForm
from web.evaluations.words import PROCESS, item_words
from web.forms import Form, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

Answer = Response[str] | Redirect
UNPROCESSABLE: Final = 422


@get("/my/evaluations", name="evaluations.own_list")
async def show_list(request: PageRequest) -> Response[str]:
    """The reviews that the member took part in, with the own evaluations and their mean."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        reviews = await load_own_reviews(session, services.draw_desk, visit.account_id())
    current = [it.versions[-1].judged.marks for it in reviews if it.versions]
    return render(
        request,
        "evaluations/own_list.html",
        reviews=reviews,
        averages=average(current),
        tenths=tenths,
        item_words=item_words,
    )


@get("/my/evaluations/{request_id:uuid}", name="evaluations.own")
async def show_own(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The own evaluation for one review."""
    return _page(request, await _load(request, request_id), blank(AnswerForm))


@post("/my/evaluations/{request_id:uuid}", name="evaluations.own.post")
async def do_answer(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Keep the member's answer to the own evaluation."""
    form, services = await read_form(request, AnswerForm), services_of(request)
    if form.value is None:
        return _page(request, await _load(request, request_id), form, UNPROCESSABLE)
    about, words = form.value.evaluation, form.value.words
    try:
        async with services.database.transaction() as session:
            await answer_evaluation(session, services.draw_desk, about, _actor(request), words)
    except SelectionError as error:
        if error.code != "evaluation.answer_empty":
            raise
        wrong = form.refused_by(error, "words")
        return _page(request, await _load(request, request_id), wrong, UNPROCESSABLE)
    notice = N_("Your answer is kept with the evaluation.")
    return redirect(request, f"/my/evaluations/{request_id}", notice)


@post("/my/evaluations/{request_id:uuid}/process", name="evaluations.process.post")
async def do_judge_process(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Keep how the member judges the process; pressure is told to auditors alone."""
    form, services = await read_form(request, ProcessForm), services_of(request)
    if form.value is not None and form.value.pressure == "yes" and not form.value.pressure_words:
        form = form.refused("pressure_words", "evaluation.pressure_unsaid")
    if form.value is None or form.errors:
        review = await _load(request, request_id)
        return _page(request, review, blank(AnswerForm), UNPROCESSABLE, form)
    view = form.value.view
    async with services.database.transaction() as session:
        await give_process(session, services.draw_desk, request_id, _actor(request), view)
    notice = N_("Thank you. What you said of the process is kept.")
    return redirect(request, f"/my/evaluations/{request_id}", notice)


async def _load(request: PageRequest, request_id: UUID) -> OwnReview:
    services, account_id = services_of(request), visit_of(request).account_id()
    async with services.database.read() as session:
        return await load_own_review(session, services.draw_desk, request_id, account_id)


def _page(
    request: PageRequest,
    review: OwnReview,
    form: Form[AnswerForm],
    status_code: int = 200,
    process_form: Form[ProcessForm] | None = None,
) -> Response[str]:
    return render(
        request,
        "evaluations/own.html",
        status_code=status_code,
        review=review,
        form=form,
        process_form=process_form or blank(ProcessForm),
        points=[(it, str(it)) for it in range(LOWEST, HIGHEST + 1)],
        process_words=PROCESS,
        item_words=item_words,
    )


def _actor(request: PageRequest) -> Actor:
    return visit_of(request).acting_as(Role.EXPERT)


ROUTES = (show_list, show_own, do_answer, do_judge_process)
