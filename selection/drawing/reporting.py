"""Somebody reports that a member leaves a drawn panel; nothing on the panel changes by it.

A second person decides (`vacating`). The same report sent twice is one report.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from selection.drawing.desk import DrawDesk
from selection.drawing.facts import find_against
from selection.drawing.letters import tell_vacancy
from selection.drawing.notes import read_note, seal_note
from selection.drawing.panel_now import Holding, PanelNow
from selection.drawing.whole_panel import load_locked_panel, load_watched, occasion_of
from selection.errors import SelectionError
from selection.states.vacancies import REPORTERS, VacancyReason, VacancyState
from selection.storage.request_store import RequestRecord
from selection.storage.vacancy_store import VacancyRecord, add_vacancy


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports: which member, as the page showed it, leaves which seat, and why.

    `ground` is a ground of recusal, for a conflict that was found; `note` is for the log's
    sealed detail and for those who decide.
    """

    position: int
    pseudonym: str
    reason: VacancyReason
    ground: str = ""
    note: str = ""


async def report_vacancy(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, report: Report
) -> VacancyRecord:
    """Report that a member leaves the panel; the same report again changes nothing.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet`, `vacancy.reason_forbidden`,
            `vacancy.ground_missing`, `vacancy.note_missing`, `vacancy.seat_changed`,
            `vacancy.elsewhere`, `vacancy.reported_already` or `vacancy.still_eligible`.
    """
    request, panel, holding = await check_report(session, desk, request_id, actor, report)
    if holding.reported and holding.vacancy is not None:
        return holding.vacancy
    vacancy = _reported(desk, panel, holding, (actor, report))
    await add_vacancy(session, vacancy)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_REPORT_VACANCY,
        subject=str(panel.draw.id),
        request=str(request_id),
        reason=report.reason.value,
        after={
            "number": vacancy.number,
            "seat": vacancy.position,
            "ground": report.ground,
            "note": report.note,
        },
    )
    await tell_vacancy(session, request)
    return vacancy


async def check_report(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, report: Report
) -> tuple[RequestRecord, PanelNow, Holding]:
    """What a report is about, once nothing speaks against it; nothing is changed.

    Raises:
        SelectionError: as `report_vacancy`.
    """
    request = await load_watched(session, request_id, actor)
    panel = await load_locked_panel(session, request_id)
    _check_words(desk, report, actor)
    holding = _find_holder(panel, report)
    if holding.reported and holding.vacancy is not None:
        _check_again(desk, holding.vacancy, actor, report)
    elif report.reason is VacancyReason.INELIGIBLE:
        await _check_ineligible(session, desk, request, holding)
    return request, panel, holding


def read_report(desk: DrawDesk, vacancy: VacancyRecord) -> str:
    """What was written beside the report."""
    return read_note(desk, ("vacancy", "note_cipher", vacancy.id), vacancy.note_cipher)


def _check_words(desk: DrawDesk, report: Report, actor: Actor) -> None:
    if actor.role not in REPORTERS[report.reason]:
        raise SelectionError("vacancy.reason_forbidden")
    found = report.reason is VacancyReason.CONFLICT_FOUND
    if found and report.ground not in desk.lists.recusal_grounds:
        raise SelectionError("vacancy.ground_missing")
    if not report.note.strip():
        raise SelectionError("vacancy.note_missing")


def _find_holder(panel: PanelNow, report: Report) -> Holding:
    holding = panel.seat(report.position).current
    if holding is None or holding.pseudonym != report.pseudonym:
        raise SelectionError("vacancy.seat_changed", {"seat": report.position})
    if holding.draw_id != panel.draw.id:
        raise SelectionError("vacancy.elsewhere", {"seat": report.position})
    return holding


def _check_again(desk: DrawDesk, vacancy: VacancyRecord, actor: Actor, report: Report) -> None:
    """The same person's same report, sent twice, is one report; everybody else is told."""
    same = (
        str(vacancy.reported_by) == actor.account_id
        and (vacancy.reason, vacancy.ground) == (report.reason, _ground(report))
        and read_report(desk, vacancy) == report.note.strip()
    )
    if not same:
        raise SelectionError("vacancy.reported_already", {"seat": report.position})


def _ground(report: Report) -> str:
    return report.ground if report.reason is VacancyReason.CONFLICT_FOUND else ""


async def _check_ineligible(
    session: AsyncSession, desk: DrawDesk, request: RequestRecord, holding: Holding
) -> None:
    """Nobody is put out as ineligible against whom the rules find nothing today."""
    occasion = await occasion_of(session, request, holding.expert_id)
    found = await find_against(session, desk, occasion, (holding.expert_id,))
    if not found[holding.expert_id]:
        raise SelectionError("vacancy.still_eligible")


def _reported(
    desk: DrawDesk, panel: PanelNow, holding: Holding, told: tuple[Actor, Report]
) -> VacancyRecord:
    actor, report = told
    vacancy_id = uuid4()
    return VacancyRecord(
        id=vacancy_id,
        draw_id=panel.draw.id,
        number=max((it.number for it in panel.vacancies), default=0) + 1,
        position=holding.position,
        expert_id=holding.expert_id,
        pseudonym=holding.pseudonym,
        state=VacancyState.REPORTED,
        reason=report.reason,
        ground=_ground(report),
        note_cipher=seal_note(desk, ("vacancy", "note_cipher", vacancy_id), report.note),
        reported_by=UUID(actor.account_id),
        reported_role=actor.role,
        reported_at=desk.now(),
    )
