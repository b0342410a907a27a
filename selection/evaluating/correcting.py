"""An evaluation is corrected: once, by the officer of the request, with a reason.

The first version stays beside the correction, for the member and for auditors.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.convening.holding import find_own_root
from selection.drawing.desk import DrawDesk
from selection.errors import SelectionError
from selection.evaluating.keeping import Version, keep_version
from selection.evaluating.opening import Judged, open_evaluation
from selection.evaluating.reviewed import Participant
from selection.evaluating.telling import tell_member
from selection.evaluations import Marks, check_correction, find_mark_faults
from selection.storage.evaluation_store import (
    EvaluationRecord,
    load_evaluation,
    load_evaluations,
)
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class Correctable:
    """The first version of an evaluation, and the request that it belongs to."""

    request: RequestRecord
    first: Judged


async def load_correctable(
    session: AsyncSession, desk: DrawDesk, evaluation_id: UUID, actor: Actor
) -> Correctable:
    """An evaluation that the officer may still correct.

    Raises:
        SelectionError: `evaluation.not_found` or `evaluation.corrected_already`.
    """
    root, record = await _find(session, evaluation_id, actor)
    check_correction(await _count(session, record), "…")
    return Correctable(root, open_evaluation(desk, record))


async def correct_evaluation(
    session: AsyncSession,
    desk: DrawDesk,
    evaluation_id: UUID,
    actor: Actor,
    marks: Marks,
    reason: str,
) -> EvaluationRecord:
    """Keep a correction beside the first version.

    Raises:
        SelectionError: `evaluation.not_found`, `evaluation.points_missing`, or what
            `check_correction` raises.
    """
    root, record = await _find(session, evaluation_id, actor)
    check_correction(await _count(session, record), reason)
    if find_mark_faults(marks, desk.policy):
        raise SelectionError("evaluation.points_missing")
    of = Participant(record.draw_id, record.expert_id, record.position, record.pseudonym)
    kept = await keep_version(session, desk, actor, Version(root.id, of, marks, reason))
    await tell_member(session, desk, kept, root.number)
    return kept


async def _find(
    session: AsyncSession, evaluation_id: UUID, actor: Actor
) -> tuple[RequestRecord, EvaluationRecord]:
    record = await load_evaluation(session, evaluation_id, lock=True)
    if record is None:
        raise SelectionError("evaluation.not_found")
    try:
        return await find_own_root(session, record.request_id, actor), record
    except SelectionError as error:
        raise SelectionError("evaluation.not_found") from error


async def _count(session: AsyncSession, record: EvaluationRecord) -> int:
    found = await load_evaluations(session, record.request_id)
    key = (record.draw_id, record.expert_id)
    return sum((it.draw_id, it.expert_id) == key for it in found)
