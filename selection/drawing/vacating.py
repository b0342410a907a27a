"""A member leaves a drawn panel: confirmed by a second person, and followed by rank.

Nobody chooses who comes and nobody takes a vacancy back. The confirmation, the next
reserve's seat and their log entries are one transaction under the draw's lock: of two
officers at once the second one is told.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.desk import DrawDesk
from selection.drawing.leaving import check_no_supplement, next_place, not_before
from selection.drawing.letters import tell_vacancy_decided
from selection.drawing.notes import read_note, seal_note
from selection.drawing.panel_now import PanelNow
from selection.drawing.succeeding import fill_by_rank
from selection.drawing.whole_panel import load_locked_panel, load_watched, occasion_of
from selection.errors import SelectionError
from selection.states.vacancies import VacancyAct, VacancyState, move_vacancy
from selection.storage.request_store import RequestRecord
from selection.storage.vacancy_store import VacancyRecord, hold_seating, save_vacancy

_CONFIRMED = frozenset({VacancyState.VACANT, VacancyState.FILLED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a second person decides on a report, with a note where it is rejected."""

    vacancy_id: UUID
    confirmed: bool
    note: str = ""


async def decide_vacancy(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, decision: Decision
) -> VacancyRecord:
    """Confirm a report, so that the next reserve takes the seat, or reject it.

    Raises:
        SelectionError: `draw.not_found`, `vacancy.not_found`, `vacancy.approver_needed`,
            `vacancy.decided_already`, `vacancy.note_missing`, `vacancy.supplement_running`,
            or what `move_vacancy` raises.
    """
    request = await load_watched(session, request_id, actor)
    panel = await load_locked_panel(session, request_id)
    former = panel.vacancy(decision.vacancy_id)
    if actor.role != Role.APPROVER:
        raise SelectionError("vacancy.approver_needed")
    act = VacancyAct.CONFIRM if decision.confirmed else VacancyAct.REJECT
    if former.state is not VacancyState.REPORTED:
        return _same_decision(former, act, actor)
    if not decision.confirmed and not decision.note.strip():
        raise SelectionError("vacancy.note_missing")
    state = move_vacancy(
        former.state, act, reporter=str(former.reported_by), actor=actor.account_id
    )
    decided = replace(
        former,
        state=state,
        decided_by=UUID(actor.account_id),
        decided_at=not_before(desk, panel),
        decision_cipher=seal_note(desk, ("vacancy", "decision_cipher", former.id), decision.note),
    )
    if former.reported_by is not None:
        await tell_vacancy_decided(session, request, former.reported_by)
    if not decision.confirmed:
        return await _reject(session, actor, decided, (request_id, decision.note))
    await check_no_supplement(session, request)
    return await _vacate(session, desk, request, (actor, panel), decided)


def _same_decision(former: VacancyRecord, act: VacancyAct, actor: Actor) -> VacancyRecord:
    """The same decision of the same person, sent twice, is one decision."""
    ends = _CONFIRMED if act is VacancyAct.CONFIRM else frozenset({VacancyState.REJECTED})
    if str(former.decided_by) != actor.account_id or former.state not in ends:
        raise SelectionError("vacancy.decided_already", {"seat": former.position})
    return former


def read_decision(desk: DrawDesk, vacancy: VacancyRecord) -> str:
    """What was written beside the decision."""
    return read_note(desk, ("vacancy", "decision_cipher", vacancy.id), vacancy.decision_cipher)


async def _reject(
    session: AsyncSession, actor: Actor, rejected: VacancyRecord, told: tuple[UUID, str]
) -> VacancyRecord:
    request_id, note = told
    await save_vacancy(session, rejected)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_REJECT_VACANCY,
        subject=str(rejected.draw_id),
        request=str(request_id),
        reason=rejected.reason.value,
        after={"number": rejected.number, "seat": rejected.position, "note": note},
    )
    return rejected


async def _vacate(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    seen: tuple[Actor, PanelNow],
    vacated: VacancyRecord,
) -> VacancyRecord:
    """The member leaves for good, and the next reserve comes, if there is one."""
    actor, panel = seen
    vacated = replace(vacated, step=next_place(panel))
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_RECUSE,
        subject=str(vacated.draw_id),
        request=str(request.id),
        reason=vacated.reason.value,
        after={
            "number": vacated.number,
            "seat": vacated.position,
            "pseudonym": vacated.pseudonym,
            "ground": vacated.ground,
            "reported_by": str(vacated.reported_by),
        },
    )
    await hold_seating(session)
    occasion = await occasion_of(session, request, vacated.expert_id)
    return await fill_by_rank(session, desk, request, (panel, occasion), vacated)
