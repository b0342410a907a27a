"""What was before a draw, read from the database: panels for rotation, teams of projects."""

from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts import ProjectParties, ReviewDays
from expert_pool.conflicts.windows import still_touches
from expert_pool.experts import ExpertId
from expert_pool.policy import Policy
from expert_pool.storage.unit_store import load_units
from selection.candidates import Assignment, History, Outcome, history_of
from selection.storage.draw_store import load_assignments
from selection.storage.project_store import ProjectFilter, list_projects

# Longer than every window that a rule counts back over.
REACH: Final = timedelta(days=4 * 366)

_ALL: Final = 100_000


async def load_teams(
    session: AsyncSession, review: ReviewDays, policy: Policy
) -> tuple[ProjectParties, ...]:
    """The projects whose people do not sit together (COI-13): those not over for too long.

    The window is that of common work (COI-10); without a last day a project still runs.
    """
    if not policy.boolean("coi_team_within_panel"):
        return ()
    window = review.years_back(policy.integer("coi_collaboration_years"))
    projects, _ = await list_projects(session, ProjectFilter(), limit=_ALL, offset=0)
    return tuple(
        ProjectParties(project.parties, project.number)
        for project in projects
        if still_touches(project.ends, window)
    )


async def load_history(session: AsyncSession, review: ReviewDays) -> History:
    """Every seat on a panel that a rule on this review may count."""
    units = await load_units(session)
    seats = await load_assignments(session, review.start - REACH)
    return history_of(
        Assignment(
            expert=ExpertId(str(seat.expert_id)),
            panel=seat.panel,
            review=ReviewDays(seat.review_from, seat.review_to, seat.review_days),
            outcome=Outcome(seat.outcome),
            programme=seat.programme,
            fields=frozenset(seat.fields),
            lead_units=tuple(units.by_id[unit] for unit in seat.lead_units),
            activity=seat.activity,
        )
        for seat in seats
    )
