"""Sums over the pool, its draws and invitations, for the statistics; nobody is named."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import EmploymentKind, Standing
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import (
    CredentialRow,
    EmploymentRow,
    ExpertFieldRow,
    ExpertRow,
    UnitRow,
)
from selection.states.invitations import InvitationState
from selection.storage.draw_store import DrawState
from selection.storage.invitation_tables import InvitationRow
from selection.storage.tables import (
    AssignmentRow,
    DrawCandidateRow,
    DrawRow,
    PanelRequestRow,
    PanelSeatRow,
)

_EXPERT = table_of(ExpertRow)
_FIELD = table_of(ExpertFieldRow)
_CREDENTIAL = table_of(CredentialRow)
_EMPLOYMENT = table_of(EmploymentRow)
_UNIT = table_of(UnitRow)
_DRAW = table_of(DrawRow)
_CANDIDATE = table_of(DrawCandidateRow)
_SEAT = table_of(PanelSeatRow)
_REQUEST = table_of(PanelRequestRow)
_INVITATION = table_of(InvitationRow)
GROUPS = ("type", "division", "sector", "sex")
"""What the shares of a draw are compared by: columns of an expert."""
_ASSIGNMENT = table_of(AssignmentRow)
_GROUPED = tuple(_EXPERT.c[name] for name in GROUPS)
_ACTIVE = _EXPERT.c.standing == Standing.ACTIVE.value


@dataclass(frozen=True, slots=True)
class Period:
    """Which draws count: concluded from one moment until before another.

    Only those whose panels have no review on the day `met_before` or later.
    """

    since: datetime
    until: datetime
    met_before: date


async def count_pool(session: AsyncSession, as_of: date) -> dict[str, Counter[str]]:
    """Everybody in the pool by type, division, sector, sex, and by the years of age."""
    age = func.date_part("year", func.age(as_of, _EXPERT.c.birth_date))
    counts = await _count_groups(session, select(*_GROUPED).where(_ACTIVE))
    ages = await _count(session, select(age).where(_ACTIVE))
    counts["age"] = Counter({str(int(float(years))): number for years, number in ages.items()})
    return counts


async def count_fields(session: AsyncSession) -> Counter[str]:
    """How many in the pool work in each technical field; somebody may work in several."""
    query = select(_FIELD.c.code).join(_EXPERT, _EXPERT.c.id == _FIELD.c.expert_id).where(_ACTIVE)
    return await _count(session, query)


async def count_titles(session: AsyncSession) -> Counter[str]:
    """How many in the pool hold each verified title."""
    titled = and_(_CREDENTIAL.c.expert_id == _EXPERT.c.id, _CREDENTIAL.c.kind == "title")
    query = select(_CREDENTIAL.c.code).join(_EXPERT, titled)
    return await _count(session, query.where(_ACTIVE, _CREDENTIAL.c.verified))


async def count_employers(session: AsyncSession, as_of: date) -> Counter[str]:
    """How many in the pool work for each unit now."""
    held = and_(
        _EMPLOYMENT.c.kind == EmploymentKind.EMPLOYED.value,
        _EMPLOYMENT.c.starts <= as_of,
        or_(_EMPLOYMENT.c.ends.is_(None), _EMPLOYMENT.c.ends >= as_of),
    )
    query = select(_UNIT.c.name).select_from(_EMPLOYMENT)
    query = query.join(_UNIT, _UNIT.c.id == _EMPLOYMENT.c.unit_id)
    query = query.join(_EXPERT, _EXPERT.c.id == _EMPLOYMENT.c.expert_id)
    return await _count(session, query.where(_ACTIVE, held))


async def count_shares(
    session: AsyncSession, period: Period
) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """By group: who was eligible, and who was dealt a seat, over the draws of a period."""
    eligible = select(*_GROUPED).select_from(_CANDIDATE)
    eligible = eligible.join(_DRAW, _DRAW.c.id == _CANDIDATE.c.draw_id)
    eligible = eligible.join(_EXPERT, _EXPERT.c.id == _CANDIDATE.c.expert_id)
    drawn = select(*_GROUPED).select_from(_SEAT)
    drawn = drawn.join(_DRAW, _DRAW.c.id == _SEAT.c.draw_id)
    drawn = drawn.join(_EXPERT, _EXPERT.c.id == _SEAT.c.expert_id)
    within = _within(period)
    people = await _count_groups(session, eligible.where(within, _CANDIDATE.c.pseudonym != ""))
    seats = await _count_groups(session, drawn.where(within))
    return {name: (people[name], seats[name]) for name in GROUPS}


async def count_loads(session: AsyncSession, period: Period) -> Counter[int]:
    """How many experts, of those who were candidates, were dealt so many seats."""
    within = _within(period)
    people = select(func.count(func.distinct(_CANDIDATE.c.expert_id))).select_from(_CANDIDATE)
    people = people.join(_DRAW, _DRAW.c.id == _CANDIDATE.c.draw_id)
    total = await session.scalar(people.where(within, _CANDIDATE.c.pseudonym != "")) or 0
    seats = select(func.count()).select_from(_SEAT).join(_DRAW, _DRAW.c.id == _SEAT.c.draw_id)
    held = await session.scalars(seats.where(within).group_by(_SEAT.c.expert_id))
    loads = Counter(held.all())
    loads[0] = total - loads.total()
    return loads


async def count_answers(
    session: AsyncSession, since: datetime, until: datetime
) -> tuple[Counter[str], Counter[str]]:
    """What became of the invitations of a period, and why members stepped back."""
    opened = and_(_INVITATION.c.opened_at >= since, _INVITATION.c.opened_at < until)
    given = _INVITATION.c.reason != ""
    return (
        await _count(session, select(_INVITATION.c.state).where(opened)),
        await _count(session, select(_INVITATION.c.reason).where(opened, given)),
    )


async def list_panels(
    session: AsyncSession, period: Period
) -> list[tuple[datetime | None, datetime, datetime | None]]:
    """Each panel drawn: when asked for, when drawn, and when the last of its members said yes."""
    query = select(_DRAW.c.request_id, _DRAW.c.drawn_at, _REQUEST.c.submitted_at)
    query = query.join(_REQUEST, _REQUEST.c.id == _DRAW.c.request_id)
    first = _REQUEST.c.supplements.is_(None)
    rows = (await session.execute(query.where(_within(period), first))).all()
    done = await _completed(session)
    return [(row.submitted_at, row.drawn_at, done.get(row.request_id)) for row in rows]


async def _completed(session: AsyncSession) -> Mapping[UUID, datetime]:
    """When each panel had every yes, by its first request; those that wait are left out."""
    accepted = InvitationState.ACCEPTED.value
    yes: dict[UUID, dict[int, datetime]] = defaultdict(dict)
    query = select(_INVITATION.c.request_id, _INVITATION.c.position, _INVITATION.c.ended_at)
    for request, position, ended in await session.execute(
        query.where(_INVITATION.c.state == accepted)
    ):
        yes[request][position] = ended
    seats = select(_DRAW.c.request_id, func.count()).select_from(_SEAT)
    seats = seats.join(_DRAW, _DRAW.c.id == _SEAT.c.draw_id).group_by(_DRAW.c.request_id)
    wanted: dict[UUID, int] = {request: number for request, number in await session.execute(seats)}
    return {
        request: max(said.values())
        for request, said in yes.items()
        if len(said) == wanted.get(request)
    }


def _within(period: Period) -> ColumnElement[bool]:
    drawn = and_(
        _DRAW.c.state == DrawState.DRAWN.value,
        _DRAW.c.drawn_at >= period.since,
        _DRAW.c.drawn_at < period.until,
    )
    to_come = select(_ASSIGNMENT.c.id).where(
        _ASSIGNMENT.c.draw_id == _DRAW.c.id, _ASSIGNMENT.c.review_to >= period.met_before
    )
    return and_(drawn, ~to_come.correlate(_DRAW).exists())


async def _count_groups(session: AsyncSession, query: Select[Any]) -> dict[str, Counter[str]]:
    """How often each value of each group stands there, the rows being read once."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in GROUPS}
    for *values, number in await session.execute(
        query.add_columns(func.count()).group_by(*_GROUPED)
    ):
        for name, value in zip(GROUPS, values, strict=True):
            counts[name][str(value)] += number
    return counts


async def _count(session: AsyncSession, query: Select[Any]) -> Counter[str]:
    """How often each value of a query of one column stands there."""
    values = query.subquery()
    (value,) = values.c
    rows = await session.execute(select(value, func.count()).group_by(value))
    return Counter({str(key): number for key, number in rows})
