"""The page of a request's exceptions: asked for, withdrawn, decided, and acted on at the door."""

from collections.abc import Awaitable
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from expert_pool.roles import Role
from selection.convening.excepted import (
    record_opinion,
    record_pledge,
    record_recusal,
    sign_in_excepted,
)
from selection.convening.members import Said
from selection.errors import SelectionError
from selection.excepting import (
    Excepted,
    Offer,
    Plea,
    ask_exception,
    decide_exception,
    load_excepted,
    withdraw_exception,
)
from selection.meetings import Stance
from selection.states.exceptions import (
    GROUNDS,
    ExceptionAct,
    ExceptionGround,
    ExceptionRule,
    ExceptionState,
)
from selection.states.meetings import LIVE
from web.exceptions.forms import PaperForm, PleaForm, WordForm
from web.exports.sheet import in_fours
from web.forms import Form, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, Services, services_of
from web.translation import N_, current_translator, gettext
from web.visits import visit_of

Answer = Response[str] | Redirect
UNPROCESSABLE: Final = 422
_BESIDE_PLEA: Final = {
    "exception.ground_unknown": "ground",
    "exception.note_missing": "note",
    "meeting.member_not_found": "member",
}
_BESIDE_PAPER: Final = {
    "meeting.identity_not_seen": "identity",
    "meeting.reasons_missing": "reasons",
    "invitation.ground_unknown": "ground",
}
_DECIDED: Final = {
    ExceptionState.ALLOWED: N_("The exception is allowed. It stands in the log for ever."),
    ExceptionState.REFUSED: N_("The exception is refused: the rule holds."),
}
_RECORDED: Final = {
    "sign_in": N_("The member has signed in without a code."),
    "pledge": N_("The pledge on paper is recorded."),
    "opinion": N_("The opinion on paper is recorded."),
    "recuse": N_("The recusal is recorded, and the next by rank is called."),
}


@get("/requests/{request_id:uuid}/exceptions", name="exceptions.show")
async def show_exceptions(
    request: PageRequest, request_id: FromPath[UUID], rule: FromQuery[str] = ""
) -> Response[str]:
    """What was asked and decided, and what this visitor can do."""
    return await _page(request, request_id, blank(PleaForm, {"rule": rule[:10]}))


@post("/requests/{request_id:uuid}/exceptions", name="exceptions.ask")
async def do_ask(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Ask that a rule gives way once."""
    form = await read_form(request, PleaForm)
    if form.value is None:
        return await _page(request, request_id, form, status_code=UNPROCESSABLE)
    services, visit, typed = services_of(request), visit_of(request), form.value
    ground = ExceptionGround(typed.ground)
    plea = Plea(ExceptionRule(typed.rule), ground, typed.note, typed.about)
    try:
        async with services.database.transaction() as session:
            await ask_exception(session, services.draw_desk, request_id, visit.actor, plea)
    except SelectionError as error:
        if error.code not in _BESIDE_PLEA:
            raise
        wrong = form.refused_by(error, _BESIDE_PLEA[error.code])
        return await _page(request, request_id, wrong, status_code=UNPROCESSABLE)
    notice = N_("The exception is asked for. The approver of the request decides on it.")
    return redirect(request, _path(request_id), notice)


@post(
    "/requests/{request_id:uuid}/exceptions/{exception_id:uuid}/decide",
    name="exceptions.decide",
)
async def do_decide(
    request: PageRequest, request_id: FromPath[UUID], exception_id: FromPath[UUID]
) -> Redirect:
    """Allow or refuse, as the approver."""
    form = await read_form(request, WordForm)
    services, visit = services_of(request), visit_of(request)
    word = (exception_id, ExceptionAct(form.right.act))
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, visit.actor)
        decided = await decide_exception(*given, word)
    return redirect(request, _path(request_id), _DECIDED[decided.state])


@post(
    "/requests/{request_id:uuid}/exceptions/{exception_id:uuid}/withdraw",
    name="exceptions.withdraw",
)
async def do_withdraw(
    request: PageRequest, request_id: FromPath[UUID], exception_id: FromPath[UUID]
) -> Redirect:
    """Withdraw what nobody has decided yet, as who asked for it."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, actor)
        await withdraw_exception(*given, exception_id)
    return redirect(
        request, _path(request_id), N_("The exception is withdrawn. It stays on record.")
    )


@post("/requests/{request_id:uuid}/exceptions/member", name="exceptions.member")
async def do_paper(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Sign a member in on the identity, or record what the member signed on paper."""
    form = await read_form(request, PaperForm)
    if form.value is None:
        return await _page(request, request_id, blank(PleaForm), form, UNPROCESSABLE)
    try:
        await _record(request, request_id, form.value)
    except SelectionError as error:
        if error.code not in _BESIDE_PAPER:
            raise
        wrong = form.refused_by(error, _BESIDE_PAPER[error.code])
        return await _page(request, request_id, blank(PleaForm), wrong, UNPROCESSABLE)
    return redirect(request, _path(request_id), _RECORDED[form.value.step])


async def _record(request: PageRequest, request_id: UUID, typed: PaperForm) -> None:
    services, member = services_of(request), UUID(typed.member)
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, visit_of(request).actor)
        act: Awaitable[object]
        if typed.step == "sign_in":
            seen = typed.identity is not None
            act = sign_in_excepted(*given, member, identity_seen=seen)
        elif typed.step == "pledge":
            act = record_pledge(*given, member)
        elif typed.step == "recuse":
            act = record_recusal(*given, (member, typed.ground))
        else:
            stance = Stance(typed.stance) if typed.stance else Stance.AGREES
            act = record_opinion(*given, (member, Said(stance, typed.reasons, typed.version)))
        await act


async def _page(
    request: PageRequest,
    request_id: UUID,
    form: Form[PleaForm],
    paper: Form[PaperForm] | None = None,
    status_code: int = 200,
) -> Response[str]:
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        shown = await load_excepted(session, services.draw_desk, request_id, visit.actor)
    chosen = _choose(shown, form)
    return render(
        request,
        "exceptions/list.html",
        status_code=status_code,
        form=form,
        paper=paper or blank(PaperForm),
        shown=shown,
        role=visit.actor.role,
        account=visit.account_id(),
        stands_in=visit.actor.role == Role.OFFICER
        and visit.actor.account_id != str(shown.request.created_by),
        live=shown.meeting is not None and shown.meeting.state in LIVE,
        rules=services.policy.rules,
        chosen=chosen,
        grounds=_grounds(chosen),
        members=_members(chosen),
        recusals=_recusals(services, visit.language),
        in_fours=in_fours,
    )


def _choose(shown: Excepted, form: Form[PleaForm]) -> Offer | None:
    """The rule that was chosen, or the only one that there is."""
    if len(shown.offers) == 1:
        return shown.offers[0]
    return next((it for it in shown.offers if it.rule == form.text("rule")), None)


def _grounds(chosen: Offer | None) -> tuple[tuple[str, str], ...]:
    words = current_translator()
    listed = GROUNDS[chosen.rule] if chosen else ()
    return tuple((it.value, words.sentence(f"reason.{it.value}", {})) for it in listed)


def _members(chosen: Offer | None) -> tuple[tuple[str, str], ...]:
    seats = chosen.members if chosen else ()
    said = gettext("Seat %(seat)s")
    return tuple((str(it.id), said % {"seat": it.position}) for it in seats)


def _recusals(services: Services, language: str) -> tuple[tuple[str, str], ...]:
    lists = services.lists
    grounds = lists.recusal_grounds.items()
    return tuple((code, lists.name(it, language)) for code, it in grounds)


def _path(request_id: UUID) -> str:
    return f"/requests/{request_id}/exceptions"


ROUTES = (show_exceptions, do_ask, do_decide, do_withdraw, do_paper)
