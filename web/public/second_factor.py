"""The second factor: asked for at sign-in, set up, renewed and taken off on the own account."""

from typing import Annotated

import segno
from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from pydantic import Field, SecretStr

from expert_pool.accounts.api_tokens import prove_owner
from expert_pool.accounts.one_time_codes import enrolment_address, written_secret
from expert_pool.accounts.second_factor import (
    begin_factor,
    confirm_factor,
    give_up_factor,
    look_at_factor,
    renew_codes,
)
from expert_pool.accounts.second_step import complete_sign_in
from expert_pool.accounts.signing_in import CameFrom
from expert_pool.errors import ExpertPoolError
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.public.accounts import remember_half, safe_path, set_session
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import HALF_COOKIE, read_cookie, visit_of

Page = Response[str]
PAGE = "/account/second-factor"
UNPROCESSABLE = 422
Code = Annotated[str, Field(max_length=40)]


class StepForm(FormModel):
    """A code of the app, or a recovery code."""

    code: Code = Field(title=N_("Code"))
    next: str = Field(default="", max_length=500)


class BeginForm(FormModel):
    """The proof that it is the owner who sets up the second factor."""

    password: SecretStr = Field(title=N_("Current password"), max_length=128)


class CodeForm(FormModel):
    """A code of the app."""

    code: Code = Field(title=N_("Code"))


@get("/sign-in/code", name="accounts.sign_in.code", sync_to_thread=False)
def show_step(request: PageRequest, next: FromQuery[str] = "") -> Page | Redirect:
    """The second step of signing in."""
    if not read_cookie(request, HALF_COOKIE):
        return redirect(request, "/sign-in")
    return _step(request, blank(StepForm, {"next": safe_path(next)}))


@post("/sign-in/code", name="accounts.sign_in.code.post")
async def do_step(request: PageRequest) -> Page | Redirect:
    """Open the session for a right code."""
    form = await read_form(request, StepForm)
    if form.value is None:
        return _step(request, form, UNPROCESSABLE)
    services, half = services_of(request), read_cookie(request, HALF_COOKIE)
    came = CameFrom(visit_of(request).address, request.headers.get("user-agent", ""))
    try:
        code = form.value.code
        signed = await complete_sign_in(services.desk, half, code, came, services.now())
    except ExpertPoolError as error:
        return _step(request, form.refused_by(error, "code"), UNPROCESSABLE)
    remember_half(request, "")
    set_session(request, signed.token)
    return redirect(request, safe_path(form.value.next) or "/start")


@get(PAGE, name="accounts.own.factor")
async def show_factor(request: PageRequest) -> Page:
    """How the own second factor stands, and what can be done."""
    return await _page(request, blank(CodeForm))


@post(PAGE, name="accounts.own.factor.begin")
async def do_begin(request: PageRequest) -> Page | Redirect:
    """Make a secret for an app, knowing the password."""
    form = await read_form(request, BeginForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    services, account_id = services_of(request), visit_of(request).account_id()
    try:
        password = form.value.password.get_secret_value()
        await prove_owner(services.desk, account_id, password, services.now())
        await begin_factor(services.database, account_id, services.now())
    except ExpertPoolError as error:
        return await _page(request, form.refused_by(error, "password"), UNPROCESSABLE)
    return redirect(request, PAGE)


@post(f"{PAGE}/confirm", name="accounts.own.factor.confirm")
async def do_confirm(request: PageRequest) -> Page:
    """Let the app count; the recovery codes are on this one answer only."""
    form = await read_form(request, CodeForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    asked = (visit.actor, visit.session_token, form.value.code, services.now())
    try:
        codes = await confirm_factor(services.database, *asked)
    except ExpertPoolError as error:
        return await _page(request, form.refused_by(error, "code"), UNPROCESSABLE)
    return await _page(request, blank(CodeForm), codes=codes)


@post(f"{PAGE}/codes", name="accounts.own.factor.codes")
async def do_renew(request: PageRequest) -> Page:
    """Fresh recovery codes, on this one answer only."""
    form = await read_form(request, CodeForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        codes = await renew_codes(services.database, actor, form.value.code, services.now())
    except ExpertPoolError as error:
        return await _page(request, form.refused_by(error, "code"), UNPROCESSABLE)
    return await _page(request, blank(CodeForm), codes=codes)


@post(f"{PAGE}/remove", name="accounts.own.factor.remove")
async def do_remove(request: PageRequest) -> Page | Redirect:
    """Take the app off the account."""
    form = await read_form(request, CodeForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        await give_up_factor(services.database, actor, form.value.code, services.now())
    except ExpertPoolError as error:
        return await _page(request, form.refused_by(error, "code"), UNPROCESSABLE)
    return redirect(request, PAGE, notice=N_("The second factor is taken off your account."))


def _step(request: PageRequest, form: Form[StepForm], status_code: int = 200) -> Page:
    return render(request, "accounts/second_step.html", status_code=status_code, form=form)


async def _page(
    request: PageRequest,
    form: Form[CodeForm] | Form[BeginForm],
    status_code: int = 200,
    codes: tuple[str, ...] = (),
) -> Page:
    visit, services = visit_of(request), services_of(request)
    standing = await look_at_factor(services.database, visit.account_id())
    secret, email = standing.pending_secret, visit.visitor.email if visit.visitor else ""
    address = enrolment_address(secret, email, "expert-pool") if secret else ""
    return render(
        request,
        "accounts/second_factor.html",
        status_code=status_code,
        form=form,
        begin=form if form.model is BeginForm else blank(BeginForm),
        code=form if form.model is CodeForm else blank(CodeForm),
        standing=standing,
        needed=services.settings.staff_need_second_factor,
        secret=written_secret(secret) if secret else "",
        picture=segno.make(address).svg_data_uri(scale=4) if address else "",
        codes=codes,
    )


ROUTES = (show_step, do_step, show_factor, do_begin, do_confirm, do_renew, do_remove)
