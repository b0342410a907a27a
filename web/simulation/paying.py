"""The fees of one review: a payment list from the officer's draft to the archive.

Its one job is the acts of officer, approver and finance clerk, in hours of one day.
"""

from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from expert_pool.audit.entries import Actor
from expert_pool.findings import blocks
from selection.fees import ReviewWork, needs_reason
from selection.paying.archiving import archive_list
from selection.paying.deciding import approve_list, submit_list
from selection.paying.drafting import SentList, find_fees, save_list
from selection.paying.handing_out import hand_out_list, mark_paid
from selection.paying.reckoning import Reckoned, SentLine
from web.services import Services
from web.simulation.agenda import Agenda
from web.simulation.stage import Cast

NOTE: Final = "模拟运行：说明（虚构）。"
HOUR: Final = timedelta(hours=1)


class Cashier:
    """Who draws up, approves and pays the lists of all reviews."""

    def __init__(self, services: Services, agenda: Agenda, cast: Cast) -> None:
        self._services = services
        self._agenda = agenda
        self._cast = cast

    async def draw_up(self, request: UUID, officer: Actor) -> None:
        """Draw the list up as the review day was recorded, and hand it in."""
        services, desk = self._services, self._services.draw_desk
        async with services.database.transaction() as session:
            found = await find_fees(session, desk, request, officer)
        lines = tuple(_sent(it) for it in found.lines)
        sent = SentList(found.draft.version, found.draft.month, lines)
        async with services.database.transaction() as session:
            saved = await save_list(session, desk, request, officer, sent)
        if not any(it.works for it in saved.lines):
            return
        async with services.database.transaction() as session:
            handed = await submit_list(session, desk, request, officer, saved.draft.version)
        self._agenda.at(services.now() + HOUR, partial(self._approve, handed.id))

    async def _approve(self, payment: UUID) -> None:
        services, approver = self._services, self._cast.approver
        async with services.database.transaction() as session:
            await approve_list(session, services.draw_desk, payment, approver)
        self._agenda.at(services.now() + HOUR, partial(self._pay, payment))

    async def _pay(self, payment: UUID) -> None:
        services, clerk, desk = self._services, self._cast.finance, self._services.draw_desk
        async with services.database.transaction() as session:
            await hand_out_list(session, desk, payment, clerk, "xlsx")
        async with services.database.transaction() as session:
            await mark_paid(session, desk, payment, clerk, services.today())
        async with services.database.transaction() as session:
            await archive_list(session, desk, payment, clerk)


def _sent(line: Reckoned) -> SentLine:
    """A line as it came out; nothing for whom a rule forbids to be paid."""
    work = ReviewWork() if blocks(line.findings) else line.line.work
    reason = NOTE if needs_reason(line.findings) else ""
    return SentLine(line.payee.id, line.line.rate, work, reason)
