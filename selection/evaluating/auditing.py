"""For auditors: totals by officer and item, what is overdue, every report of pressure, one review.

Each look is an entry of the log. Members are seats and pseudonyms here; the page of the panel has
their names, which is a look of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.recording import record_act
from selection.drawing.desk import DrawDesk
from selection.drawing.whole_panel import find_request
from selection.evaluating.opening import Judged, open_evaluation
from selection.evaluating.process import Heard, load_heard, open_process
from selection.evaluating.reviewed import load_reviewed
from selection.evaluations import Averages, Mark, ProcessView, Term, average
from selection.storage.evaluation_store import (
    EvaluationRecord,
    load_all_evaluations,
    load_evaluations,
    load_past_requests,
)
from selection.storage.process_store import ProcessRecord, load_pressure, load_process
from selection.storage.request_store import RequestRecord, request_numbers

LOOKED_BACK: Final = timedelta(days=120)
"""Reviews that ended longer ago are no longer listed as overdue."""


@dataclass(frozen=True, slots=True)
class OfficerTotals:
    """What one officer's evaluations come to; None stands for all together."""

    officer: UUID | None
    averages: Averages
    corrected: int
    answered: int


@dataclass(frozen=True, slots=True)
class ToldProcess:
    """One member's view of the process with the request that it is about."""

    record: ProcessRecord
    view: ProcessView
    number: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """A review whose members were not all evaluated in time."""

    request: RequestRecord
    term: Term
    missing: int
    total: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything on the auditor's first page of evaluations."""

    pressure: tuple[ToldProcess, ...]
    overdue: tuple[Overdue, ...]
    officers: tuple[OfficerTotals, ...]


@dataclass(frozen=True, slots=True)
class Audited:
    """All that was said after one review."""

    request: RequestRecord
    judged: tuple[Judged, ...]
    process: tuple[ToldProcess, ...]
    heard: tuple[Heard, ...]


async def load_totals(
    session: AsyncSession, desk: DrawDesk, actor: Actor, since: date | None, until: date | None
) -> Totals:
    """Totals of a period by the day of the evaluation, both days included; the look is logged."""
    await _record_look(session, actor, "evaluations")
    found = [
        it
        for it in await load_all_evaluations(session)
        if _lies(it.evaluated_at.astimezone(CHINA).date(), since, until)
    ]
    return Totals(
        pressure=await _told(session, desk, await load_pressure(session)),
        overdue=await _load_overdue(session, desk),
        officers=_by_officer(found),
    )


async def load_audited(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> Audited:
    """All that was said after one review, corrections beside the first versions; logged.

    Raises:
        SelectionError: `request.unknown`.
    """
    request = await find_request(session, request_id)
    await _record_look(session, actor, f"request:{request_id}", str(request_id))
    kept = await load_evaluations(session, request_id)
    return Audited(
        request=request,
        judged=tuple(open_evaluation(desk, it) for it in kept),
        process=await _told(session, desk, await load_process(session, request_id)),
        heard=await load_heard(session, desk, request_id),
    )


def _by_officer(found: Sequence[EvaluationRecord]) -> tuple[OfficerTotals, ...]:
    """All together, then each officer, whoever evaluated most first."""
    officers: dict[UUID | None, list[EvaluationRecord]] = {None: list(found)} if found else {}
    for it in found:
        officers.setdefault(it.evaluated_by, []).append(it)
    totals = (_totals(officer, kept) for officer, kept in officers.items())
    return tuple(sorted(totals, key=lambda it: (it.officer is not None, -it.averages.count)))


def _totals(officer: UUID | None, kept: Sequence[EvaluationRecord]) -> OfficerTotals:
    current = {(it.draw_id, it.expert_id): it for it in sorted(kept, key=lambda it: it.version)}
    return OfficerTotals(
        officer=officer,
        averages=average(_marks(it.points) for it in current.values()),
        corrected=sum(it.version > 1 for it in current.values()),
        answered=sum(it.answered_at is not None for it in kept),
    )


def _marks(points: Mapping[str, int]) -> Iterable[Mark]:
    return (Mark(item, given) for item, given in points.items())


async def _load_overdue(session: AsyncSession, desk: DrawDesk) -> tuple[Overdue, ...]:
    today = desk.today()
    found: list[Overdue] = []
    for request_id in await load_past_requests(session, today, today - LOOKED_BACK):
        request = await find_request(session, request_id)
        reviewed = await load_reviewed(session, desk, request)
        if today <= reviewed.term.due:
            continue
        done = {it.expert_id for it in await load_evaluations(session, request_id)}
        missing = sum(it.expert_id not in done for it in reviewed.participants)
        if missing:
            total = len(reviewed.participants)
            found.append(Overdue(request, reviewed.term, missing, total))
    return tuple(sorted(found, key=lambda it: (it.term.due, it.request.number)))


async def _told(
    session: AsyncSession, desk: DrawDesk, records: Sequence[ProcessRecord]
) -> tuple[ToldProcess, ...]:
    numbers = await request_numbers(session, {it.request_id for it in records})
    return tuple(ToldProcess(it, open_process(desk, it), numbers[it.request_id]) for it in records)


async def _record_look(
    session: AsyncSession, actor: Actor, subject: str, request_id: str = ""
) -> None:
    act = Act.EVALUATION_AUDIT
    await record_act(session, actor=actor, act=act, subject=subject, request=request_id)


def _lies(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)
