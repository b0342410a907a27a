"""Reports on odds worked on beside the requests: each once, however often it is asked for.

It decides nothing and shows nothing: `selection.drawing.odds_reports` works, pages and API
show. A process that died in between is no loss: the next look begins again.
"""

import asyncio
from typing import Final

import structlog

from expert_pool.audit.entries import Actor
from selection.drawing import Ceremony
from selection.drawing.odds_reports import (
    OddsReport,
    give_up_odds,
    load_odds_report,
    work_out_odds,
)
from web.services import Services

_running: Final[dict[tuple[int, bytes], asyncio.Task[None]]] = {}


async def ask_for_odds(services: Services, ceremony: Ceremony, actor: Actor) -> OddsReport:
    """What is known of the odds now; what is missing is worked on from here on."""
    async with services.database.read() as session:
        report = await load_odds_report(session, services.draw_desk, ceremony)
    key = (id(services), report.basis)
    if report.working and key not in _running:
        # The loop keeps only weak references to its tasks.
        task = asyncio.create_task(_work(services, ceremony, report, actor))
        _running[key] = task
        task.add_done_callback(lambda _: _running.pop(key, None))
    return report


async def settle() -> None:
    """Wait until no report is being worked on in this process."""
    while _running:
        await asyncio.gather(*_running.values())


async def _work(services: Services, ceremony: Ceremony, report: OddsReport, actor: Actor) -> None:
    desk = services.draw_desk
    try:
        await work_out_odds(services.database, desk, ceremony, report, actor)
    except Exception as error:
        structlog.get_logger().error("odds", error=type(error).__name__, exc_info=error)
        await give_up_odds(services.database, desk, ceremony, report)
