"""Reminds of evaluations beside the requests: once each day, when nobody is disturbed by it.

Its one job is to ask what is owed on each new day in China. It decides nothing:
`selection.evaluating.telling` does, for each review in a transaction of its own. A process that
dies in between is no loss, since every other one does the same, and nobody is told twice.
"""

from datetime import date
from typing import Final

import structlog

from expert_pool.calendar import next_notice_time
from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError
from selection.evaluating.telling import attend_review, list_owed
from web.services import Services
from web.translation import LOCAL_TIME
from web.workers import keep_doing

_EVERY_SECONDS: Final = 60.0


async def run_evaluation_notices(services: Services) -> None:
    """Remind of evaluations once each day, for as long as the service runs."""
    done: date | None = None

    async def step() -> None:
        nonlocal done
        now = services.now().astimezone(LOCAL_TIME)
        if now.date() == done or next_notice_time(now, services.policy) > now:
            return
        await remind_all(services)
        done = now.date()

    await keep_doing("evaluation notices", step, _EVERY_SECONDS)


async def remind_all(services: Services) -> int:
    """Tell everybody what is due today; how many notices that were."""
    async with services.database.read() as session:
        owed = await list_owed(session, services.draw_desk)
    told = 0
    for request_id in owed:
        try:
            async with services.database.transaction() as session:
                told += await attend_review(session, services.draw_desk, request_id)
        except (ExpertPoolError, SelectionError) as error:
            # This review cannot be looked at: the others are.
            structlog.get_logger().warning("evaluation notices", error=error.code)
    return told
