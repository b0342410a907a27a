"""Draws that ran at once may deal the same expert: who is dealt last gives the seat up at once.

A committed draw knows nothing of draws that end after it, and its result is not touched. But
before anybody learns it, members whose days or yearly limit other panels have taken meanwhile
leave their seats as ineligible, and the next reserves follow by rank, as for any vacancy; the
record of replacements tells it. Nobody reports or confirms it: the service counts seats.
"""

from typing import Final
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.recording import record_act
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.facts import find_against
from selection.drawing.panel_now import Holding, PanelNow
from selection.drawing.succeeding import fill_by_rank
from selection.drawing.whole_panel import load_locked_panel, occasion_of
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.request_store import RequestRecord
from selection.storage.vacancy_store import VacancyRecord, add_vacancy

SEATS_TAKEN: Final = frozenset(
    {
        "DRW-13.overlapping_duty",
        "DRW-14.yearly_limit",
        "DRW-15.consecutive_panels",
        "DRW-16.same_applicant",
    }
)
"""The rules that another panel can break between a commitment and its result."""


async def unseat_overbooked(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> None:
    """Free the seats of a panel just dealt that its members cannot hold beside their others.

    Whoever calls it keeps everybody else from seating anybody (`hold_seating`).
    """
    panel = await load_locked_panel(session, request.id)
    for holding in panel.members:
        occasion = await occasion_of(session, request, holding.expert_id)
        found = await find_against(session, desk, occasion, holding.expert_id)
        codes = sorted(it.code for it in found if it.code in SEATS_TAKEN)
        if codes and holding.draw_id == panel.draw.id:
            await _unseat(session, desk, request, holding, codes)


async def _unseat(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    holding: Holding,
    codes: list[str],
) -> None:
    panel = await load_locked_panel(session, request.id)
    vacated = _vacancy(desk, panel, holding)
    await add_vacancy(session, vacated)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_RECUSE,
        subject=str(vacated.draw_id),
        request=str(request.id),
        reason=vacated.reason.value,
        after={
            "number": vacated.number,
            "seat": vacated.position,
            "pseudonym": vacated.pseudonym,
            "ground": vacated.ground,
            "rules": codes,
        },
    )
    occasion = await occasion_of(session, request, holding.expert_id)
    await fill_by_rank(session, desk, request, (panel, occasion), vacated)


def _vacancy(desk: DrawDesk, panel: PanelNow, holding: Holding) -> VacancyRecord:
    now = desk.now()
    return VacancyRecord(
        id=uuid4(),
        draw_id=panel.draw.id,
        number=max((it.number for it in panel.vacancies), default=0) + 1,
        position=holding.position,
        expert_id=holding.expert_id,
        pseudonym=holding.pseudonym,
        state=VacancyState.VACANT,
        reason=VacancyReason.INELIGIBLE,
        reported_by=None,
        reported_role=SERVICE.role,
        reported_at=now,
        decided_at=now,
        step=max((it.step or 0 for it in panel.taken), default=0) + 1,
    )
