"""For a member: the own evaluations with points and reasons, and the one answer to each.

Who of the bureau wrote them is not told: the bureau evaluates, and answers for it. Nobody else's
evaluation is here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.storage.expert_store import load_expert_of
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import seal_note
from selection.drawing.whole_panel import find_request, load_root
from selection.errors import SelectionError
from selection.evaluating.opening import TABLE, Judged, open_evaluation, record_evaluation
from selection.evaluating.process import open_process
from selection.evaluating.reviewed import Reviewed, load_reviewed
from selection.evaluations import ProcessView, answer_until, check_answer
from selection.storage.evaluation_store import (
    EvaluationRecord,
    load_evaluation,
    load_own_evaluations,
    load_sat_requests,
    save_answer,
)
from selection.storage.process_store import load_own_process
from selection.storage.request_store import RequestRecord

MOST_REVIEWS: Final = 60
"""So many reviews of one expert are looked through, the newest first."""


@dataclass(frozen=True, slots=True)
class OwnJudged:
    """A version of the own evaluation, and until when it may be answered."""

    judged: Judged
    until: date
    open: bool


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A review that the member took part in, or was evaluated for.

    `process` is what the member said of it; `process_asked` says that this can still be said.
    """

    request: RequestRecord
    reviewed: Reviewed | None
    versions: tuple[OwnJudged, ...] = ()
    process: ProcessView | None = None
    process_asked: bool = False


async def load_own_reviews(
    session: AsyncSession, desk: DrawDesk, account_id: UUID
) -> tuple[OwnReview, ...]:
    """The reviews that the expert with this account took part in, the newest first."""
    expert = await load_expert_of(session, account_id)
    if expert is None:
        return ()
    expert_id = UUID(expert.expert.id)
    own = await load_own_evaluations(session, expert_id)
    said = {it.request_id: it for it in await load_own_process(session, expert_id)}
    sat = (await load_sat_requests(session, expert_id))[:MOST_REVIEWS]
    roots = [await load_root(session, await find_request(session, it)) for it in sat]
    known = {it.id: it for it in roots}
    for request_id in (it.request_id for it in own if it.request_id not in known):
        known[request_id] = await find_request(session, request_id)
    found: list[OwnReview] = []
    for root in known.values():
        reviewed = await _attended(session, desk, root, expert_id)
        versions = tuple(_own_judged(desk, it) for it in own if it.request_id == root.id)
        if reviewed is not None or versions:
            view = open_process(desk, said[root.id]) if root.id in said else None
            asked = desk.policy.boolean("two_way") and reviewed is not None and view is None
            found.append(OwnReview(root, reviewed, versions[::-1], view, asked))
    return tuple(found)


async def load_own_review(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, account_id: UUID
) -> OwnReview:
    """One of them.

    Raises:
        SelectionError: `evaluation.not_found`.
    """
    for one in await load_own_reviews(session, desk, account_id):
        if one.request.id == request_id:
            return one
    raise SelectionError("evaluation.not_found")


async def answer_evaluation(
    session: AsyncSession, desk: DrawDesk, evaluation_id: UUID, actor: Actor, words: str
) -> None:
    """Keep what the member answers to the own evaluation: once, within the term (EVA-07).

    Raises:
        SelectionError: `evaluation.not_found`, or what `check_answer` raises.
    """
    record = await load_evaluation(session, evaluation_id, lock=True)
    expert = await load_expert_of(session, UUID(actor.account_id))
    if record is None or expert is None or UUID(expert.expert.id) != record.expert_id:
        raise SelectionError("evaluation.not_found")
    answered = record.answered_at is not None
    check_answer(words, _until(desk, record), desk.today(), answered=answered)
    sealed = seal_note(desk, (TABLE, "answer_cipher", record.id), words)
    await save_answer(session, record.id, sealed, desk.now())
    await record_evaluation(session, actor, Act.EVALUATION_ANSWER, record)


async def _attended(
    session: AsyncSession, desk: DrawDesk, root: RequestRecord, expert_id: UUID
) -> Reviewed | None:
    try:
        reviewed = await load_reviewed(session, desk, root)
        reviewed.participant(expert_id)
    except SelectionError:
        return None
    return reviewed


def _own_judged(desk: DrawDesk, record: EvaluationRecord) -> OwnJudged:
    until = _until(desk, record)
    waiting = record.answered_at is None and desk.today() <= until
    return OwnJudged(open_evaluation(desk, record), until, waiting)


def _until(desk: DrawDesk, record: EvaluationRecord) -> date:
    told_on = record.evaluated_at.astimezone(CHINA).date()
    return answer_until(told_on, desk.policy, desk.calendar)
