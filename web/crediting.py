"""Attends to cases of integrity files beside the requests: reminders, terms, ends of measures.

Its one job is to ask what is due, again and again. It decides nothing:
`expert_pool.crediting.daily` does, for each case in a transaction of its own.
"""

from functools import partial
from typing import Final

from expert_pool.crediting.daily import attend_case, list_due
from web.services import Services
from web.workers import do_each, in_transaction, keep_doing

_EVERY_SECONDS: Final = 60.0


async def run_crediting(services: Services) -> None:
    """Attend to cases for as long as the service runs."""
    await keep_doing("crediting", partial(attend_cases, services), _EVERY_SECONDS)


async def attend_cases(services: Services) -> int:
    """Do what is due on this day; how many cases that were."""
    async with services.database.read() as session:
        due = await list_due(session)
    await do_each("crediting", due, in_transaction(services.database, attend_case))
    return len(due)
