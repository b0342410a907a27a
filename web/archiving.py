"""Looks once an hour after paid lists that nobody has archived (rule FEE-12).

Its one job is to ask `selection.paying` what is due, each list in a transaction of its own.
"""

from typing import Final

import structlog

from expert_pool.errors import ExpertPoolError
from selection.paying import attend_archive, list_to_archive
from web.services import Services
from web.workers import keep_doing

_EVERY_SECONDS: Final = 3600.0


async def run_archiving(services: Services) -> None:
    """Remind of paid lists and archive them in time, for as long as the service runs."""
    await keep_doing("archiving", lambda: attend_lists(services), _EVERY_SECONDS)


async def attend_lists(services: Services) -> int:
    """Do what is due now; for how many lists that was."""
    async with services.database.read() as session:
        due = await list_to_archive(session, services.draw_desk)
    for list_id in due:
        try:
            async with services.database.transaction() as session:
                await attend_archive(session, services.draw_desk, list_id)
        except ExpertPoolError as error:
            # Somebody else was faster, or this list cannot go on: the others do.
            structlog.get_logger().warning("archiving", error=error.code)
    return len(due)
