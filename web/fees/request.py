"""The officer's page on the fees of a review: attendance, rates and reasons, then the hand-in.

Attendance is what the review day recorded, until the officer changes it with a reason.
"""

from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.roles import Role
from selection.fees import DAY, ReviewWork, WorkedDay
from selection.paying import (
    FeesOfReview,
    SentLine,
    SentList,
    find_fees,
    months_offered,
    save_list,
    submit_list,
)
from web.fee_words import CLASSES, LEFT, STATES, attended, month_words, yuan
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

UNPROCESSABLE = 422
MOST_LINES = 99
_HALVES = Annotated[int, Field(ge=0, le=DAY)]
_Answer: TypeAlias = Response[str] | Redirect


class LineForm(FormModel):
    """What is entered for one member; `halves` follow the days that the page showed."""

    expert: UUID
    rate: int = Field(title=N_("Day rate after tax (yuan)"), ge=0, le=100_000)
    halves: tuple[_HALVES, ...] = Field(default=(), max_length=366)
    remote: int = Field(default=0, title=N_("Reviews by correspondence (times)"), ge=0, le=99)
    reason: str = Field(
        default="", title=N_("Reason for another rate or attendance"), max_length=300
    )


class FeesForm(FormModel):
    """The draft of a payment list, in the version that the page showed."""

    version: int = Field(ge=0, lt=2**31)
    month: str = Field(title=N_("Paid in"), max_length=7)
    lines: tuple[LineForm, ...] = Field(default=(), max_length=MOST_LINES)


class HandInForm(FormModel):
    """The version that is handed in."""

    version: int = Field(ge=0, lt=2**31)


@get("/requests/{request_id:uuid}/fees", name="fees.request")
async def show_fees(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The draft of the payment list, filled in with the panel and its days; the look is logged."""
    found = await _find(request, request_id)
    return _page(request, found, blank(FeesForm, _entered(request, found)))


@post("/requests/{request_id:uuid}/fees", name="fees.request.post")
async def do_save(request: PageRequest, request_id: FromPath[UUID]) -> _Answer:
    """Keep what was entered and show what it comes to."""
    form = await read_form(request, FeesForm)
    if form.value is None:
        return _page(request, await _find(request, request_id), form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).acting_as(Role.OFFICER)
    async with services.database.transaction() as session:
        found = await find_fees(session, services.draw_desk, request_id, actor)
        sent = _sent(form.value, found, request)
        await save_list(session, services.draw_desk, request_id, actor, sent)
    return redirect(request, f"/requests/{request_id}/fees", N_("The amounts are worked out."))


@post("/requests/{request_id:uuid}/fees/submit", name="fees.submit")
async def do_submit(request: PageRequest, request_id: FromPath[UUID]) -> Redirect:
    """Hand the list in for approval."""
    form = (await read_form(request, HandInForm)).right
    services, actor = services_of(request), visit_of(request).acting_as(Role.OFFICER)
    async with services.database.transaction() as session:
        payment = await submit_list(session, services.draw_desk, request_id, actor, form.version)
    notice = N_("The payment list is handed in. The approver of the request decides on it.")
    return redirect(request, f"/fees/{payment.id}", notice)


async def _find(request: PageRequest, request_id: UUID) -> FeesOfReview:
    services, actor = services_of(request), visit_of(request).acting_as(Role.OFFICER)
    async with services.database.transaction() as session:
        return await find_fees(session, services.draw_desk, request_id, actor)


def _sent(form: FeesForm, found: FeesOfReview, request: PageRequest) -> SentList:
    days = found.review.days_until(services_of(request).today())
    lines = tuple(
        SentLine(
            it.expert,
            it.rate,
            ReviewWork(
                tuple(WorkedDay(*pair) for pair in zip(days, it.halves, strict=False)), it.remote
            ),
            it.reason,
        )
        for it in form.lines
    )
    return SentList(form.version, form.month, lines)


def _entered(request: PageRequest, found: FeesOfReview) -> dict[str, object]:
    """The draft as the fields of the form."""
    days = found.review.days_until(services_of(request).today())
    lines = []
    for it in found.lines:
        halves = {day.day: day.halves for day in it.line.work.days}
        lines.append(
            {
                "expert": it.payee.id,
                "rate": it.line.rate,
                "halves": {str(no): halves.get(day, 0) for no, day in enumerate(days)},
                "remote": it.line.work.remote,
                "reason": it.reason,
            }
        )
    return {"version": found.draft.version, "month": found.draft.month, "lines": lines}


def _page(
    request: PageRequest, found: FeesOfReview, form: Form[FeesForm], status_code: int = 200
) -> Response[str]:
    services = services_of(request)
    today = services.today()
    return render(
        request,
        "fees/request.html",
        status_code=status_code,
        form=form,
        found=found,
        days=found.review.days_until(today),
        first_day=found.review.days[0],
        left_words=LEFT,
        attended=attended,
        months=[(month, month_words(month)) for month in months_offered(today)],
        halves=[(2, gettext("Whole day")), (1, gettext("Half a day")), (0, gettext("Not there"))],
        classes=CLASSES,
        states=STATES,
        month_words=month_words,
        yuan=yuan,
        stands=found.stands and not form.errors,
    )


ROUTES = (show_fees, do_save, do_submit)
