"""The copy of everything stored about oneself: a page to read and print, and a file."""

import json

from litestar import Response, get, post
from pydantic import Field, SecretStr

from expert_pool.accounts.api_tokens import prove_owner
from expert_pool.admission.own_copy import as_document, export_own_copy, plain, read_own_copy
from expert_pool.crediting.reading import as_plain as event_as_plain
from expert_pool.crediting.reading import load_own_file
from expert_pool.errors import ExpertPoolError
from selection.drawing import load_own_screenings
from selection.drawing.own_screenings import OwnScreening
from selection.evaluating import describe_evaluations, load_own_reviews
from selection.paying import OwnFee, load_own_fees
from web.application_forms.labels import GROUPS_PLURAL, STATES, weekday_words
from web.experts.copy_reviews import own_messages, own_reviews, reviews_as_plain
from web.experts.copy_shown import applications_shown, entries_shown
from web.experts.desk import UNPROCESSABLE, Page, actor_of, desk_of
from web.experts.invitations import STATES as INVITATION_STATES
from web.experts.record import (
    RECORD,
    STANDINGS,
    declaration_rows,
    declared_rows,
    leave_words,
    open_seats,
    own_record,
    person_rows,
    record_groups,
)
from web.fee_words import STATES as FEE_STATES
from web.fee_words import attended, in_yuan, month_words, yuan
from web.forms import Form, FormModel, blank, read_form
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

COPY = f"{RECORD}/copy"
_HEADERS = {
    "content-disposition": 'attachment; filename="my-data.json"',
    "cache-control": "no-store",
}


class DownloadForm(FormModel):
    """The proof that it is the owner who asks for the numbers in full."""

    password: SecretStr = Field(title=N_("Current password"), max_length=128)


@get(COPY, name="experts.record.copy")
async def show_copy(request: PageRequest) -> Page:
    """Everything on one page; sensitive numbers stay masked."""
    return await _page(request, blank(DownloadForm))


@post(COPY, name="experts.record.copy.file")
async def do_download(request: PageRequest) -> Response[str] | Response[bytes]:
    """Everything as a file, with the numbers in full, for whom knows the password."""
    form = await read_form(request, DownloadForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    password = form.value.password.get_secret_value()
    try:
        await prove_owner(services.desk, visit.account_id(), password, services.now())
    except ExpertPoolError as refused:
        return await _page(request, form.refused_by(refused, "password"), UNPROCESSABLE)
    copy = await export_own_copy(desk_of(request), actor_of(request))
    seats = plain(await open_seats(request, copy.own))
    draws = [_as_plain(one) for one in await _screenings(request)]
    fees = [_fee_as_plain(one) for one in await _fees(request)]
    reviews = reviews_as_plain(await own_reviews(request), await own_messages(request))
    document = {**as_document(copy), "open_seats": seats, "draws": draws, "fees": fees, **reviews}
    document["integrity_file"] = await _integrity_file(request)
    document["evaluations"] = await _evaluations(request)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return Response(text.encode(), media_type="application/json", headers=_HEADERS)


async def _screenings(request: PageRequest) -> tuple[OwnScreening, ...]:
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        return await load_own_screenings(session, services.draw_desk, visit.account_id())


async def _fees(request: PageRequest) -> tuple[OwnFee, ...]:
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        return await load_own_fees(session, visit.account_id())


async def _integrity_file(request: PageRequest) -> list[dict[str, object]]:
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        return [event_as_plain(one) for one in await load_own_file(session, visit.actor)]


def _fee_as_plain(one: OwnFee) -> dict[str, object]:
    fee, work = one.line.fee, one.line.work
    return {
        "request": one.number,
        "payment_list": one.payment.number,
        "state": one.payment.state.value,
        "payer": one.payment.payer,
        "month": one.payment.month,
        "paid_on": plain(one.payment.paid_on),
        "days": [{"day": plain(it.day), "half_days": it.halves} for it in work.days],
        "reviews_by_correspondence": work.remote,
        "day_rate_yuan": one.line.rate,
        "net_yuan": str(in_yuan(fee.net)),
        "tax_yuan": str(in_yuan(fee.tax)),
        "gross_yuan": str(in_yuan(fee.gross)),
        "bank_data_on_the_list": one.line.account_cipher is not None,
    }


async def _evaluations(request: PageRequest) -> list[dict[str, object]]:
    services, account_id = services_of(request), visit_of(request).account_id()
    async with services.database.read() as session:
        reviews = await load_own_reviews(session, services.draw_desk, account_id)
    return describe_evaluations(reviews)


def _as_plain(one: OwnScreening) -> dict[str, object]:
    return {
        "request": one.number,
        "drawn_at": plain(one.draw.drawn_at),
        "chance": None if one.chance is None else str(one.chance),
        "findings": [finding.code for finding in one.findings],
    }


async def _page(request: PageRequest, form: Form[DownloadForm], status_code: int = 200) -> Page:
    own = await own_record(request)
    copy = await read_own_copy(desk_of(request), actor_of(request))
    return render(
        request,
        "experts/record_copy.html",
        status_code=status_code,
        form=form,
        own=own,
        copy=copy,
        standing=STANDINGS[own.record.expert.standing],
        person=person_rows(request, own),
        groups=record_groups(request, own.record.expert),
        declared={group: declared_rows(request, own, group) for group in _DECLARED},
        declarations=declaration_rows(own),
        leave_reasons=leave_words(),
        weekdays=weekday_words(own.record.expert.weekdays_away),
        plural=GROUPS_PLURAL,
        states=STATES,
        applications=applications_shown(copy),
        entries=entries_shown(copy),
        screenings=await _screenings(request),
        fees=await _fees(request),
        fee_states=FEE_STATES,
        attended=attended,
        month_words=month_words,
        yuan=yuan,
        seats=await open_seats(request, own),
        reviews=await own_reviews(request),
        invitation_states=INVITATION_STATES,
        told=await own_messages(request),
        made_at=services_of(request).now(),
    )


_DECLARED = ("relations", "avoided_units")


ROUTES = (show_copy, do_download)
