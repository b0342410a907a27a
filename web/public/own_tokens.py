"""The own tokens of the API: listed, made with the password, shown once, revoked."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field, SecretStr

from expert_pool.accounts.api_tokens import (
    LONGEST_LIFE_DAYS,
    AskedToken,
    create_api_token,
    own_api_tokens,
    revoke_api_token,
)
from expert_pool.errors import ExpertPoolError
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

UNPROCESSABLE = 422


class NewTokenForm(FormModel):
    """What a new token is for, how long it works, and the proof that it is its owner who asks."""

    name: str = Field(title=N_("What the token is for"), max_length=60)
    days: Annotated[int, Field(ge=1, le=LONGEST_LIFE_DAYS)] = Field(
        title=N_("Days until it runs out")
    )
    password: SecretStr = Field(title=N_("Current password"), max_length=128)


@get("/account/tokens", name="accounts.own.tokens")
async def show_tokens(request: PageRequest) -> Response[str]:
    """The own tokens that still work."""
    return await _page(request, blank(NewTokenForm, {"days": "90"}))


@post("/account/tokens", name="accounts.own.tokens.post")
async def do_create_token(request: PageRequest) -> Response[str]:
    """Make a token; its secret is on this one answer only."""
    form = await read_form(request, NewTokenForm)
    if form.value is None:
        return await _page(request, form, status_code=UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    asked = AskedToken(form.value.name, form.value.days, form.value.password.get_secret_value())
    try:
        secret = await create_api_token(services.desk, visit.actor, asked, services.now())
    except ExpertPoolError as error:
        field = "name" if error.code == "api_token.enough" else "password"
        return await _page(request, form.refused_by(error, field), status_code=UNPROCESSABLE)
    return await _page(request, blank(NewTokenForm, {"days": "90"}), secret=secret)


@post("/account/tokens/{token_id:uuid}/revoke", name="accounts.own.tokens.revoke")
async def do_revoke_token(request: PageRequest, token_id: FromPath[UUID]) -> Redirect:
    """End a token at once."""
    services, visit = services_of(request), visit_of(request)
    await revoke_api_token(services.database, visit.actor, token_id, services.now())
    return redirect(request, "/account/tokens", notice=N_("The token is revoked."))


async def _page(
    request: PageRequest, form: Form[NewTokenForm], *, secret: str = "", status_code: int = 200
) -> Response[str]:
    services, visit = services_of(request), visit_of(request)
    tokens = await own_api_tokens(services.database, visit.account_id(), services.now())
    return render(
        request,
        "accounts/tokens.html",
        status_code=status_code,
        form=form,
        tokens=tokens,
        secret=secret,
    )


ROUTES = (show_tokens, do_create_token, do_revoke_token)
