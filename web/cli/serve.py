"""`expert-pool serve`: brings up database, schema and web server, and takes them down again."""

import asyncio
import contextlib
import logging
import signal
import socket

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from web.app import create_app
from web.cli.demo import fill, table_of, with_demo_policy
from web.cli.opening import opened
from web.settings import Settings

READY_SECONDS = 60.0
GRACE_SECONDS = 5.0
"""How long requests in hand may take to end; an open stream of events would never end."""


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with a fictional pool first.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; otherwise $PORT, or 8000.")
@click.option("--host", help="Address to listen on; otherwise $EXPERT_POOL_HOST, or 127.0.0.1.")
def serve(demo: bool, port: int | None, host: str | None) -> None:
    """Start the service and say its address once it answers; Ctrl-C stops it.

    Without DATABASE_URL the service starts a PostgreSQL of its own in its data directory.
    """
    chosen = Settings().model_copy(
        update={name: value for name, value in (("port", port), ("host", host)) if value}
    )
    _refuse_taken_port(chosen)
    demo = demo or chosen.demo
    with opened(with_demo_policy(chosen) if demo else chosen) as settings:
        accounts = fill(settings) if demo else ()
        told = asyncio.run(_serve_until_told(settings, _greeting(settings, table_of(accounts))))
    if not told:
        message = "The web server ended by itself; what it logged above says why."
        raise click.ClickException(message)
    click.echo("\nStopped. 已停止。")


def _refuse_taken_port(settings: Settings) -> None:
    """Say at once that the port is taken, before a database is started for nothing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            message = (
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
                f"Choose another port, for example: PORT={settings.port + 1} make run"
            )
            raise click.ClickException(message) from error


def _greeting(settings: Settings, accounts: str) -> str:
    lines = [f"\n  Expert pool 专家库:  {settings.address}\n"]
    if accounts:
        lines.append(f"  Demo accounts 演示账号 (fictional 均为虚构):\n{accounts}\n")
    lines.append("  Ctrl-C stops it. 按 Ctrl-C 停止。\n")
    return "\n".join(lines)


async def _serve_until_told(settings: Settings, greeting: str) -> bool:
    server = Server(
        create_app(settings),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.error,
    )
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(kind, told.set)
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(told.wait())
    greeted = asyncio.create_task(_greet_when_ready(settings, greeting))
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    greeted.cancel()
    if told.is_set():
        await _stop(server, serving)
    return told.is_set()


async def _stop(server: Server, serving: asyncio.Task[None]) -> None:
    """Let the requests in hand end, then cut off those that do not, without a trace of each."""
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=GRACE_SECONDS)
    if not serving.done():
        logging.disable()
        serving.cancel()


async def _greet_when_ready(settings: Settings, greeting: str) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while not await _is_healthy(settings):
            await asyncio.sleep(0.05)
    click.echo(greeting)


async def _is_healthy(settings: Settings) -> bool:
    """Ask the service as a visitor would: a page that answers, not a process that runs."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_connection(host, settings.port)
        writer.write(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        status = await reader.readline()
        writer.close()
        return b" 200 " in status
    return False
