"""What one user administrator asked for and another one confirms or drops."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.accounts.two_administrators import (
    GRANT,
    ask_for_reset,
    confirm_asked,
    withdraw_asked,
)
from web.administrators.pages import WAITS
from web.pages import redirect
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

_ACCOUNT = "/administration/accounts/{account_id:uuid}"


@post(f"{_ACCOUNT}/reset-factor", name="administrators.reset_factor")
async def do_ask_reset(request: PageRequest, account_id: FromPath[UUID]) -> Redirect:
    """Ask to take the second factor off the account."""
    services, actor = services_of(request), visit_of(request).actor
    await ask_for_reset(services.database, actor, account_id, services.now())
    return redirect(request, f"/administration/accounts/{account_id}", WAITS)


@post(f"{_ACCOUNT}/asked/{{asked_id:uuid}}/confirm", name="administrators.confirm_asked")
async def do_confirm(
    request: PageRequest, account_id: FromPath[UUID], asked_id: FromPath[UUID]
) -> Redirect:
    """Do what another administrator asked for."""
    services, actor = services_of(request), visit_of(request).actor
    asked = await confirm_asked(services.database, actor, asked_id, services.now())
    granted, taken_off = N_("The role is granted."), N_("The second factor is taken off.")
    notice = granted if asked.act == GRANT else taken_off
    return redirect(request, f"/administration/accounts/{account_id}", notice)


@post(f"{_ACCOUNT}/asked/{{asked_id:uuid}}/withdraw", name="administrators.withdraw_asked")
async def do_withdraw(
    request: PageRequest, account_id: FromPath[UUID], asked_id: FromPath[UUID]
) -> Redirect:
    """Drop what was asked for."""
    services, actor = services_of(request), visit_of(request).actor
    await withdraw_asked(services.database, actor, asked_id, services.now())
    notice = N_("Nothing waits here any more.")
    return redirect(request, f"/administration/accounts/{account_id}", notice)


ROUTES = (do_ask_reset, do_confirm, do_withdraw)
