"""Calls for experts at the desk: drafted by registrars, released or ended by approvers."""

from typing import Annotated, Final, TypeAlias

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.admission.calling import decide_call, draft_call
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.applications.calls import (
    MOST_WANTED,
    CallAct,
    CallState,
    Wanted,
    is_open,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from expert_pool.storage.call_store import CallRecord, Returned, count_returned, list_calls
from expert_pool.storage.call_store import load_call as find_call
from web.call_texts import LANGUAGES, as_html, as_plain_text, head_of, paragraphs_of
from web.calls.fields import field_words
from web.forms import Day, Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator
from web.visits import visit_of

DESK: Final = "/fields/calls"
SHOWN: Final = 200
UNPROCESSABLE: Final = 422
STATES: Final = {
    CallState.DRAFT: (N_("Waits for its release"), "waiting"),
    CallState.RELEASED: (N_("Open for applications"), "good"),
    CallState.ENDED: (N_("No longer open"), "neutral"),
}
_BESIDE: Final = {
    "call.field_unknown": "field",
    "call.number_wrong": "number",
    "call.day_over": "until",
}
_Answer: TypeAlias = Response[str] | Redirect


class CallForm(FormModel):
    """What a call asks for."""

    field: str = Field(title=N_("Technical field"))
    number: Annotated[int, Field(ge=1, le=MOST_WANTED)] = Field(title=N_("How many experts"))
    until: Day = Field(title=N_("Last day to apply"))


def desk_of(request: PageRequest) -> AdmissionDesk:
    """What acts on calls work with."""
    services = services_of(request)
    return AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )


def state_of(request: PageRequest, call: CallRecord) -> tuple[str, str]:
    """Where a call is, in words; a released one ends after its last day by itself."""
    if call.state is not CallState.RELEASED:
        return STATES[call.state]
    open_now = is_open(call.state, call.wanted.until, services_of(request).today())
    return STATES[CallState.RELEASED if open_now else CallState.ENDED]


@get(DESK, name="calls.list")
async def show_calls(request: PageRequest) -> Response[str]:
    """All calls with what came of each, and the form of a new one."""
    return await _list_page(request, blank(CallForm))


@post(DESK, name="calls.new")
async def do_draft(request: PageRequest) -> _Answer:
    """Draft a call; somebody else releases it."""
    form = await read_form(request, CallForm)
    if form.value is not None:
        wanted = Wanted(form.value.field, form.value.number, form.value.until)
        actor = visit_of(request).acting_as(Role.REGISTRAR)
        try:
            number = await draft_call(desk_of(request), actor, wanted, services_of(request).now())
            notice = N_("The call is drafted. An approver releases it.")
            return redirect(request, f"{DESK}/{number}", notice=notice)
        except ExpertPoolError as refused:
            if refused.code not in _BESIDE:
                raise
            form = form.refused_by(refused, _BESIDE[refused.code])
    return await _list_page(request, form)


async def _list_page(request: PageRequest, form: Form[CallForm]) -> Response[str]:
    services, language = services_of(request), current_translator().language
    lists, visitor = services.lists, visit_of(request).visitor
    async with services.database.read() as session:
        calls = await list_calls(session, limit=SHOWN)
        returned = await count_returned(session)
    return render(
        request,
        "calls/list.html",
        status_code=UNPROCESSABLE if form.errors else 200,
        form=form,
        rows=[
            (
                it,
                field_words(request, it.wanted.field),
                state_of(request, it),
                returned.get(it.number, Returned()),
            )
            for it in calls
        ],
        may_draft=visitor is not None and Role.REGISTRAR in visitor.roles,
        field_options=[
            (code, f"{'　' * (len(lists.field_path(code)) - 1)}{lists.name(it, language)}")
            for code, it in lists.fields.items()
        ],
    )


@get(DESK + "/{number:str}", name="calls.show")
async def show_call(request: PageRequest, number: FromPath[str]) -> Response[str]:
    """One call: its words in both languages to paste elsewhere, and what came of it.

    Raises:
        ExpertPoolError: `call.not_found`.
    """
    services, visitor = services_of(request), visit_of(request).visitor
    async with services.database.read() as session:
        call = await find_call(session, number)
        returned = await count_returned(session)
    if call is None:
        raise ExpertPoolError("call.not_found")
    roles = visitor.roles if visitor else frozenset()
    address = f"{services.settings.address}/calls/{call.number}"
    texts = []
    for language in LANGUAGES:
        head = head_of(call, services.lists, language)
        said = paragraphs_of(call, services.policy, services.lists, address, language)
        texts.append((language, as_plain_text(head, said), as_html(head, said)))
    return render(
        request,
        "calls/show.html",
        call=call,
        field=field_words(request, call.wanted.field),
        state=state_of(request, call),
        returned=returned.get(call.number, Returned()),
        texts=texts,
        approver=Role.APPROVER in roles,
        registrar=Role.REGISTRAR in roles,
    )


@post(DESK + "/{number:str}/release", name="calls.release")
async def do_release(request: PageRequest, number: FromPath[str]) -> Redirect:
    """Put the call before the public."""
    return await _decide(request, number, CallAct.RELEASE, N_("The call is open to everybody."))


@post(DESK + "/{number:str}/drop", name="calls.drop")
async def do_drop(request: PageRequest, number: FromPath[str]) -> Redirect:
    """Drop a draft."""
    return await _decide(request, number, CallAct.DROP, N_("The draft is dropped."))


@post(DESK + "/{number:str}/end", name="calls.end")
async def do_end(request: PageRequest, number: FromPath[str]) -> Redirect:
    """End a released call before its last day."""
    return await _decide(request, number, CallAct.END, N_("The call has ended."))


async def _decide(request: PageRequest, number: str, act: CallAct, notice: str) -> Redirect:
    visit = visit_of(request)
    roles = visit.visitor.roles if visit.visitor else frozenset()
    actor = visit.acting_as(Role.APPROVER if Role.APPROVER in roles else Role.REGISTRAR)
    await decide_call(desk_of(request), actor, number, act, services_of(request).now())
    return redirect(request, f"{DESK}/{number}", notice=notice)


ROUTES = (show_calls, do_draft, show_call, do_release, do_drop, do_end)
