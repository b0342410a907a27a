"""The history of panels as the rules of rotation count it, read from the database."""

from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId
from expert_pool.storage.unit_store import load_units
from selection.candidates import Assignment, History, Outcome, history_of
from selection.storage.draw_store import load_assignments

# Longer than every window that a rule counts back over.
REACH: Final = timedelta(days=4 * 366)


async def load_history(session: AsyncSession, review: ReviewDays) -> History:
    """Every seat on a panel that a rule on this review may count."""
    units = await load_units(session)
    seats = await load_assignments(session, review.start - REACH)
    return history_of(
        Assignment(
            expert=ExpertId(str(seat.expert_id)),
            panel=seat.panel,
            review=ReviewDays(seat.review_from, seat.review_to),
            outcome=Outcome(seat.outcome),
            programme=seat.programme,
            fields=frozenset(seat.fields),
            lead_units=tuple(units.by_id[unit] for unit in seat.lead_units),
            activity=seat.activity,
        )
        for seat in seats
    )
