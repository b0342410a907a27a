"""Tells the audit of a simulated year what stands beside the log, and opens the log for it.

Its one job is to turn what was lived into plain values. It must not judge them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Entry
from expert_pool.audit.stored import StoredEntry
from expert_pool.experts import EmploymentKind, Expert, Standing
from expert_pool.storage.audit_inspection import stored_entries
from expert_pool.storage.credit_store import load_all_cases
from expert_pool.vocabulary import CodeLists
from selection.drawing.whole_panel import find_request, load_all_supplements
from selection.requests import thaw_criteria
from selection.requests.values import Attribute, PanelRequest
from selection.storage.draw_store import load_draw, load_screened, load_seats
from selection.storage.payment_store import PaymentList, load_lists_of
from selection.storage.project_store import Project
from web.services import Services
from web.simulation.course import Told
from web.simulation.world import Case, Line, Paid, Post, Sitting, Somebody, Wanted, World
from web.simulation.year import Lived

RECENT: Final = timedelta(days=365)
"""Ties of work that ended before may be too old for a rule: the audit passes them over."""
COMPETITOR: Final = "G16"
"""A ground that the policy warns of and lets sit (COI-17)."""
_JUDGED: Final = frozenset({Attribute.TYPE, Attribute.FIELD})


@dataclass
class _Draws:
    """What draws tell beside the log."""

    draws: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    dealt: dict[str, tuple[str, ...]] = field(default_factory=dict)
    candidates: set[str] = field(default_factory=set)


async def collect_world(services: Services, lived: Lived) -> tuple[World, frozenset[str]]:
    """Everything beside the log; and everybody who was a candidate at least once."""
    found = _Draws()
    panels: dict[str, Sitting] = {}
    paid: list[Paid] = []
    for told in lived.panels:
        if told.request is None or told.drawn_at is None:
            continue
        async with services.database.read() as session:
            request = await find_request(session, told.request)
            await _collect_draws(session, told.request, found)
            paid.extend(_paid(await load_lists_of(session, told.request)))
        frozen = thaw_criteria(request.criteria or b"")
        panels[str(told.request)] = _sitting(told, frozen, services.lists)
    today = min(told.wish.asked_on for told in lived.panels)
    world = World(
        people={one.expert.id: _somebody(one.expert, today) for one in lived.cast.pool},
        panels=panels,
        draws=found.draws,
        hashes=found.hashes,
        names=found.names,
        dealt=found.dealt,
        leaves=[(str(who), noted, start, end) for who, noted, start, end in lived.leaves],
        paid=paid,
        cases=await _cases(services),
        working=frozenset(_working_days(services, today)),
    )
    return world, frozenset(found.candidates)


async def _collect_draws(session: AsyncSession, root: UUID, found: _Draws) -> None:
    first = await find_request(session, root)
    for request in (first, *await load_all_supplements(session, first)):
        draw = await load_draw(session, request.id)
        if draw is None:
            continue
        key = str(draw.id)
        found.draws[key] = str(root)
        found.hashes[draw.commit_hash.hex()] = key
        for one in await load_screened(session, draw.id):
            if one.pseudonym:
                found.names[key, one.pseudonym] = str(one.expert_id)
                found.candidates.add(str(one.expert_id))
        if request.id == root:
            seats = await load_seats(session, draw.id)
            found.dealt[key] = tuple(seat.pseudonym for seat in seats)


async def _cases(services: Services) -> dict[str, Case]:
    async with services.database.read() as session:
        cases = await load_all_cases(session)
    return {f"credit:{it.id}": Case(str(it.expert_id), str(it.event_id)) for it in cases}


def _working_days(services: Services, first: date) -> Iterator[date]:
    """The working days from a day to the present one of the simulation."""
    for place in range((services.today() - first).days + 1):
        day = first + timedelta(days=place)
        if services.calendar.is_working_day(day):
            yield day


async def open_log(services: Services) -> tuple[Line, ...]:
    """Every entry of the log with what it changed, in its order."""
    async with services.database.read() as session:
        stored = [it async for it in stored_entries(session, services.cipher)]
    return tuple(_lines(stored))


def _lines(stored: list[StoredEntry]) -> Iterator[Line]:
    for one in stored:
        entry = Entry.from_body(one.body)
        after = one.detail.after if one.detail else None
        told = (entry.moment, entry.act, entry.subject, entry.request, after or {})
        yield Line(*told, entry.next_state, entry.reason, entry.actor)


def _sitting(told: Told, frozen: PanelRequest, lists: CodeLists) -> Sitting:
    project = told.wish.project
    units = {it.unit.name for it in project.parties if it.unit is not None}
    lead = next(it.unit.name for it in project.parties if it.unit is not None)
    return Sitting(
        request=str(told.request),
        first=told.wish.first_day,
        last=told.wish.first_day + timedelta(days=told.wish.days - 1),
        seats=frozen.seats,
        employer_cap=frozen.employer_cap,
        wanted=tuple(_wanted(frozen, lists)),
        programme=project.programme,
        fields=frozenset({project.field}),
        lead=lead,
        units=frozenset(units),
        people=frozenset(_called(project)),
    )


def _paid(lists: Iterable[PaymentList]) -> Iterator[Paid]:
    for payment in lists:
        if payment.submitted_at is None:
            continue
        for line in payment.lines:
            halves = {day.day: day.halves for day in line.work.days}
            fee, who = line.fee, (str(payment.request_id), str(line.expert_id))
            yield Paid(*who, payment.submitted_at, halves, fee.gross, fee.tax, fee.net)


def _called(project: Project) -> Iterator[tuple[str, str]]:
    for party in project.parties:
        if party.person is not None:
            yield from ((party.person.name, unit.name) for unit in party.person.units)


def _wanted(frozen: PanelRequest, lists: CodeLists) -> Iterator[Wanted]:
    for quota in frozen.quotas:
        (condition, *others) = quota.conditions
        if others or condition.attribute not in _JUDGED:
            continue
        values = condition.values
        if condition.attribute is Attribute.FIELD:
            values = frozenset(code for it in values for code in lists.field_and_below(it))
        yield Wanted(condition.attribute.value, values, quota.minimum, quota.maximum)


def _somebody(expert: Expert, today: date) -> Somebody:
    working = {EmploymentKind.EMPLOYED, EmploymentKind.PART_TIME, EmploymentKind.BOARD}
    return Somebody(
        id=expert.id,
        name=expert.name,
        kind=expert.type.value,
        born=expert.birth_date,
        active=expert.standing is Standing.ACTIVE,
        may_be_older=bool(expert.honours),
        posts=tuple(
            Post(it.unit.name, it.kind is EmploymentKind.EMPLOYED, it.start, it.end)
            for it in expert.employments
            if it.kind in working
        ),
        avoided=frozenset(it.unit.name for it in expert.avoided_units if it.ground != COMPETITOR),
        kin=tuple(
            (it.person_name, it.unit_name)
            for it in expert.relations
            if it.until is None or it.until > today - RECENT
        ),
        fields=frozenset(it.code for it in expert.fields),
        confirmed=max(expert.confirmed_on or date.min, expert.admitted_on or date.min),
    )
