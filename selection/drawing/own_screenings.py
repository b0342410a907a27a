"""What each draw said of one expert, for that expert alone: chance, reasons, own leaving.

Its one job is the own screening; nobody else's is loaded. The entry as a file is in `own_entries`.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.findings import Finding
from expert_pool.storage.expert_store import load_expert_of
from selection.cells import find_chances
from selection.documents.receipts import restore_problem, restore_table
from selection.drawing.desk import DrawDesk
from selection.drawing.looking import read_findings
from selection.drawing.odds_numbers import Weights, read_weights
from selection.drawing.opening import load_commitment
from selection.errors import SelectionError
from selection.problem import Cell
from selection.requests import thaw_criteria
from selection.requests.release import find_release_day
from selection.states.vacancies import VacancyReason
from selection.storage.draw_store import DrawRecord, Screened, list_screenings
from selection.storage.request_store import load_request, request_numbers
from selection.storage.vacancy_store import VacancyRecord, load_left

MOST_OWN_DRAWS = 50


@dataclass(frozen=True, slots=True)
class OwnScreening:
    """What one draw said of one expert: the chance, or the findings that excluded.

    `left` is the vacancy by which the expert left the panel; who was passed over in a choice, and
    was never asked, learns of it once the panel is released. `weights` is None where chances
    were not weighted; else `weight` is the own one.
    """

    draw: DrawRecord
    number: str
    chance: Fraction | None
    findings: tuple[Finding, ...]
    left: VacancyRecord | None = None
    weight: int = 1
    weights: Weights | None = None


async def load_own_screenings(
    session: AsyncSession, desk: DrawDesk, account_id: UUID
) -> tuple[OwnScreening, ...]:
    """What each concluded draw said of the expert who signs in with this account."""
    record = await load_expert_of(session, account_id)
    if record is None:
        return ()
    expert_id = UUID(record.expert.id)
    found = await list_screenings(session, expert_id, limit=MOST_OWN_DRAWS)
    numbers = await request_numbers(session, (draw.request_id for draw, _ in found))
    own = [_own(desk, draw, one, numbers[draw.request_id]) for draw, one in found]
    left = await load_left(session, expert_id)
    ends = [await _told(session, desk, one.draw, left.get(one.draw.id)) for one in own]
    return tuple(replace(one, left=end) for one, end in zip(own, ends, strict=True))


async def _told(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, left: VacancyRecord | None
) -> VacancyRecord | None:
    if left is None or left.reason is not VacancyReason.PASSED_OVER:
        return left
    request = await load_request(session, draw.request_id)
    frozen = thaw_criteria((request.criteria if request else None) or b"")
    opens = find_release_day(frozen, desk.policy)
    return left if opens is not None and opens <= desk.today() else None


def _own(desk: DrawDesk, draw: DrawRecord, one: Screened, number: str) -> OwnScreening:
    findings = read_findings(one.findings)
    if not one.pseudonym:
        return OwnScreening(draw, number, None, findings)
    cell, chance = _find_own(desk, draw, one.pseudonym)
    weights = read_weights(draw.summary)
    return OwnScreening(draw, number, chance, findings, weight=cell.weight, weights=weights)


def find_own_chance(desk: DrawDesk, draw: DrawRecord, pseudonym: str) -> Fraction:
    """The chance that a candidate had under the committed table.

    Raises:
        SelectionError: `draw.unknown` for somebody who was no candidate.
    """
    return _find_own(desk, draw, pseudonym)[1]


def _find_own(desk: DrawDesk, draw: DrawRecord, pseudonym: str) -> tuple[Cell, Fraction]:
    commitment = load_commitment(desk, draw)
    problem = restore_problem(commitment.document, commitment.pool, commitment.conflicts)
    table = restore_table(commitment.document, problem)
    for cell, chance in zip(table.cells, find_chances(table), strict=True):
        if pseudonym in cell.members:
            return cell, chance
    raise SelectionError("draw.unknown")
