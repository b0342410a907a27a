"""A member leaves a seat without a report: by the own word, by silence, or by a rule of the day.

Nobody reports or confirms it, since nobody else is asked. The vacancy, the next reserve's
seat and their log entries are one transaction under the lock of the draw, and nobody chooses
who comes. Reports by officers are `reporting` and `vacating`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.notes import seal_note
from selection.drawing.panel_now import Holding, PanelNow, find_draw
from selection.drawing.succeeding import fill_by_rank
from selection.drawing.whole_panel import (
    find_request,
    load_all_supplements,
    load_locked_panel,
    load_root,
    occasion_of,
)
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.request_store import RequestRecord
from selection.storage.vacancy_store import (
    VacancyRecord,
    add_vacancy,
    hold_seating,
    save_vacancy,
)

LIVE: Final = frozenset({RequestState.SUBMITTED, RequestState.APPROVED, RequestState.COMMITTED})
"""States in which a supplementary request still runs."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Who leaves which draw's panel, why, and by whose act: the member's or the service's.

    `draw_id` is the draw that the member's pseudonym belongs to. `ground` is a ground of
    recusal or of a choice; `rules` are the rules that the service found broken. Where an officer
    passed the member over, `proposed_by` and `note` say who and why, and the actor confirmed it.
    """

    draw_id: UUID
    expert_id: UUID
    reason: VacancyReason
    actor: Actor = SERVICE
    ground: str = ""
    rules: tuple[str, ...] = ()
    proposed_by: UUID | None = None
    note: str = ""


async def leave_seat(session: AsyncSession, desk: DrawDesk, leave: Leave) -> VacancyRecord:
    """Free a seat for good, and seat the next reserve by rank, if there is one.

    A report on the same seat that still waits is overtaken by it.

    Raises:
        SelectionError: `vacancy.not_found` where the member does not sit there any more,
            `vacancy.supplement_running`, or `draw.not_drawn_yet` after an annulment.
    """
    draw = await find_draw(session, leave.draw_id)
    request = await find_request(session, draw.request_id)
    panel = await load_locked_panel(session, request.id)
    holding = find_member(panel, leave)
    await check_no_supplement(session, request)
    vacated = _vacancy(desk, panel, holding, leave)
    await (save_vacancy if holding.reported else add_vacancy)(session, vacated)
    await _record(session, request, vacated, leave)
    await hold_seating(session)
    occasion = await occasion_of(session, request, holding.expert_id)
    return await fill_by_rank(session, desk, request, (panel, occasion), vacated)


def find_member(panel: PanelNow, leave: Leave) -> Holding:
    """The time on a seat that somebody is about to end.

    Raises:
        SelectionError: `vacancy.not_found`.
    """
    for holding in panel.members:
        if (holding.expert_id, holding.draw_id) == (leave.expert_id, leave.draw_id):
            return holding
    raise SelectionError("vacancy.not_found")


async def check_no_supplement(session: AsyncSession, request: RequestRecord) -> None:
    """While a supplementary draw runs the other members stay: its quotas count on them.

    Raises:
        SelectionError: `vacancy.supplement_running`.
    """
    root = await load_root(session, request)
    for one in await load_all_supplements(session, root):
        if one.state in LIVE:
            raise SelectionError("vacancy.supplement_running", {"number": one.number})


def not_before(desk: DrawDesk, panel: PanelNow) -> datetime:
    """This moment, or the last step's where a clock was set back: steps stand in order."""
    steps = [it.filled_at or it.decided_at for it in panel.taken]
    return max((desk.now(), *(moment for moment in steps if moment is not None)))


def next_place(panel: PanelNow) -> int:
    """The place of the next step in the record of the draw's replacements."""
    steps = (step for it in panel.taken for step in (it.step, it.fill_step) if step is not None)
    return max(steps, default=0) + 1


async def _record(
    session: AsyncSession, request: RequestRecord, vacated: VacancyRecord, leave: Leave
) -> None:
    told: dict[str, object] = {
        "number": vacated.number,
        "seat": vacated.position,
        "pseudonym": vacated.pseudonym,
        "ground": vacated.ground,
    }
    await record_act(
        session,
        actor=leave.actor,
        act=Act.DRAW_RECUSE,
        subject=str(vacated.draw_id),
        request=str(request.id),
        reason=vacated.reason.value,
        after=told | ({"rules": list(leave.rules)} if leave.rules else {}),
    )


def _vacancy(desk: DrawDesk, panel: PanelNow, holding: Holding, leave: Leave) -> VacancyRecord:
    moment = not_before(desk, panel)
    waits = holding.vacancy if holding.reported else None
    vacancy = waits or _unreported(panel, holding, leave, moment)
    if leave.proposed_by is not None:
        vacancy = replace(
            vacancy,
            reported_by=leave.proposed_by,
            reported_role=Role.OFFICER.value,
            note_cipher=seal_note(desk, ("vacancy", "note_cipher", vacancy.id), leave.note),
            decided_by=UUID(leave.actor.account_id),
        )
    return replace(
        vacancy,
        state=VacancyState.VACANT,
        reason=leave.reason,
        ground=leave.ground,
        decided_at=moment,
        step=next_place(panel),
    )


def _unreported(panel: PanelNow, holding: Holding, leave: Leave, moment: datetime) -> VacancyRecord:
    return VacancyRecord(
        id=uuid4(),
        draw_id=panel.draw.id,
        number=max((it.number for it in panel.vacancies), default=0) + 1,
        position=holding.position,
        expert_id=holding.expert_id,
        pseudonym=holding.pseudonym,
        state=VacancyState.VACANT,
        reason=leave.reason,
        reported_by=None,
        reported_role=leave.actor.role,
        reported_at=moment,
    )
