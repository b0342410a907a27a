"""The seats of a drawn panel: who held each, reports of vacancies, and what follows from them.

Pages for the officer, the approver and auditors; without names, and nobody chooses who comes.
"""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from selection.drawing.reporting import Report, check_report, read_report, report_vacancy
from selection.drawing.supplementing import open_supplement
from selection.drawing.vacating import Decision, decide_vacancy, read_decision
from selection.drawing.watching import Watched, read_walk, watch_panel
from selection.errors import SelectionError
from selection.states.vacancies import REPORTABLE, VacancyReason, VacancyState, reasons_for
from web.criteria import STATES
from web.draws.ceremony import criteria_of
from web.draws.seat_words import (
    REASONS,
    came_words,
    ground_options,
    reason_options,
    reason_words,
    step_words,
)
from web.draws.views import name_rule
from web.exports.sheet import in_fours
from web.forms import Form, FormModel, Ticked, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

UNPROCESSABLE = 422
MOST_WORDS = 1000


class VacancyForm(FormModel):
    """Why a member leaves; `pseudonym` is the member that the page showed."""

    pseudonym: str = Field(max_length=100)
    reason: Annotated[str, one_of(REPORTABLE)] = Field(title=N_("Why the member leaves"))
    ground: str = Field(default="", title=N_("Ground of the recusal"), max_length=10)
    note: str = Field(title=N_("What this rests on"), max_length=MOST_WORDS, min_length=1)
    confirmed: Ticked | None = Field(default=None)


class DecisionForm(FormModel):
    """What the approver decides on a reported vacancy."""

    decision: Annotated[str, one_of({"confirm", "reject"})] = Field(title=N_("Your decision"))
    note: str = Field(default="", title=N_("Reason, where you reject it"), max_length=MOST_WORDS)


@get("/requests/{request_id:uuid}/draw/seats", name="draws.seats")
async def show_seats(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """Every seat with all who held it, reports, vacant seats and supplements."""
    watched = await _watch(request, request_id)
    services, visit = services_of(request), visit_of(request)
    panel, desk = watched.drawn_panel, services.draw_desk
    return render(
        request,
        "draws/seats.html",
        watched=watched,
        panel=panel,
        criteria=criteria_of(request, watched.ceremony),
        role=visit.actor.role,
        states=STATES,
        may_report=bool(reasons_for(visit.actor.role)),
        reason=reason_words,
        came=came_words,
        step=step_words,
        notes={it.id: read_report(desk, it) for it in panel.vacancies},
        decisions={it.id: read_decision(desk, it) for it in panel.vacancies},
        rejected=[it for it in panel.vacancies if it.state is VacancyState.REJECTED],
        in_fours=in_fours,
    )


@get("/requests/{request_id:uuid}/draw/seats/{position:int}", name="draws.vacancy")
async def show_vacancy(
    request: PageRequest, request_id: FromPath[UUID], position: FromPath[int]
) -> Response[str]:
    """The form to report that the member on a seat leaves the panel."""
    watched = await _watch(request, request_id)
    return _form_page(request, watched, position, blank(VacancyForm))


@post("/requests/{request_id:uuid}/draw/seats/{position:int}", name="draws.vacancy.post")
async def do_vacancy(
    request: PageRequest, request_id: FromPath[UUID], position: FromPath[int]
) -> Response[str] | Redirect:
    """Show what will happen; once that is confirmed, report the vacancy."""
    form, watched = await read_form(request, VacancyForm), await _watch(request, request_id)
    if form.value is None:
        return _form_page(request, watched, position, form, UNPROCESSABLE)
    try:
        await _report(request, request_id, position, form.value)
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        wrong = form.refused_by(error, _BESIDE[error.code])
        return _form_page(request, watched, position, wrong, UNPROCESSABLE)
    if form.value.confirmed is None:
        return _form_page(request, watched, position, form, page="vacancy_confirm")
    notice = N_("The vacancy is reported. The approver of the request decides on it.")
    return redirect(request, _path(request_id), notice)


@get("/requests/{request_id:uuid}/draw/vacancies/{vacancy_id:uuid}", name="draws.decide")
async def show_decision(
    request: PageRequest, request_id: FromPath[UUID], vacancy_id: FromPath[UUID]
) -> Response[str]:
    """A reported vacancy, for the approver to decide on."""
    watched = await _watch(request, request_id)
    return _decision_page(request, watched, vacancy_id, blank(DecisionForm))


@post("/requests/{request_id:uuid}/draw/vacancies/{vacancy_id:uuid}", name="draws.decide.post")
async def do_decide(
    request: PageRequest, request_id: FromPath[UUID], vacancy_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Confirm the vacancy, so that the next reserve takes the seat, or reject it."""
    form, watched = await read_form(request, DecisionForm), await _watch(request, request_id)
    if form.value is None:
        return _decision_page(request, watched, vacancy_id, form, UNPROCESSABLE)
    decision = Decision(vacancy_id, form.value.decision == "confirm", form.value.note)
    services, visit = services_of(request), visit_of(request)
    try:
        async with services.database.transaction() as session:
            decided = await decide_vacancy(
                session, services.draw_desk, request_id, visit.actor, decision
            )
    except SelectionError as error:
        if error.code != "vacancy.note_missing":
            raise
        wrong = form.refused_by(error, "note")
        return _decision_page(request, watched, vacancy_id, wrong, UNPROCESSABLE)
    return redirect(request, _path(request_id), _DONE[decided.state])


@post("/requests/{request_id:uuid}/draw/supplement", name="draws.supplement")
async def do_supplement(request: PageRequest, request_id: FromPath[UUID]) -> Redirect:
    """Ask for a supplementary draw for the vacant seats."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        record = await open_supplement(session, services.draw_desk, request_id, visit.actor)
    notice = N_("The supplementary draw is asked for. An approver decides on it.")
    return redirect(request, f"/requests/{record.id}", notice)


@get("/requests/{request_id:uuid}/draw/vacancies/{vacancy_id:uuid}/walk", name="draws.walk")
async def show_walk(
    request: PageRequest, request_id: FromPath[UUID], vacancy_id: FromPath[UUID]
) -> Response[str]:
    """Who was passed over for a seat, and why; for the auditor, and the look is logged."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        watched = await watch_panel(session, request_id, visit.actor)
        vacancy, passed = await read_walk(
            session, services.draw_desk, watched, visit.actor, vacancy_id
        )
    return render(
        request,
        "draws/walk.html",
        watched=watched,
        vacancy=vacancy,
        passed=passed,
        reason=reason_words,
        rule=lambda code: name_rule(services.policy, code.partition(".")[0], visit.language),
        in_fours=in_fours,
    )


_DONE = {
    VacancyState.REJECTED: N_("The report is rejected. The member stays on the panel."),
    VacancyState.FILLED: N_("The vacancy is confirmed, and the next reserve has taken the seat."),
    VacancyState.VACANT: N_("The vacancy is confirmed. No reserve can take the seat."),
}


_BESIDE = {"vacancy.ground_missing": "ground", "vacancy.still_eligible": "reason"}
"""The field that a refusal of a report belongs to."""


async def _watch(request: PageRequest, request_id: UUID) -> Watched:
    async with services_of(request).database.read() as session:
        return await watch_panel(session, request_id, visit_of(request).actor)


async def _report(
    request: PageRequest, request_id: UUID, position: int, value: VacancyForm
) -> None:
    """Report once it is confirmed; before, only see whether it will be taken."""
    services, visit = services_of(request), visit_of(request)
    told = Report(position, value.pseudonym, VacancyReason(value.reason), value.ground, value.note)
    act = check_report if value.confirmed is None else report_vacancy
    async with services.database.transaction() as session:
        await act(session, services.draw_desk, request_id, visit.actor, told)


def _form_page(
    request: PageRequest,
    watched: Watched,
    position: int,
    form: Form[VacancyForm],
    status_code: int = 200,
    page: str = "vacancy",
) -> Response[str]:
    visit, services = visit_of(request), services_of(request)
    seat = watched.drawn_panel.seat(position)
    return render(
        request,
        f"draws/{page}.html",
        status_code=status_code,
        form=form,
        watched=watched,
        seat=seat,
        criteria=criteria_of(request, watched.ceremony),
        reasons=reason_options(visit.actor.role),
        grounds=ground_options(services.lists, visit.language),
        reason=REASONS,
        in_fours=in_fours,
    )


def _decision_page(
    request: PageRequest,
    watched: Watched,
    vacancy_id: UUID,
    form: Form[DecisionForm],
    status_code: int = 200,
) -> Response[str]:
    services = services_of(request)
    vacancy = watched.drawn_panel.vacancy(vacancy_id)
    return render(
        request,
        "draws/vacancy_decide.html",
        status_code=status_code,
        form=form,
        watched=watched,
        vacancy=vacancy,
        note=read_report(services.draw_desk, vacancy),
        ground=services.lists.recusal_grounds.get(vacancy.ground),
        lists=services.lists,
        reason=reason_words,
        in_fours=in_fours,
    )


def _path(request_id: UUID) -> str:
    return f"/requests/{request_id}/draw/seats"


ROUTES = (
    show_seats,
    show_vacancy,
    do_vacancy,
    show_decision,
    do_decide,
    do_supplement,
    show_walk,
)
