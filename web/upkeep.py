"""Attends to the pool beside the requests, once a day: notices, sleep, exits at the age limit.

Its one job is to ask what is due on each new day in China. It decides nothing:
`expert_pool.admission.upkeep` does, for each member in a transaction of its own. A process that
dies in between is no loss, since every other one does the same.
"""

import asyncio
from functools import partial
from typing import Final

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.upkeep import attend_member, list_due
from selection.storage.silence_store import load_silences
from web.services import Services
from web.workers import do_each, keep_doing, on_each_day

_EVERY_SECONDS: Final = 60.0


async def run_upkeep(services: Services) -> None:
    """Attend to the pool once each day, for as long as the service runs."""
    # Nothing here is urgent: a service that has just begun answers its readers first.
    await asyncio.sleep(_EVERY_SECONDS)
    step = on_each_day(services.today, partial(attend_pool, services))
    await keep_doing("upkeep", step, _EVERY_SECONDS)


async def attend_pool(services: Services) -> int:
    """Do what is due today; for how many members that was."""
    desk = AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )
    due = await list_due(desk, load_silences, services.now())
    await do_each("upkeep", due, lambda it: attend_member(desk, load_silences, it, services.now()))
    return len(due)
