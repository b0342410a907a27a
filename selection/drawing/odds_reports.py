"""Odds for those who may watch a draw: foreseen before the commitment, and what each rule costs.

Shell: what takes long is worked out once, in a thread, and kept under the digest of what it
was worked out from. It commits to nothing; the commitment screens the pool of its own moment.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit import canonical
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.storage.database import Database
from selection.candidates import GROUP
from selection.documents.receipts import restore_problem
from selection.drawing.desk import DrawDesk
from selection.drawing.looking import Ceremony, is_infeasible
from selection.drawing.odds_numbers import Json, OddsNumbers, read_numbers
from selection.drawing.opening import load_commitment
from selection.drawing.preparing import REHEARSALS, build_table, screen_pool, summarise
from selection.errors import SelectionError
from selection.problem import PanelProblem
from selection.solver.fairness_cost import RuleCost, RuleKind, price_rules
from selection.solver.feasibility import Infeasible
from selection.storage.draw_store import DrawRecord
from selection.storage.odds_store import ReportRecord, ReportState, load_report, save_report

# What failed once is tried again, but not at every look.
RETRY_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OddsReport:
    """What is known of the odds now; `working` means that more will follow.

    `numbers` are the committed ones, or those foreseen from the pool of `record.as_of`.
    """

    basis: bytes
    record: ReportRecord | None
    draw: DrawRecord | None
    numbers: OddsNumbers | None
    costs: tuple[RuleCost, ...]
    working: bool

    @property
    def state(self) -> ReportState | None:
        """How far the report is; None before its first part."""
        return self.record.state if self.record else None


async def load_odds_report(session: AsyncSession, desk: DrawDesk, ceremony: Ceremony) -> OddsReport:
    """What is known of the odds of a request, for somebody who may watch its draw.

    Raises:
        SelectionError: `draw.policy_changed` where the rules changed after the approval.
    """
    draw = _live_draw(ceremony)
    if draw is None and is_infeasible(ceremony.request):
        none = ReportRecord(ceremony.request.id, b"", ReportState.INFEASIBLE, desk.now())
        return OddsReport(b"", none, None, None, (), working=False)
    basis = draw.commit_hash if draw else _foreseeing_basis(desk, ceremony)
    record = await load_report(session, basis)
    told = draw.summary if draw else record.numbers if record else {}
    return OddsReport(
        basis=basis,
        record=record,
        draw=draw,
        numbers=read_numbers(told) if told else None,
        costs=tuple(_read_costs(record.costs if record else ())),
        working=_is_due(record, desk),
    )


def _live_draw(ceremony: Ceremony) -> DrawRecord | None:
    draw = ceremony.draw
    return None if draw is None or draw.is_over else draw


def _foreseeing_basis(desk: DrawDesk, ceremony: Ceremony) -> bytes:
    """The frozen criteria, the rules and the day: what a screening before the commit knows."""
    request = ceremony.request
    if request.policy_digest != desk.policy.digest:
        raise SelectionError("draw.policy_changed")
    named: canonical.Json = {
        "v": 1,
        "type": "odds.basis",
        "request": str(request.id),
        "criteria": (request.criteria_digest or b"").hex(),
        "policy": request.policy_digest,
        "day": desk.today().isoformat(),
    }
    return bytes.fromhex(canonical.digest(named))


def _is_due(record: ReportRecord | None, desk: DrawDesk) -> bool:
    if record is None or record.state is ReportState.FORESEEN:
        return True
    return record.state is ReportState.FAILED and desk.now() - record.as_of > RETRY_AFTER


async def work_out_odds(
    database: Database, desk: DrawDesk, ceremony: Ceremony, report: OddsReport, actor: Actor
) -> None:
    """Work out what a report lacks, and store each part as soon as it is there.

    Before the commitment the pool is screened as the commitment would; who asked for it
    stands in the log, as the numbers react to the names in the criteria.
    """
    record = ReportRecord(ceremony.request.id, report.basis, ReportState.FORESEEN, desk.now())
    problem: PanelProblem | None
    if report.draw:
        problem = await asyncio.to_thread(_committed_problem, desk, report.draw)
    else:
        record, problem = await _foresee(database, desk, ceremony, record)
        await _keep_foreseen(database, record, actor)
    if problem is not None:
        costs = await asyncio.to_thread(_price, problem, desk)
        priced = replace(record, state=ReportState.PRICED, costs=tuple(_write_costs(costs)))
        async with database.transaction() as session:
            await save_report(session, priced)


async def give_up_odds(
    database: Database, desk: DrawDesk, ceremony: Ceremony, report: OddsReport
) -> None:
    """Note that the work failed; what was found before stays."""
    now, request_id = desk.now(), ceremony.request.id
    async with database.transaction() as session:
        kept = await load_report(session, report.basis)
        begun = kept or ReportRecord(request_id, report.basis, ReportState.FAILED, now)
        await save_report(session, replace(begun, state=ReportState.FAILED, as_of=now))


def _committed_problem(desk: DrawDesk, draw: DrawRecord) -> PanelProblem:
    commitment = load_commitment(desk, draw)
    return restore_problem(commitment.document, commitment.pool, commitment.conflicts)


async def _foresee(
    database: Database, desk: DrawDesk, ceremony: Ceremony, record: ReportRecord
) -> tuple[ReportRecord, PanelProblem | None]:
    async with database.read() as session:
        screened = await screen_pool(session, desk, ceremony.request)
    prepared, built = await asyncio.to_thread(build_table, screened, desk.policy)
    if isinstance(built, Infeasible):
        return replace(record, state=ReportState.INFEASIBLE), None
    return replace(record, numbers=summarise(prepared, built, desk.policy)), prepared.problem


async def _keep_foreseen(database: Database, record: ReportRecord, actor: Actor) -> None:
    async with database.transaction() as session:
        await save_report(session, record)
        await record_act(
            session,
            actor=actor,
            act=Act.DRAW_FORESEE,
            subject=str(record.request_id),
            request=str(record.request_id),
            after={
                "basis": record.basis.hex(),
                "state": record.state.value,
                "candidates": record.numbers.get("candidates", 0),
            },
        )


def _price(problem: PanelProblem, desk: DrawDesk) -> tuple[RuleCost, ...]:
    return price_rules(
        problem,
        rehearsals=REHEARSALS,
        dealt_panels=desk.policy.integer("dealt_panels"),
        employer_quotas=[it.id for it in problem.rules.quotas if it.id.startswith(GROUP)],
    )


def _write_costs(costs: Sequence[RuleCost]) -> Iterator[Json]:
    for cost in costs:
        yield asdict(cost) | {"kind": cost.kind.value, "lowest": str(cost.lowest)}


def _read_costs(stored: Sequence[Json]) -> Iterator[RuleCost]:
    for one in stored:
        kind, lowest = RuleKind(str(one["kind"])), Fraction(str(one["lowest"]))
        yield RuleCost(kind, str(one["quota"]), lowest)
