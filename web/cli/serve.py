"""`expert-pool serve`: brings up database, schema and web server, and takes them down again."""

import asyncio
import socket

import click

from expert_pool.errors import ExpertPoolError
from selection.tool.command_list import SpokenCommand
from web.cli.demo import Listed, fill, refuse_other_data, table_of, with_demo_policy
from web.cli.language import say
from web.cli.opening import opened
from web.settings import Settings


@click.command(cls=SpokenCommand)
@click.option("--demo", is_flag=True, help="Fill an empty database with a fictional pool first.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; otherwise $PORT, or 8000.")
@click.option("--host", help="Address to listen on; otherwise $EXPERT_POOL_HOST, or 127.0.0.1.")
def serve(demo: bool, port: int | None, host: str | None) -> None:
    """Start the service and say its address once it answers; Ctrl-C stops it.

    Without DATABASE_URL the service starts a PostgreSQL of its own in its data directory.
    """
    from web.cli.serving import serve_until_told

    chosen = Settings().model_copy(
        update={name: value for name, value in (("port", port), ("host", host)) if value}
    )
    _refuse_taken_port(chosen)
    demo = demo or chosen.demo
    with opened(with_demo_policy(chosen) if demo else chosen) as settings:
        refuse_other_data(settings)
        accounts = fill(settings) if demo else ()
        told = asyncio.run(serve_until_told(settings, _greeting(settings, accounts)))
    if not told:
        raise ExpertPoolError("cli.server_ended")
    click.echo(f"\n{say('cli.stopped')}")


def _refuse_taken_port(settings: Settings) -> None:
    """Say at once that the port is taken, before a database is started for nothing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            place = f"{settings.host}:{settings.port}"
            params = {"place": place, "problem": error.strerror, "other": settings.port + 1}
            raise ExpertPoolError("cli.port_taken", params) from error


def _greeting(settings: Settings, accounts: Listed) -> str:
    lines = [f"\n  {say('cli.address', address=settings.address)}\n"]
    if accounts:
        lines.append(f"  {say('cli.demo_accounts')}\n{table_of(accounts)}\n")
    if not settings.says_how_to_be_reached:
        lines.append(f"  {say('cli.no_contact')}\n")
    lines.append(f"  {say('cli.how_to_stop')}\n")
    return "\n".join(lines)
