"""`expert-pool user`: the first accounts of the staff, made at the machine itself."""

import asyncio
from uuid import UUID

import click

from expert_pool.roles import Role
from selection.tool.command_list import SpokenGroup
from selection.tool.printing import write_data
from web.cli.language import say
from web.cli.opening import opened
from web.settings import Settings

ADDRESS_SETTING = "EXPERT_POOL_BASE_URL"
STAFF_ROLES = tuple(role.value for role in Role if role is not Role.EXPERT)


@click.group(cls=SpokenGroup)
def user() -> None:
    """Make accounts for members of staff."""


@user.command()
@click.option("--email", required=True, help="Address to sign in with.")
@click.option("--name", required=True, help="Name as colleagues write it.")
@click.option("--role", required=True, type=click.Choice(STAFF_ROLES), help="The one role.")
@click.option("--json", "as_json", is_flag=True, help="Print account and link as JSON.")
def add(email: str, name: str, role: str, as_json: bool) -> None:
    """Make a staff account and print a one-time link with which its owner sets a password.

    The link works for 72 hours. The log holds the act under the machine's operator.
    """
    with opened(Settings()) as settings:
        account_id, token = asyncio.run(_create(settings, (email, name, Role(role))))
        link = f"{settings.address}/welcome/{token}"
    if as_json:
        click.echo(write_data({"account": str(account_id), "role": role, "link": link}))
    else:
        click.echo(f"{say('cli.account_made')}\n  {link}")
        if settings.base_url is None:
            note = say("cli.link_address", address=settings.address, setting=ADDRESS_SETTING)
            click.echo(note, err=True)


async def _create(settings: Settings, asked: tuple[str, str, Role]) -> tuple[UUID, str]:
    from expert_pool.accounts.signing_in import OPERATOR
    from expert_pool.accounts.staff import NewStaff, create_staff
    from web.services import make_services

    services, new = make_services(settings), NewStaff(*asked)
    try:
        made = await create_staff(services.database, OPERATOR, new, services.now())
    finally:
        await services.database.close()
    return made.account_id, made.token
