"""Attends to invitations beside the requests: sends, ends those without an answer, frees seats.

Its one job is to ask what is due, again and again. It decides nothing: `selection.inviting` does,
for each invitation in a transaction of its own. A process that dies in between is no loss, since
every other one does the same.
"""

from functools import partial
from typing import Final

import structlog

from expert_pool.errors import ExpertPoolError
from selection.inviting.expiring import attend_invitation
from selection.storage.invitation_store import list_due
from web.services import Services
from web.workers import keep_doing

_EVERY_SECONDS: Final = 3.0
_AT_ONCE: Final = 200


async def run_invitations(services: Services) -> None:
    """Attend to invitations for as long as the service runs."""
    await keep_doing("invitations", partial(attend_invitations, services), _EVERY_SECONDS)


async def attend_invitations(services: Services) -> int:
    """Do what is due at this moment; how many invitations that were."""
    async with services.database.read() as session:
        due = await list_due(session, services.now(), limit=_AT_ONCE)
    for one in due:
        try:
            async with services.database.transaction() as session:
                await attend_invitation(session, services.draw_desk, one)
        except ExpertPoolError as error:
            # Somebody else was faster, or this one cannot go on: the others do.
            structlog.get_logger().warning("invitations", error=error.code)
    return len(due)
