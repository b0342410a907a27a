"""What was before a draw, read from the database: panels, teams of projects, waiting changes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications import Section
from expert_pool.applications.employer_changes import changes_employer
from expert_pool.conflicts import ProjectParties, ReviewDays
from expert_pool.conflicts.windows import still_touches
from expert_pool.experts import ExpertId
from expert_pool.policy import Policy
from expert_pool.storage.application_store import load_waiting_changes
from expert_pool.storage.expert_store import load_experts
from expert_pool.storage.unit_store import load_units
from selection.candidates import Assignment, History, Outcome, history_of
from selection.requests import PanelRequest
from selection.storage.draw_store import AssignmentRecord, load_assignments
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
    seats = await load_assignments(session, review.start - REACH)
    return await _history_of(session, seats, review)


async def load_history_beside(
    session: AsyncSession, request: PanelRequest, experts: Collection[UUID]
) -> History:
    """The same as far as it is about a few experts: their seats, and their programme's panels."""
    since = request.review.start - REACH
    seats = await load_assignments(session, since, experts=experts, programme=request.programme)
    return await _history_of(session, seats, request.review)


async def _history_of(
    session: AsyncSession, seats: Sequence[AssignmentRecord], review: ReviewDays
) -> History:
    units = await load_units(session)
    # Seats are many, and alike in most: what they share is made once.
    experts = {one: ExpertId(str(one)) for one in {it.expert_id for it in seats}}
    days = {
        one: ReviewDays(*one)
        for one in {(it.review_from, it.review_to, it.review_days) for it in seats}
    }
    outcomes = {one: Outcome(one) for one in {it.outcome for it in seats}}
    fields = {one: frozenset(one) for one in {it.fields for it in seats}}
    history = history_of(
        Assignment(
            expert=experts[seat.expert_id],
            panel=seat.panel,
            review=days[seat.review_from, seat.review_to, seat.review_days],
            outcome=outcomes[seat.outcome],
            programme=seat.programme,
            fields=fields[seat.fields],
            lead_units=tuple(units.by_id[unit] for unit in seat.lead_units),
            activity=seat.activity,
        )
        for seat in seats
    )
    return replace(history, moving=await _load_moving(session, review.start))


async def _load_moving(session: AsyncSession, day: date) -> frozenset[ExpertId]:
    """POL-08: whose change that waits to be verified names other employers on a day."""
    changes = {
        it.expert_id: it.sections.get(Section.EMPLOYMENTS.value, {})
        for it in await load_waiting_changes(session)
        if it.expert_id is not None
    }
    people = await load_experts(session, changes)
    return frozenset(
        people[one].expert.id
        for one, typed in changes.items()
        if one in people and changes_employer(people[one].expert, typed, day)
    )
