"""Keeps the log signed and witnessed for as long as the service runs, beside its requests.

It must not give up: what fails now is tried again, and what may never be signed is said.
"""

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from expert_pool.audit.notes import Note
from expert_pool.audit.witnessing import Witness
from expert_pool.errors import DatabaseAway, ExpertPoolError
from web.services import Services
from web.witnesses import show_witness

_EVERY_SECONDS: Final = 0.5
_WITNESS_PAUSE: Final = 1.0
_AFTER_FAILURE: Final = 10.0


async def run_sequencer(services: Services) -> None:
    """Give entries their places and sign the log, twice a second; its witnesses follow."""
    newest = Newest()
    asking = [asyncio.create_task(_keep_shown(services, one, newest)) for one in services.witnesses]
    try:
        while True:
            await _step(services, newest)
            await asyncio.sleep(_EVERY_SECONDS)
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


class Newest:
    """The newest note, for those who show it to witnesses."""

    def __init__(self) -> None:
        self.note: Note | None = None
        self.said: tuple[str, ...] = ()


async def _step(services: Services, newest: Newest) -> None:
    try:
        newest.note = await services.sequencer.step()
    except (DatabaseAway, ExpertPoolError, OSError, SQLAlchemyError) as error:
        structlog.get_logger().error("sequencer", error=type(error).__name__)
        return
    refused = tuple(finding.code for finding in services.sequencer.refused)
    if refused and refused != newest.said:
        structlog.get_logger().error("log not signed", found=refused)
    newest.said = refused


async def _keep_shown(services: Services, witness: Witness, newest: Newest) -> None:
    while True:
        pause = _WITNESS_PAUSE
        try:
            if newest.note is not None:
                await show_witness(services.database, witness, newest.note)
        except (DatabaseAway, ExpertPoolError, OSError, SQLAlchemyError) as error:
            said = error.code if isinstance(error, ExpertPoolError) else type(error).__name__
            structlog.get_logger().warning("witness", name=witness.key.name, error=said)
            pause = _AFTER_FAILURE
        await asyncio.sleep(pause)
