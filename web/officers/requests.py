"""Panel requests as officers, approvers and auditors see them, and what is decided on them."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import Field

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.requesting import (
    Draft,
    LiveCount,
    approve_request,
    cancel_request,
    return_request,
    review_request,
    save_draft,
    see_request,
    submit_request,
)
from selection.states.requests import RequestState
from selection.storage.overview import projects_of_requests
from selection.storage.request_store import RequestFilter, list_requests
from web.criteria import PARTY_ROLES, STATES, order_parties
from web.forms import Form, FormModel, Several, Ticked, blank, read_form
from web.officers.counting import count_saved
from web.officers.desks import actor_of, counts_of, desk_of
from web.officers.form_view import activity_options
from web.officers.panel_view import stored_steps
from web.officers.proposals import apply_steps, read_steps
from web.officers.request_form import RequestForm, check_typed, to_criteria
from web.officers.request_view import (
    parameters_by_rule,
    timeline_of,
    view_request,
)
from web.officers.stored_form import stored_fields
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext

UNPROCESSABLE = 422
PAGE_SIZE = 30
_HANDED_IN = tuple(it for it in RequestState if it is not RequestState.DRAFT)


class DecisionForm(FormModel):
    """What somebody decides on the version that the page showed."""

    version: int = Field(ge=1)
    reason: str = Field(default="", title=N_("Reason"), max_length=1000)
    confirmed: Ticked | None = Field(
        default=None, title=N_("I have read the points above and submit the request as it is.")
    )
    exceptions: Several = Field(default=(), title=N_("Exceptions that I approve, each by itself"))


@get("/requests", name="officers.requests")
async def show_requests(
    request: PageRequest,
    words: FromQuery[str] = "",
    standing: FromQuery[str] = "",
    page: FromQuery[int] = 1,
) -> Response[str]:
    """The officer's own requests; for approvers and auditors those that were handed in."""
    number, wanted = min(max(page, 1), 10_000), _filter(request, words, standing)
    async with services_of(request).database.read() as session:
        found, total = await list_requests(
            session, wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
        projects = await projects_of_requests(session, [one.id for one in found])
    return render(
        request,
        "officers/requests.html",
        requests=found,
        projects=projects,
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
        words=words,
        standing=standing,
        states=STATES,
        state_options=tuple((it.value, gettext(STATES[it][0])) for it in RequestState),
        activities=dict(activity_options(services_of(request).lists)),
        officer=actor_of(request).role == Role.OFFICER,
    )


def _filter(request: PageRequest, words: str, state: str) -> RequestFilter:
    actor = actor_of(request)
    asked = (RequestState(state),) if state in set(RequestState) else ()
    if actor.role == Role.OFFICER:
        own = UUID(actor.account_id)
        return RequestFilter(states=asked, created_by=own, words=words.strip())
    if actor.role == Role.AUDITOR:
        return RequestFilter(states=asked, words=words.strip())
    usual = _HANDED_IN if words else (RequestState.SUBMITTED,)
    allowed = tuple(it for it in asked if it in _HANDED_IN)
    return RequestFilter(states=allowed or usual, words=words.strip())


@get("/requests/{request_id:uuid}", name="officers.request")
async def show_request(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The whole request in plain words, what stands against it, and what can be done now."""
    return await _page(request, request_id, blank(DecisionForm))


async def _page(
    request: PageRequest, request_id: UUID, form: Form[DecisionForm], status_code: int = 200
) -> Response[str]:
    seen = await see_request(desk_of(request), actor_of(request), request_id)
    view = await view_request(request, seen)
    policy = services_of(request).policy
    return render(
        request,
        "officers/request.html",
        status_code=status_code,
        form=form,
        seen=seen,
        view=view,
        states=STATES,
        party_roles=PARTY_ROLES,
        in_order=order_parties,
        parameters=parameters_by_rule(policy),
        timeline=timeline_of(seen),
    )


@post("/requests/{request_id:uuid}/submit", name="officers.submit")
async def do_submit(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Hand the request in for approval."""
    form = await read_form(request, DecisionForm)
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    asked = (desk_of(request), actor_of(request), request_id, form.value.version)
    try:
        live = await _count(request, request_id)
        sure = form.value.confirmed is not None
        await submit_request(*asked, confirmed=sure, live=live)
    except SelectionError as error:
        field = "confirmed" if error.code == "request.not_confirmed" else ""
        return await _page(request, request_id, form.refused_by(error, field), UNPROCESSABLE)
    notice = N_("The request is submitted. An approver decides on it.")
    return redirect(request, f"/requests/{request_id}", notice)


async def _count(request: PageRequest, request_id: UUID) -> LiveCount | None:
    """The live count of the saved form; none where it can't be read or the hour has no more."""
    record = (await see_request(desk_of(request), actor_of(request), request_id)).record
    try:
        review = await review_request(desk_of(request), None, record)
    except SelectionError:  # The submission itself says what is missing.
        return None
    return (await count_saved(request, request_id, review.request)).live


@post("/requests/{request_id:uuid}/approve", name="officers.approve")
async def do_approve(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Approve the request; its criteria are frozen."""
    form = await read_form(request, DecisionForm)
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    asked = (request_id, form.value.version)
    desk, actor, sent = desk_of(request), actor_of(request), form.value
    try:
        counts = counts_of(request)
        await approve_request(desk, counts, actor, asked, sent.reason, sent.exceptions)
    except SelectionError as error:
        return await _refused(request, request_id, form, error)
    notice = N_("The request is approved. Its criteria are frozen.")
    return redirect(request, f"/requests/{request_id}", notice)


@post("/requests/{request_id:uuid}/return", name="officers.return")
async def do_return(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Send the request back to its officer."""
    form = await read_form(request, DecisionForm)
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    asked = (request_id, form.value.version)
    try:
        await return_request(desk_of(request), actor_of(request), asked, form.value.reason)
    except SelectionError as error:
        return await _refused(request, request_id, form, error)
    return redirect(request, f"/requests/{request_id}", N_("The request is sent back."))


@post("/requests/{request_id:uuid}/cancel", name="officers.cancel")
async def do_cancel(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Cancel the request, with a reason."""
    form = await read_form(request, DecisionForm)
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    asked = (request_id, form.value.version)
    try:
        await cancel_request(desk_of(request), actor_of(request), asked, form.value.reason)
    except SelectionError as error:
        return await _refused(request, request_id, form, error)
    return redirect(request, f"/requests/{request_id}", N_("The request is cancelled."))


@post("/requests/{request_id:uuid}/apply/{way:int}", name="officers.apply")
async def do_apply(
    request: PageRequest, request_id: FromPath[UUID], way: FromPath[int]
) -> Redirect:
    """Begin a new version from a proposal that a failed preparation left."""
    form, lists = await read_form(request, DecisionForm), services_of(request).lists
    desk, actor = desk_of(request), actor_of(request)
    record = (await see_request(desk, actor, request_id)).record
    steps = stored_steps(record, way)
    typed = apply_steps(stored_fields(record), steps)
    value = check_typed(typed, RequestForm).value
    criteria = to_criteria(value, lists, str(request_id)) if value else None
    relaxed = tuple(step.told for step in read_steps(steps))
    draft = Draft(record.activity, record.projects, typed, criteria, relaxed)
    await save_draft(desk, actor, request_id, form.right.version, draft)
    notice = N_("The proposal stands in the draft. Check it and submit again.")
    return redirect(request, f"/requests/{request_id}/edit", notice)


async def _refused(
    request: PageRequest, request_id: UUID, form: Form[DecisionForm], error: SelectionError
) -> Response[str]:
    exceptional = "exceptions" if error.code == "request.exceptions_not_agreed" else ""
    field = "reason" if error.code.endswith("reason_missing") else exceptional
    return await _page(request, request_id, form.refused_by(error, field), UNPROCESSABLE)


ROUTES = (
    show_requests,
    show_request,
    do_submit,
    do_approve,
    do_return,
    do_cancel,
    do_apply,
)
