"""The next reserve takes a vacant seat, by the committed order alone; or nobody can.

The order comes from dealing again, and its hash from the log holds it to the draw. The
walk is the core's; this module gives it the facts of the day and writes what it found.
"""

import asyncio
from dataclasses import replace
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import canonical_bytes
from expert_pool.encryption import Place, Purpose
from expert_pool.findings import Finding
from expert_pool.recording import record_act
from expert_pool.storage.unit_store import ensure_units
from selection.candidates import Outcome
from selection.dealing.deal import deal_panel
from selection.documents.receipts import hash_order, restore_problem, restore_table
from selection.documents.replacement_record import PassedOver, describe_passed
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.facts import Occasion, load_facts
from selection.drawing.invited import close_invitation, invite_members
from selection.drawing.opening import load_commitment
from selection.drawing.panel_now import PanelNow, stand
from selection.drawing.whole_panel import load_root
from selection.errors import SelectionError
from selection.replacement import (
    Exhausted,
    Passed,
    ReserveList,
    Successor,
    Unscreened,
    find_successor,
    list_quotas,
    vacate_seat,
)
from selection.requests import thaw_criteria
from selection.states.vacancies import VacancyAct, VacancyReason, move_vacancy
from selection.storage.draw_store import (
    AssignmentRecord,
    DrawRecord,
    add_assignments,
    load_draw,
    load_draw_by_id,
    load_pseudonyms,
    settle_assignments,
)
from selection.storage.request_store import RequestRecord
from selection.storage.vacancy_store import VacancyRecord, save_vacancy

ASKED_FIRST: Final = 16
OUTCOMES: Final = {
    VacancyReason.DECLINED: Outcome.DECLINED,
    VacancyReason.NO_ANSWER: Outcome.TIMED_OUT,
    VacancyReason.WITHDRAWN: Outcome.EXCUSED,
    VacancyReason.RECUSED: Outcome.RECUSED,
    VacancyReason.CONFLICT_FOUND: Outcome.RECUSED,
    VacancyReason.INELIGIBLE: Outcome.REPLACED,
    VacancyReason.ABSENT: Outcome.ABSENT,
    VacancyReason.PASSED_OVER: Outcome.REPLACED,
}
_PASSED: Final = TypeAdapter(tuple[PassedOver, ...])


async def fill_by_rank(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    panel: tuple[PanelNow, Occasion],
    vacated: VacancyRecord,
) -> VacancyRecord:
    """Seat the next reserve who keeps every hard rule, or leave the seat vacant."""
    now, occasion = panel
    outcome = OUTCOMES[vacated.reason].value
    await settle_assignments(session, vacated.draw_id, outcome, expert_id=vacated.expert_id)
    await close_invitation(session, desk, vacated.draw_id, vacated.expert_id)
    # The panel was read without the files of its draw: only here they are opened.
    drawn = await load_draw_by_id(session, now.draw.id) or now.draw
    reserves = await asyncio.to_thread(load_reserves, desk, drawn)
    standing = vacate_seat(stand(now, reserves.problem), vacated.position, vacated.pseudonym)
    experts = await experts_of(session, now.draw.id)
    facts: dict[str, tuple[Finding, ...]] = {}
    ask = ASKED_FIRST
    while True:
        found = await asyncio.to_thread(
            find_successor, reserves, standing, vacated.position, facts, ask=ask
        )
        if not isinstance(found, Unscreened):
            break
        wanted = {reserve: experts[reserve] for reserve in found.reserves}
        facts |= await load_facts(session, desk, occasion, wanted)
        ask *= 2
    if isinstance(found, Exhausted):
        return await _leave_vacant(session, desk, request, vacated, found)
    quotas = list_quotas(reserves.problem, found.reserve)
    filled = replace(
        _sealed(desk, vacated, found.passed),
        state=move_vacancy(
            vacated.state, VacancyAct.FILL, reporter=str(vacated.reported_by), actor=""
        ),
        rank=found.rank,
        successor=found.reserve,
        successor_id=experts[found.reserve],
        quotas=quotas,
        filled_at=vacated.decided_at,
    )
    await _seat(session, desk, request, filled, found)
    await invite_members(session, desk, request)
    return filled


def load_reserves(desk: DrawDesk, draw: DrawRecord) -> ReserveList:
    """The frozen input of a draw and its reserve order, dealt again from the seed.

    Raises:
        SelectionError: `draw.commitment_changed` where the order is not the one on record.
    """
    commitment = load_commitment(desk, draw)
    document = commitment.document
    problem = restore_problem(document, commitment.pool, commitment.conflicts)
    table = restore_table(document, problem)
    deal = deal_panel(problem, table, draw.seed or b"", document.dealt_panels)
    if hash_order(commitment.hash, deal.reserve_order) != draw.summary.get("order_hash"):
        raise SelectionError("draw.commitment_changed")
    return ReserveList(problem, deal.reserve_order)


def read_passed(desk: DrawDesk, vacancy: VacancyRecord) -> tuple[PassedOver, ...]:
    """Who was passed over for a seat, and why."""
    if vacancy.passed_cipher is None:
        return ()
    opened = desk.cipher.decrypt(Purpose.DOCUMENTS, _place(vacancy.id), vacancy.passed_cipher)
    return _PASSED.validate_json(opened)


def _sealed(desk: DrawDesk, vacancy: VacancyRecord, passed: tuple[Passed, ...]) -> VacancyRecord:
    told = [one.model_dump(mode="json") for one in describe_passed(passed)]
    sealed = desk.cipher.encrypt(Purpose.DOCUMENTS, _place(vacancy.id), canonical_bytes(told))
    return replace(vacancy, passed_cipher=sealed)


def _place(vacancy_id: UUID) -> Place:
    return Place("vacancy", "passed_cipher", str(vacancy_id))


async def experts_of(session: AsyncSession, draw_id: UUID) -> dict[str, UUID]:
    """Every candidate of a draw by pseudonym."""
    return await load_pseudonyms(session, draw_id)


async def _seat(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    filled: VacancyRecord,
    found: Successor,
) -> None:
    await save_vacancy(session, filled)
    newcomer = (filled.successor_id or UUID(int=0),)
    await assign_seats(session, desk, request, filled.draw_id, newcomer)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_REPLACE,
        subject=str(filled.draw_id),
        request=str(request.id),
        reason=filled.reason.value,
        after={
            "step": filled.step,
            "seat": filled.position,
            "pseudonym": found.reserve,
            "rank": found.rank,
            "passed": len(found.passed),
        },
    )


async def _leave_vacant(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    vacated: VacancyRecord,
    found: Exhausted,
) -> VacancyRecord:
    vacant = _sealed(desk, vacated, found.passed)
    await save_vacancy(session, vacant)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_EXHAUST,
        subject=str(vacant.draw_id),
        request=str(request.id),
        reason=vacant.reason.value,
        after={"step": vacant.step, "seat": vacant.position, "passed": len(found.passed)},
    )
    return vacant


async def assign_seats(
    session: AsyncSession,
    desk: DrawDesk,
    record: RequestRecord,
    draw_id: UUID,
    experts: tuple[UUID, ...],
) -> None:
    """Count seats at once, so that no other draw takes the same days.

    Members of a supplementary draw sit on the panel that it supplements.
    """
    request = thaw_criteria(record.criteria or b"")
    root = await load_root(session, record)
    first = await load_draw(session, root.id, files=False) if root.id != record.id else None
    leads = await ensure_units(session, request.lead_units)
    await add_assignments(
        session,
        tuple(
            AssignmentRecord(
                expert_id=expert_id,
                panel=str(first.id if first else draw_id),
                activity=request.activity,
                programme=request.programme,
                review_from=request.review.start,
                review_to=request.review.end,
                review_days=request.review.days,
                outcome=Outcome.PENDING.value,
                fields=tuple(sorted(request.fields)),
                lead_units=tuple(leads.values()),
                draw_id=draw_id,
                project_ids=tuple(str(project) for project in record.projects),
                keeps_days=desk.policy.boolean("no_overlap"),
            )
            for expert_id in experts
        ),
    )
