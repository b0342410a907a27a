"""Sign up, confirm the address, sign in and out, and set a new password by a mailed link."""

from typing import Annotated
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import Field, SecretStr

from expert_pool.accounts.own_account import ask_for_reset, link_works, set_password
from expert_pool.accounts.signing_in import (
    CameFrom,
    HalfSigned,
    SignInRequest,
    sign_in,
    sign_out,
)
from expert_pool.accounts.signing_up import confirm_email, sign_up
from expert_pool.accounts.tokens import (
    LIFETIMES,
    RESET_PASSWORD,
    SECOND_STEP,
    SET_PASSWORD,
    VERIFY_EMAIL,
)
from expert_pool.errors import ExpertPoolError
from web.forms import Email, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import HALF_COOKIE, SESSION_COOKIE, visit_of, write_cookie

Page = Response[str]
LONGEST_PASSWORD = 128
UNPROCESSABLE = 422


class SignUpForm(FormModel):
    """An address and a password for a new account."""

    email: Email = Field(title=N_("E-mail address"))
    password: SecretStr = Field(title=N_("Password"), max_length=LONGEST_PASSWORD)


class SignInForm(FormModel):
    """Address and password of an account."""

    email: Annotated[str, Field(max_length=254)] = Field(title=N_("E-mail address"))
    password: SecretStr = Field(title=N_("Password"), max_length=LONGEST_PASSWORD)
    next: str = Field(default="", max_length=500)


class ResetForm(FormModel):
    """The address whose password was forgotten."""

    email: Email = Field(title=N_("E-mail address"))


class NewPasswordForm(FormModel):
    """A new password, typed once: browsers and managers fill it in."""

    password: SecretStr = Field(title=N_("New password"), max_length=LONGEST_PASSWORD)


@get("/sign-up", name="accounts.sign_up", sync_to_thread=False)
def show_sign_up(request: PageRequest) -> Page:
    """The form for a new account."""
    return render(request, "accounts/sign_up.html", form=blank(SignUpForm))


@post("/sign-up", name="accounts.sign_up.post")
async def do_sign_up(request: PageRequest) -> Page | Redirect:
    """Take in a registration; the answer never tells whether the address is known."""
    form = await read_form(request, SignUpForm)
    services, visit = services_of(request), visit_of(request)
    if form.value is None:
        return _again(request, "accounts/sign_up.html", form=form)
    password = form.value.password.get_secret_value()
    try:
        asked = (form.value.email, password, visit.language, visit.address)
        await sign_up(services.desk, *asked, services.now())
    except ExpertPoolError as error:
        refused = form.refused_by(error, "password")
        return _again(request, "accounts/sign_up.html", form=refused)
    return redirect(request, "/sign-up/check-your-mail")


@get("/sign-up/check-your-mail", name="accounts.sign_up.done", sync_to_thread=False)
def show_sign_up_done(request: PageRequest) -> Page:
    """What happens next: the mailed link."""
    return render(request, "accounts/check_mail.html")


@get("/confirm/{token:str}", name="accounts.confirm")
async def show_confirm(request: PageRequest, token: FromPath[str]) -> Page:
    """A button to confirm the address: programs that open every link in a mail change nothing."""
    services = services_of(request)
    if not await link_works(services.database, token, VERIFY_EMAIL, services.now()):
        raise ExpertPoolError("account.link_not_valid")
    return render(request, "accounts/confirm.html", token=token)


@post("/confirm/{token:str}", name="accounts.confirm.post")
async def do_confirm(request: PageRequest, token: FromPath[str]) -> Redirect:
    """Confirm the address; the account can be used from now on."""
    services = services_of(request)
    await confirm_email(services.database, token, services.now())
    notice = N_("Your e-mail address is confirmed. You can sign in now.")
    return redirect(request, "/sign-in", notice=notice)


@get("/sign-in", name="accounts.sign_in", sync_to_thread=False)
def show_sign_in(request: PageRequest, next: FromQuery[str] = "") -> Page | Redirect:
    """The form to sign in."""
    if visit_of(request).visitor:
        return redirect(request, safe_path(next) or "/start")
    form = blank(SignInForm, {"next": safe_path(next)})
    return render(request, "accounts/sign_in.html", form=form)


@post("/sign-in", name="accounts.sign_in.post")
async def do_sign_in(request: PageRequest) -> Page | Redirect:
    """Open a session under a new id; what the browser sent before counts for nothing."""
    form = await read_form(request, SignInForm)
    if form.value is None:
        return _again(request, "accounts/sign_in.html", form=form)
    services, visit = services_of(request), visit_of(request)
    client = request.headers.get("user-agent", "")
    password = form.value.password.get_secret_value()
    asked = SignInRequest(form.value.email, password, CameFrom(visit.address, client))
    try:
        signed = await sign_in(services.desk, asked, services.now())
    except ExpertPoolError as error:
        refused = form.refused_by(error, "email")
        return _again(request, "accounts/sign_in.html", form=refused)
    if isinstance(signed, HalfSigned):
        remember_half(request, signed.token)
        return redirect(request, f"/sign-in/code?next={quote(safe_path(form.value.next))}")
    set_session(request, signed.token)
    return redirect(request, safe_path(form.value.next) or "/start")


@post("/sign-out", name="accounts.sign_out")
async def do_sign_out(request: PageRequest) -> Redirect:
    """End the session in hand."""
    visit = visit_of(request)
    await sign_out(services_of(request).database, visit.actor, visit.session_token)
    set_session(request, "")
    return redirect(request, "/", notice=N_("You are signed out."))


@get("/reset", name="accounts.reset", sync_to_thread=False)
def show_reset(request: PageRequest) -> Page:
    """The form of those who forgot their password."""
    return render(request, "accounts/reset.html", form=blank(ResetForm))


@post("/reset", name="accounts.reset.post")
async def do_reset(request: PageRequest) -> Page | Redirect:
    """Mail a link, if there is such an account; the answer never tells."""
    form = await read_form(request, ResetForm)
    if form.value is None:
        return _again(request, "accounts/reset.html", form=form)
    services = services_of(request)
    address = visit_of(request).address
    try:
        await ask_for_reset(services.database, form.value.email, address, services.now())
    except ExpertPoolError as error:
        return _again(request, "accounts/reset.html", form=form.refused_by(error, "email"))
    return redirect(request, "/reset/check-your-mail")


@get("/reset/check-your-mail", name="accounts.reset.done", sync_to_thread=False)
def show_reset_done(request: PageRequest) -> Page:
    """What happens next: the mailed link."""
    return render(request, "accounts/check_mail.html")


@get(["/reset/{token:str}", "/welcome/{token:str}"], name="accounts.password")
async def show_new_password(request: PageRequest, token: FromPath[str]) -> Page:
    """The form behind a mailed link, for a new password or the first one."""
    services = services_of(request)
    if not await link_works(services.database, token, _purpose(request), services.now()):
        raise ExpertPoolError("account.link_not_valid")
    return render(request, "accounts/new_password.html", form=blank(NewPasswordForm))


@post(["/reset/{token:str}", "/welcome/{token:str}"], name="accounts.password.post")
async def do_new_password(request: PageRequest, token: FromPath[str]) -> Page | Redirect:
    """Set the password; every session of the account ends."""
    form = await read_form(request, NewPasswordForm)
    if form.value is None:
        return _again(request, "accounts/new_password.html", form=form)
    services = services_of(request)
    password = form.value.password.get_secret_value()
    try:
        await set_password(services.desk, token, _purpose(request), password, services.now())
    except ExpertPoolError as error:
        if error.code == "account.link_not_valid":
            raise
        refused = form.refused_by(error, "password")
        return _again(request, "accounts/new_password.html", form=refused)
    return redirect(request, "/sign-in", notice=N_("Your password is set. You can sign in now."))


def _purpose(request: PageRequest) -> str:
    return SET_PASSWORD if request.url.path.startswith("/welcome/") else RESET_PASSWORD


def _again(request: PageRequest, template: str, **context: object) -> Page:
    return render(request, template, status_code=UNPROCESSABLE, **context)


def safe_path(wanted: str) -> str:
    """A path of our own to go on to, or nothing: never another site."""
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if inside and wanted.isprintable() else ""


def set_session(request: PageRequest, token: str) -> None:
    """Keep a session in the browser, or end the one that is there."""
    secure = services_of(request).settings.secure_cookies
    max_age = None if token else 0
    cookie = write_cookie(SESSION_COOKIE, token, secure=secure, max_age=max_age)
    visit_of(request).cookies.append(cookie)


def remember_half(request: PageRequest, token: str) -> None:
    """Keep in the browser that the password was right; an empty token forgets it."""
    secure = services_of(request).settings.secure_cookies
    max_age = int(LIFETIMES[SECOND_STEP].total_seconds()) if token else 0
    cookie = write_cookie(HALF_COOKIE, token, secure=secure, max_age=max_age)
    visit_of(request).cookies.append(cookie)


ROUTES = (
    show_sign_up,
    do_sign_up,
    show_sign_up_done,
    show_confirm,
    do_confirm,
    show_sign_in,
    do_sign_in,
    do_sign_out,
    show_reset,
    do_reset,
    show_reset_done,
    show_new_password,
    do_new_password,
)
