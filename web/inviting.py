"""Attends to invitations beside the requests: sends, ends those without an answer, frees seats.

A choice among candidates that nobody made in time ends here too, so that people are invited.
Whoever was suspended or left the pool since the draw loses the seat here, since the pool knows no
panels.

Its one job is to ask what is due, again and again. It decides nothing: `selection.inviting` does,
for each invitation in a transaction of its own. A process that dies in between is no loss, since
every other one does the same.
"""

from functools import partial
from typing import Final
from uuid import uuid4

from selection.inviting.choosing import lapse_choice
from selection.inviting.expiring import attend_invitation
from selection.inviting.freeing import free_seats_of
from selection.storage.choice_store import list_due_choices
from selection.storage.invitation_store import list_due
from selection.storage.open_seats import list_gone_holders
from web.services import Services
from web.workers import do_each, in_transaction, keep_doing

_EVERY_SECONDS: Final = 3.0
_AT_ONCE: Final = 200


async def run_invitations(services: Services) -> None:
    """Attend to invitations for as long as the service runs."""
    await keep_doing("invitations", partial(attend_invitations, services), _EVERY_SECONDS)


async def attend_invitations(services: Services) -> int:
    """Do what is due at this moment; how many choices, invitations and members."""
    async with services.database.read() as session:
        due = await list_due(session, services.now(), limit=_AT_ONCE)
        gone = await list_gone_holders(session, services.today(), limit=_AT_ONCE, after=uuid4())
        unchosen = await list_due_choices(session, services.now(), limit=_AT_ONCE)
    database, desk = services.database, services.draw_desk
    attend = in_transaction(database, lambda session, it: attend_invitation(session, desk, it))
    lapse = in_transaction(database, lambda session, it: lapse_choice(session, desk, it))
    free = in_transaction(database, lambda session, it: free_seats_of(session, desk, it))
    await do_each("invitations", unchosen, lapse)
    await do_each("invitations", due, attend)
    await do_each("invitations", gone, free)
    return len(unchosen) + len(due) + len(gone)
