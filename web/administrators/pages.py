"""Accounts of the staff: list, create, grant and revoke roles, close and reopen."""

from collections.abc import Awaitable, Mapping
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import Field

from expert_pool.accounts.staff import (
    NewStaff,
    close_account,
    create_staff,
    find_account,
    grant_role,
    list_accounts,
    reopen_account,
    revoke_role,
    send_link_again,
)
from expert_pool.accounts.two_administrators import waiting_acts
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from web.forms import Email, Form, FormModel, blank, read_form
from web.pages import ROLE_NAMES, redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

UNPROCESSABLE = 422
WAITS = N_("This waits for another user administrator.")
PAGE_SIZE = 50
DUTIES: Final[Mapping[Role, str]] = {
    Role.REGISTRAR: N_("verifies applications and keeps the pool"),
    Role.OFFICER: N_("keeps projects, asks for panels and takes part in their draws"),
    Role.APPROVER: N_("decides on panel requests and on exceptions"),
    Role.AUDITOR: N_("takes part in draws and reads the log; changes nothing"),
    Role.FINANCE: N_("pays approved fees and sees bank accounts for it"),
    Role.USER_ADMIN: N_("makes accounts and grants roles"),
}
STAFF_ROLES = tuple(role for role in Role if role is not Role.EXPERT)


class NewStaffForm(FormModel):
    """Who the new member of staff is, and the first role."""

    name: str = Field(title=N_("Name"), min_length=2, max_length=50)
    email: Email = Field(title=N_("E-mail address"))
    role: Role = Field(title=N_("Role"))


class RoleForm(FormModel):
    """A role to grant or to revoke."""

    role: Role = Field(title=N_("Role"))


@get("/administration/accounts", name="administrators.accounts")
async def show_accounts(
    request: PageRequest,
    words: FromQuery[str] = "",
    role: FromQuery[str] = "",
    page: FromQuery[int] = 1,
) -> Response[str]:
    """The accounts by address, name and role."""
    number = min(max(page, 1), 10_000)
    offset = (number - 1) * PAGE_SIZE
    wanted = role if role in set(Role) else ""
    database = services_of(request).database
    found = await list_accounts(database, words.strip(), wanted, PAGE_SIZE + 1, offset)
    return render(
        request,
        "administrators/accounts.html",
        accounts=found[:PAGE_SIZE],
        more=len(found) > PAGE_SIZE,
        number=number,
        words=words,
        role=wanted,
        roles=role_options(tuple(Role)),
    )


def role_options(roles: tuple[Role, ...]) -> tuple[tuple[str, str], ...]:
    """Roles to choose from, by their names in the reader's language."""
    return tuple((role.value, gettext(ROLE_NAMES[role])) for role in roles)


def _duty(role: Role) -> str:
    """A role and what it does, for whoever has to choose."""
    named = {"label": gettext(ROLE_NAMES[role]), "value": gettext(DUTIES[role])}
    return gettext(N_("%(label)s: %(value)s")) % named


@get("/administration/accounts/new", name="administrators.new", sync_to_thread=False)
def show_new(request: PageRequest) -> Response[str]:
    """The form for a new member of staff."""
    return _new_page(request, blank(NewStaffForm))


@post("/administration/accounts/new", name="administrators.new.post")
async def do_new(request: PageRequest) -> Response[str] | Redirect:
    """Create the account; its owner gets a one-time link by mail."""
    form = await read_form(request, NewStaffForm)
    if form.value is None:
        return _new_page(request, form, UNPROCESSABLE)
    services, visit = services_of(request), visit_of(request)
    new = NewStaff(form.value.email, form.value.name, form.value.role)
    try:
        created = await create_staff(
            services.database, visit.actor, new, services.now(), alone=_alone(request)
        )
    except ExpertPoolError as error:
        field = "role" if error.code == "account.not_a_staff_role" else "email"
        return _new_page(request, form.refused_by(error, field), UNPROCESSABLE)
    notice = N_("The account is created. Its owner gets a link by e-mail to set a password.")
    if created.waits:
        notice = N_("The account is created. Its role waits for another user administrator.")
    return redirect(request, f"/administration/accounts/{created.account_id}", notice)


def _new_page(
    request: PageRequest, form: Form[NewStaffForm], status_code: int = 200
) -> Response[str]:
    return render(
        request,
        "administrators/new.html",
        status_code=status_code,
        form=form,
        roles=tuple((role.value, _duty(role)) for role in STAFF_ROLES),
    )


@get("/administration/accounts/{account_id:uuid}", name="administrators.account")
async def show_account(request: PageRequest, account_id: FromPath[UUID]) -> Response[str]:
    """One account with its roles and what can be done."""
    database = services_of(request).database
    account = await find_account(database, account_id)
    waiting, has_factor = await waiting_acts(database, account_id)
    return render(
        request,
        "administrators/account.html",
        account=account,
        own=account.id == visit_of(request).account_id(),
        me=visit_of(request).account_id(),
        waiting=waiting,
        has_factor=has_factor,
        form=blank(RoleForm),
        roles=role_options(STAFF_ROLES),
    )


@post("/administration/accounts/{account_id:uuid}/grant", name="administrators.grant")
async def do_grant(request: PageRequest, account_id: FromPath[UUID]) -> Redirect:
    """Give the account a role, or let it wait for another administrator."""
    form = await read_form(request, RoleForm)
    services, actor = services_of(request), visit_of(request).actor
    asked = (account_id, form.right.role, services.now())
    granted = await grant_role(services.database, actor, *asked, alone=_alone(request))
    notice = N_("The role is granted.") if granted else WAITS
    return redirect(request, f"/administration/accounts/{account_id}", notice)


@post("/administration/accounts/{account_id:uuid}/revoke", name="administrators.revoke")
async def do_revoke(request: PageRequest, account_id: FromPath[UUID]) -> Redirect:
    """Take a role away; the holder's sessions end."""
    form = await read_form(request, RoleForm)
    services, actor = services_of(request), visit_of(request).actor
    act = revoke_role(services.database, actor, account_id, form.right.role, services.now())
    return await _done(request, account_id, act, N_("The role is revoked."))


@post("/administration/accounts/{account_id:uuid}/close", name="administrators.close")
async def do_close(request: PageRequest, account_id: FromPath[UUID]) -> Redirect:
    """Close the account; its sessions end."""
    services, actor = services_of(request), visit_of(request).actor
    act = close_account(services.database, actor, account_id, services.now())
    return await _done(request, account_id, act, N_("The account is closed."))


@post("/administration/accounts/{account_id:uuid}/reopen", name="administrators.reopen")
async def do_reopen(request: PageRequest, account_id: FromPath[UUID]) -> Redirect:
    """Open a closed account again."""
    services, actor = services_of(request), visit_of(request).actor
    act = reopen_account(services.database, actor, account_id, services.now())
    return await _done(request, account_id, act, N_("The account is open again."))


@post("/administration/accounts/{account_id:uuid}/link", name="administrators.link")
async def do_send_link(request: PageRequest, account_id: FromPath[UUID]) -> Redirect:
    """Mail a new one-time link to set a password."""
    services, actor = services_of(request), visit_of(request).actor
    act = send_link_again(services.database, actor, account_id, services.now())
    return await _done(request, account_id, act, N_("A new link is on its way by e-mail."))


def _alone(request: PageRequest) -> bool:
    return services_of(request).settings.administrators_act_alone


async def _done(
    request: PageRequest, account_id: UUID, act: Awaitable[None], notice: str
) -> Redirect:
    await act
    return redirect(request, f"/administration/accounts/{account_id}", notice)


ROUTES = (
    show_accounts,
    show_new,
    do_new,
    show_account,
    do_grant,
    do_revoke,
    do_close,
    do_reopen,
    do_send_link,
)
