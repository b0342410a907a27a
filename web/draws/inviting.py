"""Invitations of a drawn panel for those who watch it: the live board, and the arrangement.

Without names; states and terms only. The board's rows are a page part of their own, which the
browser loads again and again, so that nobody loses the place.
"""

from datetime import UTC, datetime, time
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import BeforeValidator, Field

from expert_pool.messages import Mode
from selection.errors import SelectionError
from selection.invitations import Arrangement
from selection.invitations.arrangements import MOST_WORDS
from selection.inviting.arranging import enter_arrangement, load_entered
from selection.inviting.board import load_board
from selection.requests import thaw_criteria
from selection.storage.invitation_store import ArrangementRecord
from selection.storage.request_store import RequestRecord
from web.criteria import MODES
from web.draws.choice_words import state_of
from web.draws.invitation_words import kind_words, state_words, step_words
from web.draws.seat_words import came_words
from web.exports.criteria import describe_criteria
from web.exports.sheet import in_fours
from web.forms import Form, FormModel, blank, read_form, refuse
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import LOCAL_TIME, N_, current_translator, gettext
from web.visits import visit_of

UNPROCESSABLE = 422


def _read_time(value: object) -> object:
    try:
        return time.fromisoformat(value.replace("：", ":")) if isinstance(value, str) else value
    except ValueError:
        refuse("form.not_a_time")


class ArrangementForm(FormModel):
    """When, where and how the panel meets; the first day is the request's."""

    mode: Annotated[str, one_of(Mode)] = Field(title=N_("How the review is held"))
    place: str = Field(default="", title=N_("Meeting place"), max_length=MOST_WORDS)
    starts: Annotated[time, BeforeValidator(_read_time)] = Field(title=N_("Start on the first day"))
    contact: str = Field(title=N_("Contact for experts"), max_length=MOST_WORDS)


@get("/requests/{request_id:uuid}/draw/invitations", name="draws.invitations")
async def show_board(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """Every seat with the state of its invitation, the time left, and whose step is next."""
    return await _board(request, request_id, "draws/board.html")


@get("/requests/{request_id:uuid}/draw/invitations/seats", name="draws.invitations.seats")
async def show_rows(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The rows of the board alone, for the page that shows them already."""
    return await _board(request, request_id, "draws/board_rows.html")


@get("/requests/{request_id:uuid}/draw/arrangement", name="draws.arrangement")
async def show_arrangement(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The form of the arrangement, with what is entered already."""
    root, entered = await _entered(request, request_id)
    form = blank(ArrangementForm, _typed(entered) if entered else None)
    return _form_page(request, request_id, (root, entered), form)


@post("/requests/{request_id:uuid}/draw/arrangement", name="draws.arrangement.post")
async def do_arrange(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Keep the arrangement, so that whoever sits on the panel is invited."""
    form = await read_form(request, ArrangementForm)
    root, entered = await _entered(request, request_id)
    if form.value is None:
        return _form_page(request, request_id, (root, entered), form, UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    try:
        async with services.database.transaction() as session:
            await enter_arrangement(
                session,
                services.draw_desk,
                request_id,
                visit.actor,
                _arrangement(root, form.value),
            )
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        wrong = form.refused_by(error, _BESIDE[error.code])
        return _form_page(request, request_id, (root, entered), wrong, UNPROCESSABLE)
    notice = N_(
        "The arrangement is kept. Once there is a panel, invitations go out by themselves;"
        " at night they wait."
    )
    return redirect(request, f"/requests/{request_id}/draw", notice)


_BESIDE = {
    "arrangement.place_missing": "place",
    "arrangement.contact_missing": "contact",
    "arrangement.past": "starts",
    "arrangement.before_answers": "starts",
}
"""The field that a refusal of an arrangement belongs to."""


def _arrangement(root: RequestRecord, value: ArrangementForm) -> Arrangement:
    day = thaw_criteria(root.criteria or b"").review.start
    starts = datetime.combine(day, value.starts, LOCAL_TIME).astimezone(UTC)
    mode = Mode(value.mode)
    place = value.place if mode is Mode.ON_SITE else ""
    return Arrangement(mode, place, starts, value.contact)


def _typed(entered: ArrangementRecord) -> dict[str, object]:
    told = entered.arrangement
    return {
        "mode": told.mode.value,
        "place": told.place,
        "starts": told.starts_at.astimezone(LOCAL_TIME).strftime("%H:%M"),
        "contact": told.contact,
    }


async def _entered(
    request: PageRequest, request_id: UUID
) -> tuple[RequestRecord, ArrangementRecord | None]:
    async with services_of(request).database.read() as session:
        return await load_entered(session, request_id, visit_of(request).actor)


async def _board(request: PageRequest, request_id: UUID, template: str) -> Response[str]:
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        board = await load_board(session, services.draw_desk, request_id, visit.actor)
    frozen = thaw_criteria(board.request.criteria or b"")
    return render(
        request,
        template,
        board=board,
        request_id=request_id,
        criteria=describe_criteria(frozen, services.lists, current_translator()),
        role=visit.actor.role,
        modes=MODES,
        choice_state=state_of(board.choice) if board.choice else None,
        state=state_words,
        kind=kind_words,
        step=step_words,
        came=came_words,
        in_fours=in_fours,
    )


def _form_page(
    request: PageRequest,
    request_id: UUID,
    known: tuple[RequestRecord, ArrangementRecord | None],
    form: Form[ArrangementForm],
    status_code: int = 200,
) -> Response[str]:
    root, entered = known
    return render(
        request,
        "draws/arrangement.html",
        status_code=status_code,
        form=form,
        number=root.number,
        request_id=request_id,
        entered=entered,
        review=thaw_criteria(root.criteria or b"").review,
        modes=[(mode, gettext(words)) for mode, words in MODES.items()],
    )


ROUTES = (show_board, show_rows, show_arrangement, do_arrange)
