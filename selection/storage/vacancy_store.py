"""Vacancies of drawn panels: values in and out; the rows never leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.draw_store import DrawState
from selection.storage.tables import DrawRow
from selection.storage.vacancy_tables import VacancyRow

_VACANCY = table_of(VacancyRow)
_DRAW = table_of(DrawRow)
# One replacement at a time, so that no reserve is seated on two panels of the same days.
_SEATING = 7_240_003


@dataclass(frozen=True, slots=True)
class VacancyRecord:
    """A vacancy as stored; ciphers are opened by the shell alone.

    `reported_by` is empty where the service itself found that a member cannot stay.
    `step` and `fill_step` are the places of the vacancy and of a later supplement in the
    record of the draw's replacements.
    """

    id: UUID
    draw_id: UUID
    number: int
    position: int
    expert_id: UUID
    pseudonym: str
    state: VacancyState
    reason: VacancyReason
    reported_by: UUID | None
    reported_role: str
    reported_at: datetime
    ground: str = ""
    note_cipher: bytes | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decision_cipher: bytes | None = None
    step: int | None = None
    rank: int | None = None
    passed_cipher: bytes | None = None
    successor_id: UUID | None = None
    successor: str = ""
    quotas: tuple[str, ...] = ()
    filled_at: datetime | None = None
    fill_step: int | None = None
    supplement_draw: UUID | None = None


async def add_vacancy(session: AsyncSession, vacancy: VacancyRecord) -> None:
    """Store a reported vacancy."""
    await session.execute(insert(_VACANCY).values(**_values(vacancy)))


async def save_vacancy(session: AsyncSession, vacancy: VacancyRecord) -> None:
    """Store what became of a vacancy."""
    query = update(_VACANCY).where(_VACANCY.c.id == vacancy.id)
    await session.execute(query.values(**_values(vacancy)))


async def load_vacancies(session: AsyncSession, draw_id: UUID) -> tuple[VacancyRecord, ...]:
    """Every vacancy of a draw, also the rejected ones, in the order of the reports."""
    query = select(_VACANCY).where(_VACANCY.c.draw_id == draw_id).order_by(_VACANCY.c.number)
    return tuple(_record(row) for row in (await session.execute(query)).all())


async def load_left(session: AsyncSession, expert_id: UUID) -> Mapping[UUID, VacancyRecord]:
    """By draw, the vacancy by which an expert left its panel."""
    query = select(_VACANCY).where(_VACANCY.c.expert_id == expert_id, _VACANCY.c.step.is_not(None))
    return {row.draw_id: _record(row) for row in (await session.execute(query)).all()}


async def count_replacements(
    session: AsyncSession, draw_ids: tuple[UUID, ...]
) -> Mapping[UUID, int]:
    """How many members have left each of these panels; none where nobody has."""
    query = (
        select(_VACANCY.c.draw_id, func.count())
        .where(_VACANCY.c.draw_id.in_(draw_ids), _VACANCY.c.step.is_not(None))
        .group_by(_VACANCY.c.draw_id)
    )
    return {draw: number for draw, number in await session.execute(query)}


async def count_waiting(session: AsyncSession, request_ids: tuple[UUID, ...]) -> Mapping[UUID, int]:
    """By request, how many reported vacancies of its panel wait for a decision."""
    query = (
        select(_DRAW.c.request_id, func.count())
        .join(_VACANCY, _VACANCY.c.draw_id == _DRAW.c.id)
        .where(_DRAW.c.request_id.in_(request_ids), _DRAW.c.state == DrawState.DRAWN.value)
        .where(_VACANCY.c.state == VacancyState.REPORTED.value)
        .group_by(_DRAW.c.request_id)
    )
    return {request: number for request, number in await session.execute(query)}


async def hold_seating(session: AsyncSession) -> None:
    """Keep every other transaction from seating anybody until this one ends.

    The trigger that keeps the days of seats takes the same lock, for whoever forgets it.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_SEATING)))


def _values(vacancy: VacancyRecord) -> dict[str, object]:
    values = {name: getattr(vacancy, name) for name in VacancyRecord.__slots__}
    coded = {"state": vacancy.state.value, "reason": vacancy.reason.value}
    return values | coded | {"quotas": list(vacancy.quotas)}


def _record(row: Row[*tuple[Any, ...]]) -> VacancyRecord:
    values = {name: getattr(row, name) for name in VacancyRecord.__slots__}
    coded = {"state": VacancyState(row.state), "reason": VacancyReason(row.reason)}
    return VacancyRecord(**values | coded | {"quotas": tuple(row.quotas)})
