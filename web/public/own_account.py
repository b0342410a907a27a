"""The own account: who am I here, password, language, open sessions."""

from typing import Literal

from litestar import Response, get, post
from litestar.response import Redirect
from pydantic import Field, SecretStr

from expert_pool.accounts.own_account import change_password, prefer_language
from expert_pool.accounts.signing_in import open_sessions, sign_out_elsewhere
from expert_pool.accounts.tokens import hash_token
from expert_pool.errors import ExpertPoolError
from web.forms import Form, FormModel, blank, read_form
from web.menu import start_path
from web.pages import redirect, render
from web.public.browsers import name_browser
from web.services import PageRequest, services_of
from web.translation import LANGUAGES, N_
from web.visits import LANGUAGE_COOKIE, visit_of, write_cookie
from web.waiting.looking import find_waiting

UNPROCESSABLE = 422


class ChangePasswordForm(FormModel):
    """The old password and the new one."""

    old: SecretStr = Field(title=N_("Current password"), max_length=128)
    new: SecretStr = Field(title=N_("New password"), max_length=128)


class LanguageForm(FormModel):
    """The language of pages and mails."""

    language: Literal["zh_Hans", "en"] = Field(title=N_("Language of pages and mails"))


@get("/start", name="accounts.start", sync_to_thread=False)
def start(request: PageRequest) -> Redirect:
    """Where the visitor's work begins."""
    return redirect(request, start_path(request))


@get("/waiting", name="accounts.waiting")
async def show_waiting(request: PageRequest) -> Response[str]:
    """What waits for the member of staff in hand, line by line."""
    return render(request, "accounts/waiting.html", lines=await find_waiting(request))


@get("/account", name="accounts.own")
async def show_account(request: PageRequest) -> Response[str]:
    """The own account."""
    return await _page(request, blank(ChangePasswordForm))


@post("/account/password", name="accounts.own.password")
async def do_change_password(request: PageRequest) -> Response[str] | Redirect:
    """Change the password; every other session ends."""
    form = await read_form(request, ChangePasswordForm)
    if form.value is None:
        return await _page(request, form, UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    passwords = (form.value.old.get_secret_value(), form.value.new.get_secret_value())
    try:
        await change_password(
            services.desk, visit.actor, *passwords, visit.session_token, services.now()
        )
    except ExpertPoolError as error:
        field = "old" if error.code.startswith("account.") else "new"
        return await _page(request, form.refused_by(error, field), UNPROCESSABLE)
    return redirect(request, "/account", notice=N_("Your password is changed."))


@post("/account/language", name="accounts.own.language")
async def do_prefer_language(request: PageRequest) -> Redirect:
    """Keep the language of pages and mails."""
    form = await read_form(request, LanguageForm)
    services, visit = services_of(request), visit_of(request)
    language = form.right.language
    await prefer_language(services.database, visit.account_id(), language)
    secure = services.settings.secure_cookies
    visit.cookies.append(write_cookie(LANGUAGE_COOKIE, language, secure=secure))
    return redirect(request, "/account", notice=N_("Your choice is saved."))


@post("/account/sign-out-elsewhere", name="accounts.own.sign_out_elsewhere")
async def do_sign_out_elsewhere(request: PageRequest) -> Redirect:
    """End every other session of the account."""
    visit = visit_of(request)
    await sign_out_elsewhere(services_of(request).database, visit.actor, visit.session_token)
    return redirect(request, "/account", notice=N_("All other sessions are ended."))


async def _page(
    request: PageRequest, form: Form[ChangePasswordForm], status_code: int = 200
) -> Response[str]:
    services, visit = services_of(request), visit_of(request)
    visitor = visit.visitor
    sessions = await open_sessions(services.database, visit.account_id(), services.now())
    language = visitor.language if visitor else visit.language
    return render(
        request,
        "accounts/own.html",
        status_code=status_code,
        form=form,
        language_form=blank(LanguageForm, {"language": language}),
        languages=tuple(LANGUAGES.items()),
        sessions=sessions,
        browser_of=name_browser,
        this_session=hash_token(visit.session_token),
    )


ROUTES = (
    start,
    show_waiting,
    show_account,
    do_change_password,
    do_prefer_language,
    do_sign_out_elsewhere,
)
