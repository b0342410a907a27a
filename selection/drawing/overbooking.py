"""Draws that ran at once may deal the same expert: who is dealt last gives the seat up at once.

A committed draw knows nothing of draws that end after it, and its result is not touched. But
before anybody learns it, members whose days or yearly limit other panels have taken meanwhile
leave their seats as ineligible, and the next reserves follow by rank, as for any vacancy; the
record of replacements tells it. Nobody reports or confirms it: the service counts seats.
"""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from selection.drawing.desk import DrawDesk
from selection.drawing.facts import find_against
from selection.drawing.leaving import Leave, leave_seat
from selection.drawing.whole_panel import load_locked_panel, occasion_of
from selection.states.vacancies import VacancyReason
from selection.storage.request_store import RequestRecord

SEATS_TAKEN: Final = frozenset(
    {
        "DRW-13.overlapping_duty",
        "DRW-14.yearly_limit",
        "DRW-15.consecutive_panels",
        "DRW-16.same_applicant",
    }
)
"""The rules that another panel can break between a commitment and its result."""


async def unseat_overbooked(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> None:
    """Free the seats of a panel just dealt that its members cannot hold beside their others.

    Whoever calls it keeps everybody else from seating anybody (`hold_seating`).
    """
    panel = await load_locked_panel(session, request.id)
    occasion = await occasion_of(session, request)
    members = [holding.expert_id for holding in panel.members]
    found = await find_against(session, desk, occasion, members)
    for holding in panel.members:
        codes = sorted(it.code for it in found[holding.expert_id] if it.code in SEATS_TAKEN)
        if codes and holding.draw_id == panel.draw.id:
            leave = Leave(
                holding.draw_id,
                holding.expert_id,
                VacancyReason.INELIGIBLE,
                rules=tuple(codes),
            )
            await leave_seat(session, desk, leave)
