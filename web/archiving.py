"""Looks once an hour after paid lists that nobody has archived (rule FEE-12).

Its one job is to ask `selection.paying` what is due, each list in a transaction of its own.
"""

from typing import Final

from selection.paying import attend_archive, list_to_archive
from web.services import Services
from web.workers import do_each, in_transaction, keep_doing

_EVERY_SECONDS: Final = 3600.0


async def run_archiving(services: Services) -> None:
    """Remind of paid lists and archive them in time, for as long as the service runs."""
    await keep_doing("archiving", lambda: attend_lists(services), _EVERY_SECONDS)


async def attend_lists(services: Services) -> int:
    """Do what is due now; for how many lists that was."""
    async with services.database.read() as session:
        due = await list_to_archive(session, services.draw_desk)
    act = in_transaction(
        services.database, lambda session, it: attend_archive(session, services.draw_desk, it)
    )
    await do_each("archiving", due, act)
    return len(due)
