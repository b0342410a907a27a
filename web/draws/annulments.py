"""The annulment of a draw: the officer asks, the approver agrees, an auditor's word ends it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from selection.drawing.annulling import Plea, ask_annulment, decide_annulment, read_plea
from selection.drawing.grounds import possible_grounds
from selection.drawing.watching import Watched, watch_panel
from selection.errors import SelectionError
from selection.states.annulments import (
    AnnulmentAct,
    AnnulmentGround,
    AnnulmentState,
)
from web.draws.seat_words import GROUNDS, ground_words
from web.forms import Form, FormModel, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

UNPROCESSABLE = 422
MOST_WORDS = 1000


class PleaForm(FormModel):
    """Why a draw should not count."""

    ground: Annotated[str, one_of(AnnulmentGround)] = Field(title=N_("Ground of the annulment"))
    note: str = Field(title=N_("Facts"), min_length=1, max_length=MOST_WORDS)


class WordForm(FormModel):
    """What the approver or the auditor says to it."""

    act: Annotated[str, one_of(AnnulmentAct)] = Field(title=N_("Your decision"))


@get("/requests/{request_id:uuid}/draw/annul", name="draws.annul")
async def show_annulment(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """What was asked, who agreed, and what this visitor can do."""
    return await _page(request, request_id, blank(PleaForm))


@post("/requests/{request_id:uuid}/draw/annul", name="draws.annul.post")
async def do_ask(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Ask for the draw to be annulled."""
    form = await read_form(request, PleaForm)
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    plea = Plea(AnnulmentGround(form.value.ground), form.value.note)
    try:
        async with services.database.transaction() as session:
            await ask_annulment(session, services.draw_desk, request_id, visit.actor, plea)
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        return await _page(request, request_id, form.refused_by(error, "ground"), UNPROCESSABLE)
    notice = N_("The annulment is asked for. The approver, then an auditor decides on it.")
    return redirect(request, _path(request_id), notice)


@post("/requests/{request_id:uuid}/draw/annul/decide", name="draws.annul.decide")
async def do_decide(request: PageRequest, request_id: FromPath[UUID]) -> Redirect:
    """Agree or refuse, as the approver or as an auditor."""
    form = await read_form(request, WordForm)
    services, visit = services_of(request), visit_of(request)
    act = AnnulmentAct(form.right.act)
    async with services.database.transaction() as session:
        decided = await decide_annulment(session, services.draw_desk, request_id, visit.actor, act)
    if decided.state is AnnulmentState.DONE:
        return redirect(request, f"/requests/{request_id}", _DONE[decided.state])
    return redirect(request, _path(request_id), _DONE[decided.state])


_BESIDE = frozenset({"annulment.ground_untimely", "annulment.secret_in_time"})
_DONE = {
    AnnulmentState.AGREED: N_("You have agreed. Now an auditor decides."),
    AnnulmentState.REFUSED: N_("The annulment is refused. The draw counts."),
    AnnulmentState.DONE: N_("The draw is annulled. It stays on record, and the request goes back."),
}


async def _page(
    request: PageRequest, request_id: UUID, form: Form[PleaForm], status_code: int = 200
) -> Response[str]:
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        watched = await watch_panel(session, request_id, visit.actor)
    return render(
        request,
        "draws/annulment.html",
        status_code=status_code,
        form=form,
        watched=watched,
        role=visit.actor.role,
        options=_options(watched, services.now()),
        ground=ground_words,
        pleas={it.id: read_plea(services.draw_desk, it) for it in watched.annulments},
    )


def _options(watched: Watched, now: datetime) -> tuple[tuple[str, str], ...]:
    draw = watched.ceremony.draw
    if draw is None:
        return ()
    grounds = possible_grounds(draw, watched.ceremony.words, now)
    return tuple((it.value, gettext(GROUNDS[it])) for it in grounds)


def _path(request_id: UUID) -> str:
    return f"/requests/{request_id}/draw/annul"


ROUTES = (show_annulment, do_ask, do_decide)
