"""Evaluations of members, answers to them, and who was reminded: values in and out.

An evaluation is never changed: a correction is a further version. Sealed texts are opened by the
shell alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from expert_pool.storage.tables.columns import table_of
from selection.candidates.history import SAT
from selection.evaluations import Notice
from selection.states.draws import DrawState
from selection.states.meetings import MeetingState
from selection.storage.evaluation_tables import (
    EvaluationNoticeRow,
    EvaluationRow,
    ProcessEvaluationRow,
)
from selection.storage.meeting_tables import AttendanceRow, MeetingRow
from selection.storage.tables import AssignmentRow, DrawRow, PanelRequestRow

_EVALUATION = table_of(EvaluationRow)
_PROCESS = table_of(ProcessEvaluationRow)
_NOTICE = table_of(EvaluationNoticeRow)
_DRAW = table_of(DrawRow)
_REQUEST = table_of(PanelRequestRow)
_ASSIGNMENT = table_of(AssignmentRow)
_MEETING = table_of(MeetingRow)
_ATTENDANCE = table_of(AttendanceRow)


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """One version of the evaluation of one member as stored."""

    id: UUID
    request_id: UUID
    draw_id: UUID
    expert_id: UUID
    position: int
    pseudonym: str
    version: int
    points: dict[str, int]
    reasons_cipher: bytes | None
    correction_cipher: bytes | None
    policy_digest: str
    evaluated_by: UUID
    evaluated_at: datetime
    answer_cipher: bytes | None = None
    answered_at: datetime | None = None


async def add_evaluation(session: AsyncSession, record: EvaluationRecord) -> None:
    """Store an evaluation, or the correction of one."""
    values = {name: getattr(record, name) for name in EvaluationRecord.__slots__}
    await session.execute(insert(_EVALUATION).values(**values))


async def save_answer(
    session: AsyncSession, evaluation_id: UUID, answer_cipher: bytes, answered_at: datetime
) -> None:
    """Store what an expert answers to the own evaluation."""
    query = update(_EVALUATION).where(_EVALUATION.c.id == evaluation_id)
    await session.execute(query.values(answer_cipher=answer_cipher, answered_at=answered_at))


async def load_evaluation(
    session: AsyncSession, evaluation_id: UUID, *, lock: bool = False
) -> EvaluationRecord | None:
    """One version; locked, nobody else answers or corrects it before the transaction ends."""
    query = select(_EVALUATION).where(_EVALUATION.c.id == evaluation_id)
    found = await _all(session, query.with_for_update() if lock else query)
    return found[0] if found else None


async def load_evaluations(session: AsyncSession, request_id: UUID) -> tuple[EvaluationRecord, ...]:
    """Every version for the panel of a request, seat by seat, the first before its correction."""
    query = select(_EVALUATION).where(_EVALUATION.c.request_id == request_id)
    return await _all(session, query.order_by(_EVALUATION.c.position, _EVALUATION.c.version))


async def load_own_evaluations(
    session: AsyncSession, expert_id: UUID
) -> tuple[EvaluationRecord, ...]:
    """Every version about one expert, the newest first."""
    query = select(_EVALUATION).where(_EVALUATION.c.expert_id == expert_id)
    newest = (_EVALUATION.c.evaluated_at.desc(), _EVALUATION.c.version.desc())
    return await _all(session, query.order_by(*newest))


async def load_all_evaluations(session: AsyncSession) -> tuple[EvaluationRecord, ...]:
    """Every version of all evaluations, the oldest first."""
    return await _all(session, select(_EVALUATION).order_by(_EVALUATION.c.evaluated_at))


async def load_past_requests(
    session: AsyncSession, until: date, since: date = date.min
) -> tuple[UUID, ...]:
    """Requests with a drawn panel whose review's last day lies between two days, both included.

    Supplementary requests are left out: their members belong to the panel that they joined.
    """
    return tuple(await load_last_days(session, until, since))


async def load_last_days(
    session: AsyncSession, until: date, since: date = date.min
) -> Mapping[UUID, date]:
    """The same requests, each with its review's last day."""
    last = func.max(_ASSIGNMENT.c.review_to)
    query = (
        select(_REQUEST.c.id, last)
        .join(_DRAW, _DRAW.c.request_id == _REQUEST.c.id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.draw_id == _DRAW.c.id)
        .where(_DRAW.c.state == DrawState.DRAWN.value, _REQUEST.c.supplements.is_(None))
        .group_by(_REQUEST.c.id)
        .having(last.between(since, until))
    )
    rows = (await session.execute(query.order_by(_REQUEST.c.id))).all()
    return {request_id: day for request_id, day in rows}


async def load_sat_requests(session: AsyncSession, expert_id: UUID) -> tuple[UUID, ...]:
    """The requests on whose panels an expert was ever seated, supplementary ones as such."""
    query = (
        select(_DRAW.c.request_id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.draw_id == _DRAW.c.id)
        .where(_ASSIGNMENT.c.expert_id == expert_id, _DRAW.c.state == DrawState.DRAWN.value)
        .order_by(_ASSIGNMENT.c.review_to.desc(), _DRAW.c.request_id)
    )
    return tuple(dict.fromkeys((await session.scalars(query)).all()))


async def was_postponed(session: AsyncSession, draw_id: UUID) -> bool:
    """Whether the panel of a draw gathered for a meeting that was then postponed."""
    query = (
        select(_MEETING.c.id)
        .join(_ATTENDANCE, _ATTENDANCE.c.meeting_id == _MEETING.c.id)
        .where(_ATTENDANCE.c.draw_id == draw_id, _MEETING.c.state == MeetingState.POSTPONED.value)
    )
    return await session.scalar(query.limit(1)) is not None


async def add_notice(
    session: AsyncSession, request_id: UUID, whom: UUID, notice: Notice, now: datetime
) -> bool:
    """Note that somebody is told; False where somebody else has noted it already."""
    values = {"request_id": request_id, "whom": whom, "kind": notice.value, "told_at": now}
    statement = upsert(_NOTICE).values(**values).on_conflict_do_nothing()
    return (await session.scalar(statement.returning(_NOTICE.c.id))) is not None


async def load_notices(
    session: AsyncSession, request_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], frozenset[Notice]]:
    """What was told, by request and whom."""
    query = select(_NOTICE).where(_NOTICE.c.request_id.in_(request_ids))
    found: dict[tuple[UUID, UUID], frozenset[Notice]] = {}
    for row in (await session.execute(query)).all():
        key = (row.request_id, row.whom)
        found[key] = found.get(key, frozenset()) | {Notice(row.kind)}
    return found


async def _all(
    session: AsyncSession, query: Select[*tuple[Any, ...]]
) -> tuple[EvaluationRecord, ...]:
    return tuple(_record(row) for row in (await session.execute(query)).all())


def _record(row: Row[*tuple[Any, ...]]) -> EvaluationRecord:
    return EvaluationRecord(**{name: getattr(row, name) for name in EvaluationRecord.__slots__})


@dataclass(frozen=True, slots=True)
class Questionable:
    """An evaluation of somebody who did not attend, or by somebody who did not ask."""

    id: UUID
    attended: bool
    by_host: bool


async def load_questionable(session: AsyncSession) -> tuple[Questionable, ...]:
    """Evaluations of members, and views of the process, that nobody should have given.

    Where the panel has met, attendance decides; elsewhere whether the seat was held to the end.
    """
    found: list[Questionable] = []
    for table, by in ((_EVALUATION, _EVALUATION.c.evaluated_by), (_PROCESS, None)):
        cells = table.c
        host = literal(value=True) if by is None else by == _REQUEST.c.created_by
        query = (
            select(cells.id, _took_part(cells).label("attended"), host.label("by_host"))
            .join(_REQUEST, _REQUEST.c.id == cells.request_id)
            .order_by(cells.id)
        )
        for row in (await session.execute(query)).all():
            if not (row.attended and row.by_host):
                found.append(Questionable(row.id, row.attended, row.by_host))
    return tuple(found)


def _took_part(cells: ReadOnlyColumnCollection[str, Column[Any]]) -> ColumnElement[bool]:
    met = (
        select(_MEETING.c.id)
        .where(
            _MEETING.c.request_id == cells.request_id,
            _MEETING.c.state != MeetingState.POSTPONED.value,
        )
        .exists()
    )
    there = (
        select(_ATTENDANCE.c.id)
        .where(
            _ATTENDANCE.c.draw_id == cells.draw_id,
            _ATTENDANCE.c.expert_id == cells.expert_id,
            _ATTENDANCE.c.signed_in_at.is_not(None),
            _ATTENDANCE.c.pledged_at.is_not(None),
            _ATTENDANCE.c.left_at.is_(None),
        )
        .exists()
    )
    sat = (
        select(_ASSIGNMENT.c.id)
        .where(
            _ASSIGNMENT.c.draw_id == cells.draw_id,
            _ASSIGNMENT.c.expert_id == cells.expert_id,
            _ASSIGNMENT.c.outcome.in_([it.value for it in SAT]),
        )
        .exists()
    )
    return case((met, there), else_=sat)
