"""The auditor's pages: reports of pressure first, then what is overdue, totals, and one review."""

from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from pydantic import Field

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.people_names import account_names
from selection.evaluating.auditing import load_audited, load_totals
from selection.evaluations import tenths
from web.evaluations.words import PROCESS, SPOKE, item_words
from web.exports.sheet import in_fours
from web.forms import Day, FormModel, check_form
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

UNPROCESSABLE: Final = 422
_NOT_FIELDS: Final = frozenset({"lang"})


class PeriodForm(FormModel):
    """The days between which evaluations are counted; the address of the page holds them."""

    since: Day | None = Field(default=None, title=N_("From (day)"))
    until: Day | None = Field(default=None, title=N_("Until (day)"))


@get("/audit/evaluations", name="evaluations.totals")
async def show_totals(request: PageRequest) -> Response[str]:
    """Totals by officer and item, and everything that needs an auditor's eye."""
    services = services_of(request)
    sent = [
        (name, it) for name, it in request.query_params.multi_items() if name not in _NOT_FIELDS
    ]
    form = check_form(FormMultiDict(sent), PeriodForm)
    period = form.value or PeriodForm()
    async with services.database.transaction() as session:
        desk, actor = services.draw_desk, _actor(request)
        totals = await load_totals(session, desk, actor, period.since, period.until)
        names = await account_names(session, {it.officer for it in totals.officers if it.officer})
    return render(
        request,
        "evaluations/totals.html",
        status_code=200 if form.value else UNPROCESSABLE,
        totals=totals,
        form=form,
        names=names,
        items=services.policy.codes("evaluation_items"),
        item_words=item_words,
        tenths=tenths,
        in_fours=in_fours,
    )


@get("/audit/evaluations/{request_id:uuid}", name="evaluations.audited")
async def show_audited(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """All that was said after one review."""
    services = services_of(request)
    async with services.database.transaction() as session:
        found = await load_audited(session, services.draw_desk, request_id, _actor(request))
        names = await account_names(session, {it.record.evaluated_by for it in found.judged})
    return render(
        request,
        "evaluations/audited.html",
        found=found,
        names=names,
        process_words=PROCESS,
        spoke_words=SPOKE,
        item_words=item_words,
        in_fours=in_fours,
    )


def _actor(request: PageRequest) -> Actor:
    return visit_of(request).acting_as(Role.AUDITOR)


ROUTES = (show_totals, show_audited)
