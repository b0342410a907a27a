"""The mailed link for people whose data were imported: their account, then their application."""

from typing import Final

from litestar import get, post
from litestar.params import FromPath
from pydantic import Field, SecretStr

from expert_pool.admission.confirming import Invitation, accept_invitation, find_invitation
from expert_pool.admission.declared_texts import declared_texts
from expert_pool.errors import ExpertPoolError
from web.experts.desk import HOME, UNPROCESSABLE, Answer, Page, desk_of
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_

LONGEST_PASSWORD: Final = 128
NOTICE: Final = N_("Your account is ready. Sign in to see what is filled in already.")


class AcceptForm(FormModel):
    """Nothing but the button, for those who have a password."""


class FirstPasswordForm(AcceptForm):
    """A password, for those whose account has none."""

    password: SecretStr = Field(title=N_("Password"), max_length=LONGEST_PASSWORD)


@get("/confirm-data/{token:str}", name="experts.imported")
async def show_invitation(request: PageRequest, token: FromPath[str]) -> Page:
    """What the link is for, and a password where there is none yet."""
    invited = await find_invitation(desk_of(request), token, services_of(request).now())
    return _page(request, invited, blank(_model_for(invited)))


@post("/confirm-data/{token:str}", name="experts.imported.post")
async def do_accept(request: PageRequest, token: FromPath[str]) -> Answer:
    """Open the account and the filled-in application."""
    services, desk = services_of(request), desk_of(request)
    now = services.now()
    invited = await find_invitation(desk, token, now)
    form = await read_form(request, _model_for(invited))
    if form.value is None:
        return _page(request, invited, form, UNPROCESSABLE)
    given = form.value.password if isinstance(form.value, FirstPasswordForm) else SecretStr("")
    try:
        await accept_invitation(desk, services.passwords, token, given.get_secret_value(), now)
    except ExpertPoolError as refused:
        if refused.code == "account.link_not_valid":
            raise
        return _page(request, invited, form.refused_by(refused, "password"), UNPROCESSABLE)
    return redirect(request, f"/sign-in?next={HOME}", notice=NOTICE)


def _model_for(invited: Invitation) -> type[AcceptForm]:
    return FirstPasswordForm if invited.needs_password else AcceptForm


def _page(
    request: PageRequest,
    invited: Invitation,
    form: Form[AcceptForm],
    status_code: int = 200,
) -> Page:
    return render(
        request,
        "experts/imported.html",
        status_code=status_code,
        invited=invited,
        texts=declared_texts(),
        form=form,
    )


ROUTES = (show_invitation, do_accept)
