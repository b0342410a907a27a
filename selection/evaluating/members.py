"""The officer evaluates the members of a panel: all on one sheet, each handed in once.

Names show once the panel is released or the host has seen the member at the door; each look at
them is an entry of the log. A score far from the others is asked about before it is kept (EVA-04).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding
from expert_pool.recording import record_act
from expert_pool.storage.expert_store import load_experts
from selection.convening.holding import find_own_root
from selection.drawing.desk import DrawDesk
from selection.drawing.whole_panel import load_locked_panel
from selection.errors import SelectionError
from selection.evaluating.crediting import note_services
from selection.evaluating.keeping import Version, keep_version
from selection.evaluating.opening import Judged, current_of, open_evaluation
from selection.evaluating.process import ProcessTold, load_told
from selection.evaluating.reviewed import Participant, Reviewed, load_reviewed
from selection.evaluating.telling import tell_member
from selection.evaluations import (
    EvaluationState,
    Marks,
    check_hand_in,
    find_mark_faults,
    find_outliers,
    find_state,
    score_of,
)
from selection.storage.evaluation_store import load_evaluations


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """One member on the officer's sheet; `name` is empty where it may not be seen."""

    participant: Participant
    name: str
    state: EvaluationState
    versions: tuple[Judged, ...]
    question: Finding | None = None

    @property
    def current(self) -> Judged | None:
        """The version that counts."""
        return current_of(self.versions)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the officer sees of the evaluation of a review's members."""

    reviewed: Reviewed
    members: tuple[MemberSheet, ...]
    process: ProcessTold

    @property
    def waiting(self) -> tuple[MemberSheet, ...]:
        """Members who are not evaluated yet."""
        return tuple(it for it in self.members if not it.versions)

    @property
    def done(self) -> tuple[MemberSheet, ...]:
        """Members who are evaluated."""
        return tuple(it for it in self.members if it.versions)


async def load_sheet(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> Sheet:
    """The sheet of a review, for the officer who asked for it; a look at names is logged.

    Raises:
        SelectionError: `draw.not_found` or `draw.not_drawn_yet`.
    """
    root = await find_own_root(session, request_id, actor)
    reviewed = await load_reviewed(session, desk, root)
    shown = {it.expert_id for it in reviewed.participants if reviewed.released or it.seen}
    if shown:
        subject = f"request:{root.id}"
        await record_act(
            session, actor=actor, act=Act.EVALUATION_READ, subject=subject, request=str(root.id)
        )
    people = await load_experts(session, shown)
    kept = await _load_judged(session, desk, root.id)
    questions = find_outliers(_scores(kept), desk.policy)
    members = tuple(
        MemberSheet(
            participant=it,
            name=people[it.expert_id].expert.name if it.expert_id in people else "",
            state=find_state(len(kept.get(it.expert_id, ())), reviewed.term, desk.today()),
            versions=kept.get(it.expert_id, ()),
            question=questions.get(str(it.expert_id)),
        )
        for it in reviewed.participants
    )
    return Sheet(reviewed, members, await load_told(session, desk, reviewed))


async def hand_in_evaluations(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    given: Mapping[UUID, Marks],
    *,
    asked: bool = False,
) -> Mapping[UUID, Finding]:
    """Evaluate members by their ids, for good; or say whose score is far from the others.

    Nothing is kept while there are such questions, unless they were `asked` already.

    Raises:
        SelectionError: `evaluation.nothing_given`, `evaluation.points_missing`, or what
            `find_own_root`, `Reviewed.participant` and `check_hand_in` raise.
    """
    root = await find_own_root(session, request_id, actor)
    await load_locked_panel(session, root.id)
    reviewed = await load_reviewed(session, desk, root)
    reviewed.check_over()
    if not given:
        raise SelectionError("evaluation.nothing_given")
    kept = await _load_judged(session, desk, root.id)
    for expert_id, marks in given.items():
        check_hand_in(len(kept.get(expert_id, ())))
        if find_mark_faults(marks, desk.policy):
            raise SelectionError("evaluation.points_missing")
    people = {it: reviewed.participant(it) for it in given}
    questions = _questions(desk, kept, given)
    if questions and not asked:
        return questions
    for expert_id, marks in given.items():
        version = Version(root.id, people[expert_id], marks)
        record = await keep_version(session, desk, actor, version)
        await note_services(session, desk, actor, reviewed, (record, marks))
        await tell_member(session, desk, record, root.number)
    return {}


async def _load_judged(
    session: AsyncSession, desk: DrawDesk, request_id: UUID
) -> Mapping[UUID, tuple[Judged, ...]]:
    found: dict[UUID, tuple[Judged, ...]] = {}
    for record in await load_evaluations(session, request_id):
        found[record.expert_id] = (
            *found.get(record.expert_id, ()),
            open_evaluation(desk, record),
        )
    return found


def _scores(kept: Mapping[UUID, tuple[Judged, ...]]) -> dict[str, Fraction]:
    current = {expert_id: current_of(versions) for expert_id, versions in kept.items()}
    return {str(one): score_of(it.marks) for one, it in current.items() if it is not None}


def _questions(
    desk: DrawDesk, kept: Mapping[UUID, tuple[Judged, ...]], given: Mapping[UUID, Marks]
) -> Mapping[UUID, Finding]:
    scores = _scores(kept) | {str(one): score_of(marks) for one, marks in given.items()}
    found = find_outliers(scores, desk.policy)
    return {one: found[str(one)] for one in given if str(one) in found}
