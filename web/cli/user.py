"""`expert-pool user`: the first accounts of the staff, made at the machine itself."""

import asyncio
import json

import click

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.accounts.staff import CreatedStaff, NewStaff, create_staff
from expert_pool.roles import Role
from web.cli.opening import opened
from web.services import make_services
from web.settings import Settings

STAFF_ROLES = tuple(role.value for role in Role if role is not Role.EXPERT)


@click.group()
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
    new = NewStaff(email=email, name=name, role=Role(role))
    with opened(Settings()) as settings:
        created = asyncio.run(_create(settings, new))
        link = f"{settings.address}/welcome/{created.token}"
    if as_json:
        click.echo(json.dumps({"account": str(created.account_id), "role": role, "link": link}))
    else:
        click.echo(f"Account made. Its owner sets a password at:\n  {link}")


async def _create(settings: Settings, new: NewStaff) -> CreatedStaff:
    services = make_services(settings)
    try:
        return await create_staff(services.database, OPERATOR, new, services.now())
    finally:
        await services.database.close()
