"""Attends to the pool beside the requests, once a day: notices, sleep, exits at the age limit.

Its one job is to ask what is due on each new day in China. It decides nothing:
`expert_pool.admission.upkeep` does, for each member in a transaction of its own. A process that
dies in between is no loss, since every other one does the same.
"""

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.upkeep import attend_member, list_due
from expert_pool.errors import DatabaseAway, ExpertPoolError
from selection.storage.silence_store import load_silences
from web.services import Services

_EVERY_SECONDS: Final = 60.0


async def run_upkeep(services: Services) -> None:
    """Attend to the pool once each day, for as long as the service runs."""
    done = None
    while True:
        # Nothing here is urgent: a service that has just begun answers its readers first.
        await asyncio.sleep(_EVERY_SECONDS)
        today = services.today()
        if today == done:
            continue
        try:
            await attend_pool(services)
            done = today
        except (DatabaseAway, OSError, SQLAlchemyError) as error:
            structlog.get_logger().error("upkeep", error=type(error).__name__)


async def attend_pool(services: Services) -> int:
    """Do what is due today; for how many members that was."""
    desk = AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )
    due = await list_due(desk, load_silences, services.now())
    for expert_id in due:
        try:
            await attend_member(desk, load_silences, expert_id, services.now())
        except ExpertPoolError as error:
            # This one cannot go on: the others do.
            structlog.get_logger().warning("upkeep", error=error.code)
    return len(due)
