"""`expert-pool demo`: fills an empty database with a fictional pool. The data are `web.demo`'s."""

import asyncio

import click

from expert_pool.errors import ExpertPoolError
from selection.tool.command_list import SpokenCommand
from selection.tool.printing import write_data
from web.cli.opening import opened
from web.settings import Settings

Listed = tuple[tuple[str, str, str], ...]
"""The accounts to try: role, address and password of each."""

_CONTACT = {
    "contact_address": "示例市示例区虚构路1号（虚构）",
    "contact_address_en": "1 Invented Road, Shili District, Shili City (fictional)",
    "contact_phone": "000-0000 0000",
    "contact_email": "expert-pool@example.org",
}


def with_demo_policy(settings: Settings) -> Settings:
    """Mark every page as fictional and use the short terms, unless the operator chose others."""
    chosen = {} if "policy" in settings.model_fields_set else {"policy": "demo"}
    contact = {} if settings.says_how_to_be_reached else _CONTACT
    return settings.model_copy(update={"demo": True, **chosen, **contact})


def refuse_other_data(settings: Settings) -> None:
    """Serve no real pool as the demo, which shows all mails, and no demo as a real pool.

    Raises:
        ExpertPoolError: `cli.own_data` or `cli.demo_data`.
    """
    held = asyncio.run(_whose(settings))
    if settings.demo and held == "own":
        raise ExpertPoolError("cli.own_data")
    if not settings.demo and held == "demo":
        raise ExpertPoolError("cli.demo_data")


async def _whose(settings: Settings) -> str:
    """Whose accounts the database holds: the demo's, a bureau's own, or nobody's."""
    from expert_pool.storage.account_store import AccountStore
    from web.demo.load import demo_accounts
    from web.services import make_services

    services = make_services(settings)
    try:
        async with services.database.read() as session:
            accounts = AccountStore(session)
            if not await accounts.search("", "", 1, 0):
                return ""
            known = [await accounts.by_email(one.email) for one in demo_accounts()]
            return "demo" if any(known) else "own"
    finally:
        await services.database.close()


def fill(settings: Settings) -> Listed:
    """Fill an empty database, leave a filled one as it is, and give the accounts to try."""
    from web.demo.load import demo_accounts

    asyncio.run(_fill(settings))
    return tuple((one.role, one.email, one.password) for one in demo_accounts())


async def _fill(settings: Settings) -> None:
    from web.demo.load import fill_database
    from web.services import make_services

    services = make_services(settings)
    try:
        await fill_database(services)
    finally:
        await services.database.close()


@click.command(cls=SpokenCommand)
@click.option("--json", "as_json", is_flag=True, help="Print the accounts as JSON.")
def demo(as_json: bool) -> None:
    """Fill an empty database with a fictional pool, and print the demo accounts.

    A database that holds anything is left as it is.
    """
    with opened(with_demo_policy(Settings())) as settings:
        accounts = fill(settings)
    if as_json:
        listed = [{"role": r, "email": email, "password": p} for r, email, p in accounts]
        click.echo(write_data(listed))
    else:
        click.echo(table_of(accounts))


def table_of(accounts: Listed) -> str:
    """List the accounts, one a line, for the terminal."""
    return "\n".join(f"  {role:<12} {email:<32} {word}" for role, email, word in accounts)
