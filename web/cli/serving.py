"""Runs the web server of `expert-pool serve` until somebody tells it to stop."""

import asyncio
import contextlib
import logging
import signal

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from web.app import create_app
from web.settings import Settings

READY_SECONDS = 60.0
GRACE_SECONDS = 5.0
"""How long requests in hand may take to end; an open stream of events would never end."""


async def serve_until_told(settings: Settings, greeting: str) -> bool:
    """Serve, greet once a page answers; whether somebody ended it, or it ended by itself."""
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
