"""Reminds of evaluations beside the requests: once each day, when nobody is disturbed by it.

Its one job is to ask what is owed on each new day in China. It decides nothing:
`selection.evaluating.telling` does, for each review in a transaction of its own. A process that
dies in between is no loss, since every other one does the same, and nobody is told twice.
"""

from datetime import date
from functools import partial
from typing import Final

from expert_pool.calendar import CHINA, next_notice_time
from selection.evaluating.telling import attend_review, list_owed
from web.services import Services
from web.workers import do_each, in_transaction, keep_doing, on_each_day

_EVERY_SECONDS: Final = 60.0


async def run_evaluation_notices(services: Services) -> None:
    """Remind of evaluations once each day, for as long as the service runs."""
    step = on_each_day(partial(_find_day, services), partial(remind_all, services))
    await keep_doing("evaluation notices", step, _EVERY_SECONDS)


def _find_day(services: Services) -> date | None:
    """This day, once nobody is disturbed any more."""
    now = services.now()
    return None if next_notice_time(now, services.policy) > now else now.astimezone(CHINA).date()


async def remind_all(services: Services) -> int:
    """Tell everybody what is due today; how many notices that were."""
    async with services.database.read() as session:
        owed = await list_owed(session, services.draw_desk)
    act = in_transaction(
        services.database, lambda session, it: attend_review(session, services.draw_desk, it)
    )
    return sum(await do_each("evaluation notices", owed, act))
