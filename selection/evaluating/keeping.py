"""One version of an evaluation is kept: its row and its entry, and nothing ever changes it.

Its one job is that write, for the first version and for the correction alike.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import seal_note
from selection.evaluating.opening import TABLE, record_evaluation, seal_reasons
from selection.evaluating.reviewed import Participant
from selection.evaluations import Marks
from selection.storage.evaluation_store import EvaluationRecord, add_evaluation


@dataclass(frozen=True, slots=True)
class Version:
    """What is kept of a member; a correction says why."""

    request_id: UUID
    of: Participant
    marks: Marks
    correction: str = ""


async def keep_version(
    session: AsyncSession, desk: DrawDesk, actor: Actor, version: Version
) -> EvaluationRecord:
    """Store a version with its entry in the log."""
    evaluation_id, corrected = uuid4(), version.correction.strip()
    where = (TABLE, "correction_cipher", evaluation_id)
    record = EvaluationRecord(
        id=evaluation_id,
        request_id=version.request_id,
        draw_id=version.of.draw_id,
        expert_id=version.of.expert_id,
        position=version.of.position,
        pseudonym=version.of.pseudonym,
        version=2 if corrected else 1,
        points={it.item: it.points for it in version.marks if it.points is not None},
        reasons_cipher=seal_reasons(desk, evaluation_id, version.marks),
        correction_cipher=seal_note(desk, where, corrected) if corrected else None,
        policy_digest=desk.policy.digest,
        evaluated_by=UUID(actor.account_id),
        evaluated_at=desk.now(),
    )
    await add_evaluation(session, record)
    act = Act.EVALUATION_CORRECT if corrected else Act.EVALUATION_HAND_IN
    await record_evaluation(session, actor, act, record)
    return record
