"""Payment lists after the hand-in: the overview, one list, and each person's step on it."""

from datetime import date, timedelta
from typing import Annotated, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import Field

from expert_pool.calendar import CHINA
from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.paying import (
    HANDED_OUT,
    READ_BY,
    ListFilter,
    ListShown,
    approve_list,
    archive_list,
    find_unarchived,
    give_back_list,
    list_shown_lists,
    mark_paid,
    read_list,
    return_list,
)
from web.fee_words import CLASSES, STATES, attended, month_words, yuan
from web.forms import Day, Form, FormModel, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

UNPROCESSABLE = 422
PAGE_SIZE = 50
_Answer: TypeAlias = Response[str] | Redirect
_BESIDE = {
    "payment.reason_missing": "reason",
    "payment.day_to_come": "paid_on",
    "payment.day_before_approval": "paid_on",
}


class DecisionForm(FormModel):
    """What the approver decides on a list."""

    decision: Annotated[str, one_of({"approve", "return"})] = Field(title=N_("Your decision"))
    reason: str = Field(default="", title=N_("Reason, where you return it"), max_length=500)


class BackForm(FormModel):
    """Why the finance clerk gives a list back."""

    reason: str = Field(default="", title=N_("Why it goes back"), max_length=500)


class PaidForm(FormModel):
    """The day on which the money went out."""

    paid_on: Day = Field(title=N_("Day of payment"))


_Form: TypeAlias = Form[DecisionForm] | Form[BackForm] | Form[PaidForm]


@get("/fees", name="fees.lists")
async def show_lists(
    request: PageRequest,
    page: FromQuery[int] = 1,
    month: FromQuery[str] = "",
    stage: FromQuery[str] = "",
) -> Response[str]:
    """The payment lists that the visitor has a part in: sums and states, no names."""
    number = min(max(page, 1), 10_000)
    services, actor = services_of(request), visit_of(request).actor
    offered = READ_BY.get(Role(actor.role), ())
    wanted = ListFilter(month, next((it for it in offered if it.value == stage), None))
    async with services.database.read() as session:
        shown, total = await list_shown_lists(
            session, actor, wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
        clerk = actor.role == Role.FINANCE
        unarchived = await find_unarchived(session, services.draw_desk) if clerk else None
    return render(
        request,
        "fees/lists.html",
        shown=shown,
        total=total,
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
        wanted=wanted,
        query=urlencode({"month": month, "stage": stage}),
        unarchived=unarchived,
        offered=[(it.value, gettext(STATES[it][0])) for it in offered],
        states=STATES,
        month_words=month_words,
        yuan=yuan,
    )


@get("/fees/{list_id:uuid}", name="fees.list")
async def show_list(request: PageRequest, list_id: FromPath[UUID]) -> Response[str]:
    """One payment list with its names; the look is logged."""
    return _page(request, await _read(request, list_id), blank(DecisionForm))


@post("/fees/{list_id:uuid}/decide", name="fees.decide")
async def do_decide(request: PageRequest, list_id: FromPath[UUID]) -> _Answer:
    """Approve the list, or return it with a reason."""
    form = await read_form(request, DecisionForm)
    if form.value is None:
        return _page(request, await _read(request, list_id), form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        async with services.database.transaction() as session:
            if form.value.decision == "approve":
                await approve_list(session, services.draw_desk, list_id, actor)
            else:
                await return_list(session, services.draw_desk, list_id, actor, form.value.reason)
    except SelectionError as error:
        return await _refused(request, list_id, form, error)
    done = {
        "approve": N_("The list is approved. The finance clerk can pay it now."),
        "return": N_("The list is returned to the officer."),
    }
    return redirect(request, "/fees", done[form.value.decision])


@post("/fees/{list_id:uuid}/back", name="fees.back")
async def do_give_back(request: PageRequest, list_id: FromPath[UUID]) -> _Answer:
    """The finance clerk gives an approved list back."""
    form = await read_form(request, BackForm)
    if form.value is None:
        return _page(request, await _read(request, list_id), form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        async with services.database.transaction() as session:
            await give_back_list(session, services.draw_desk, list_id, actor, form.value.reason)
    except SelectionError as error:
        return await _refused(request, list_id, form, error)
    return redirect(request, "/fees", N_("The list is returned to the officer."))


@post("/fees/{list_id:uuid}/paid", name="fees.paid")
async def do_paid(request: PageRequest, list_id: FromPath[UUID]) -> _Answer:
    """Note the day on which the list was paid."""
    form = await read_form(request, PaidForm)
    if form.value is None:
        return _page(request, await _read(request, list_id), form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        async with services.database.transaction() as session:
            await mark_paid(session, services.draw_desk, list_id, actor, form.value.paid_on)
    except SelectionError as error:
        return await _refused(request, list_id, form, error)
    return redirect(request, f"/fees/{list_id}", N_("The list is noted as paid."))


@post("/fees/{list_id:uuid}/archive", name="fees.archive")
async def do_archive(request: PageRequest, list_id: FromPath[UUID]) -> Redirect:
    """Close a paid list and erase its copy of the bank data."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        await archive_list(session, services.draw_desk, list_id, actor)
    notice = N_("The list is archived, and its copy of the bank data erased.")
    return redirect(request, f"/fees/{list_id}", notice)


async def _refused(
    request: PageRequest,
    list_id: UUID,
    form: _Form,
    error: SelectionError,
) -> Response[str]:
    """The list with the refusal beside its field, or on top."""
    if error.code not in {*_BESIDE, "payment.other_month", "payment.amounts_changed"}:
        raise error
    wrong = form.refused_by(error, _BESIDE.get(error.code, ""))
    return _page(request, await _read(request, list_id), wrong, UNPROCESSABLE)


async def _read(request: PageRequest, list_id: UUID) -> ListShown:
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        return await read_list(session, services.draw_desk, list_id, actor)


def _page(
    request: PageRequest,
    shown: ListShown,
    form: _Form,
    status_code: int = 200,
) -> Response[str]:
    return render(
        request,
        "fees/list.html",
        status_code=status_code,
        shown=shown,
        form=form,
        decision=form if form.model is DecisionForm else blank(DecisionForm),
        back=form if form.model is BackForm else blank(BackForm),
        paid=form if form.model is PaidForm else blank(PaidForm),
        role=visit_of(request).actor.role,
        archived_on=_archived_on(request, shown),
        erased_on=_erased_on(request, shown),
        downloads=shown.payment.state in HANDED_OUT,
        classes=CLASSES,
        states=STATES,
        attended=attended,
        month_words=month_words,
        yuan=yuan,
    )


def _archived_on(request: PageRequest, shown: ListShown) -> date | None:
    paid_on = shown.payment.paid_on
    term = services_of(request).policy.integer("fee_archive_days")
    return paid_on + timedelta(days=term) if paid_on else None


def _erased_on(request: PageRequest, shown: ListShown) -> date | None:
    approved = shown.payment.approved_at
    term = services_of(request).policy.integer("fee_unpaid_days")
    return approved.astimezone(CHINA).date() + timedelta(days=term) if approved else None


ROUTES = (show_lists, show_list, do_decide, do_give_back, do_paid, do_archive)
