"""The record of a panel's replacements, written from what is stored, signed like the receipt.

The same steps give the same bytes whenever it is asked for; nothing is stored twice.
"""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.documents.receipts import restore_problem
from selection.documents.replacement_record import (
    FullRecord,
    PublicRecord,
    Step,
    SupplementStep,
    VacancyStep,
    record_bytes,
    sign_record,
    write_full_record,
    write_public_record,
)
from selection.drawing.desk import DrawDesk, written
from selection.drawing.opening import load_commitment
from selection.drawing.panel_now import (
    PanelNow,
    find_draw,
    list_steps,
    load_panel_now,
    stand,
)
from selection.drawing.succeeding import read_passed
from selection.errors import SelectionError
from selection.storage.draw_store import DrawRecord, DrawState
from selection.storage.vacancy_store import VacancyRecord

FILE: Final = "replacements"


async def write_records(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord
) -> tuple[FullRecord, PublicRecord]:
    """Both forms of a draw's record as it stands now, signed.

    Raises:
        SelectionError: `draw.not_drawn_yet`.
    """
    if draw.state is DrawState.COMMITTED or draw.seed is None:
        raise SelectionError("draw.not_drawn_yet")
    panel = await load_panel_now(session, draw)
    commits = await load_commits(session, panel)
    return make_records(desk, panel, commits)


def make_records(
    desk: DrawDesk, panel: PanelNow, commits: dict[UUID, str]
) -> tuple[FullRecord, PublicRecord]:
    """Both forms from what was loaded; `commits` are the commitments of the supplements."""
    commitment = load_commitment(desk, panel.draw)
    problem = restore_problem(commitment.document, commitment.pool, commitment.conflicts)
    steps = tuple(_step(desk, number, it, commits) for number, it in list_steps(panel))
    digests = (commitment.hash, str(panel.draw.summary.get("result_digest", "")))
    full = write_full_record(digests, steps, stand(panel, problem).seats)
    public = write_public_record(full, commitment.pool)
    return sign_record(full, desk.signing_key), sign_record(public, desk.signing_key)


async def read_record(
    session: AsyncSession, desk: DrawDesk, found: tuple[UUID, DrawRecord], actor: Actor
) -> bytes:
    """The full record as a file, for the auditor; the look is an entry. `found` is request, draw.

    Raises:
        SelectionError: `draw.names_forbidden` or `draw.not_drawn_yet`.
    """
    request_id, draw = found
    if actor.role != Role.AUDITOR:
        raise SelectionError("draw.names_forbidden")
    full, _ = await write_records(session, desk, draw)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_READ_RECEIPT,
        subject=str(draw.id),
        request=str(request_id),
        after={"file": FILE},
    )
    return record_bytes(full)


async def load_commits(session: AsyncSession, panel: PanelNow) -> dict[UUID, str]:
    """The commitments of the supplementary draws that filled seats of a panel."""
    named = {it.supplement_draw for it in panel.taken if it.supplement_draw is not None}
    draws = [await find_draw(session, draw_id) for draw_id in named]
    return {draw.id: draw.commit_hash.hex() for draw in draws}


def _step(desk: DrawDesk, number: int, vacancy: VacancyRecord, commits: dict[UUID, str]) -> Step:
    if number == vacancy.fill_step and vacancy.supplement_draw is not None:
        return SupplementStep(
            kind="supplement",
            number=number,
            seat=vacancy.position,
            t=written(vacancy.filled_at or vacancy.reported_at),
            commit_hash=commits[vacancy.supplement_draw],
            successor=vacancy.successor,
            meets=vacancy.quotas,
        )
    by_rank = vacancy.successor if vacancy.supplement_draw is None else ""
    return VacancyStep(
        kind="vacancy",
        number=number,
        seat=vacancy.position,
        leaver=vacancy.pseudonym,
        reason=vacancy.reason.value,
        t=written(vacancy.decided_at or vacancy.reported_at),
        rank=(vacancy.rank or 0) if by_rank else 0,
        successor=by_rank or None,
        passed=read_passed(desk, vacancy),
    )
