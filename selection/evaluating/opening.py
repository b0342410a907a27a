"""From a stored evaluation to what its readers see: marks with reasons, correction, answer.

Its one job is to seal and open the texts, and to write an act on an evaluation into the log.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import read_note, seal_note
from selection.evaluations import Mark, Marks
from selection.storage.evaluation_store import EvaluationRecord

TABLE: Final = "evaluation"


@dataclass(frozen=True, slots=True)
class Judged:
    """One version of an evaluation, opened."""

    record: EvaluationRecord
    marks: Marks
    correction: str
    answer: str


def open_evaluation(desk: DrawDesk, record: EvaluationRecord) -> Judged:
    """A stored version with its texts; items in the order of the policy, former ones last."""
    reasons = json.loads(_read(desk, record.id, "reasons_cipher", record.reasons_cipher) or "{}")
    known = desk.policy.codes("evaluation_items")
    order = sorted(record.points, key=lambda it: (it not in known, *_place(known, it)))
    return Judged(
        record=record,
        marks=tuple(Mark(it, record.points[it], reasons.get(it, "")) for it in order),
        correction=_read(desk, record.id, "correction_cipher", record.correction_cipher),
        answer=_read(desk, record.id, "answer_cipher", record.answer_cipher),
    )


def seal_reasons(desk: DrawDesk, evaluation_id: UUID, marks: Marks) -> bytes | None:
    """The reasons of an evaluation as they are stored; None where none was written."""
    reasons = {it.item: it.reason.strip() for it in marks if it.reason.strip()}
    if not reasons:
        return None
    text = json.dumps(reasons, ensure_ascii=False)
    return seal_note(desk, (TABLE, "reasons_cipher", evaluation_id), text)


async def record_evaluation(
    session: AsyncSession, actor: Actor, act: Act, record: EvaluationRecord
) -> None:
    """An entry of what was done with an evaluation; the member is a seat and a pseudonym in it."""
    told: dict[str, object] = {"seat": record.position, "pseudonym": record.pseudonym}
    points = {"version": record.version, "points": dict(record.points)}
    handed = act in {Act.EVALUATION_HAND_IN, Act.EVALUATION_CORRECT}
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"evaluation:{record.id}",
        request=str(record.request_id),
        after=told | points if handed else told,
    )


def current_of(judged: Sequence[Judged]) -> Judged | None:
    """The version that counts: the correction where there is one."""
    return max(judged, key=lambda it: it.record.version, default=None)


def _read(desk: DrawDesk, evaluation_id: UUID, column: str, sealed: bytes | None) -> str:
    return read_note(desk, (TABLE, column, evaluation_id), sealed)


def _place(known: Sequence[str], item: str) -> tuple[int, str]:
    return (known.index(item) if item in known else 0, item)
