"""How members judge the process, and what applicants said: values in and out.

Sealed texts are opened by the shell alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Row, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.evaluations import ProcessItem
from selection.storage.evaluation_tables import ApplicantViewRow, ProcessEvaluationRow

_PROCESS = table_of(ProcessEvaluationRow)
_VIEW = table_of(ApplicantViewRow)


class Spoke(StrEnum):
    """Who spoke for the applicants: by role, never by name."""

    PROJECT_LEADER = "project_leader"
    UNIT_MANAGEMENT = "unit_management"
    RESEARCH_OFFICE = "research_office"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """One member's view of the process as stored."""

    id: UUID
    request_id: UUID
    draw_id: UUID
    expert_id: UUID
    position: int
    pseudonym: str
    material_in_time: int
    time_enough: int
    pressure: bool
    pressure_cipher: bytes | None
    words_cipher: bytes | None
    given_at: datetime

    @property
    def points(self) -> dict[ProcessItem, int]:
        """The points by item."""
        return {
            ProcessItem.MATERIAL_IN_TIME: self.material_in_time,
            ProcessItem.TIME_ENOUGH: self.time_enough,
        }


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """What applicants said as stored."""

    id: UUID
    request_id: UUID
    spoke: Spoke
    received_on: date
    words_cipher: bytes
    recorded_by: UUID
    recorded_at: datetime


async def add_process(session: AsyncSession, record: ProcessRecord) -> None:
    """Store a member's view of the process."""
    values = {name: getattr(record, name) for name in ProcessRecord.__slots__}
    await session.execute(insert(_PROCESS).values(**values))


async def load_process(session: AsyncSession, request_id: UUID) -> tuple[ProcessRecord, ...]:
    """What the members of a panel said of the process, seat by seat."""
    return await _all(session, _PROCESS.c.request_id, request_id)


async def load_own_process(session: AsyncSession, expert_id: UUID) -> tuple[ProcessRecord, ...]:
    """What one expert said of the processes of own reviews."""
    return await _all(session, _PROCESS.c.expert_id, expert_id)


async def load_pressure(session: AsyncSession) -> tuple[ProcessRecord, ...]:
    """Every report of pressure, the newest first."""
    query = select(_PROCESS).where(_PROCESS.c.pressure).order_by(_PROCESS.c.given_at.desc())
    return tuple(map(_record, (await session.execute(query)).all()))


async def add_view(session: AsyncSession, view: ApplicantView) -> None:
    """Store what applicants said."""
    values = {name: getattr(view, name) for name in ApplicantView.__slots__}
    await session.execute(insert(_VIEW).values(**values | {"spoke": view.spoke.value}))


async def load_views(session: AsyncSession, request_id: UUID) -> tuple[ApplicantView, ...]:
    """What applicants said of one review, as it was received."""
    query = select(_VIEW).where(_VIEW.c.request_id == request_id)
    ordered = query.order_by(_VIEW.c.received_on, _VIEW.c.recorded_at)
    return tuple(
        ApplicantView(
            **{name: getattr(row, name) for name in ApplicantView.__slots__}
            | {"spoke": Spoke(row.spoke)}
        )
        for row in (await session.execute(ordered)).all()
    )


async def _all(
    session: AsyncSession, column: Column[Any], value: UUID
) -> tuple[ProcessRecord, ...]:
    query = select(_PROCESS).where(column == value)
    ordered = query.order_by(_PROCESS.c.given_at.desc(), _PROCESS.c.position)
    return tuple(map(_record, (await session.execute(ordered)).all()))


def _record(row: Row[*tuple[Any, ...]]) -> ProcessRecord:
    return ProcessRecord(**{name: getattr(row, name) for name in ProcessRecord.__slots__})
