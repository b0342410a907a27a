"""From an approved request to a committed draw: screen, solve, rehearse, commit.

The solver runs in a thread while the request is locked; its result is stored and never
solved again. Where the rules cannot be met the request goes back, with the reason why.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.conflicts import ProjectParties
from expert_pool.experts import Expert
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.expert_store import load_pool
from selection.candidates import (
    Pseudonyms,
    Screening,
    exclude_without_seat,
    list_given_way,
    screen_candidates,
    to_problem,
)
from selection.counts import count_reasons
from selection.documents.commitment import DrawFrame, Exclusion, commit_draw, derive_pseudonym
from selection.documents.forms import PartyCommitment, PolicyReference, Snapshot
from selection.documents.seed_sources import AnySource
from selection.drawing.desk import SERVICE, DrawDesk, read_moment, written
from selection.drawing.history import load_history, load_teams
from selection.drawing.letters import tell_committed, tell_infeasible
from selection.drawing.odds_numbers import write_weights
from selection.drawing.opening import snapshot_bytes
from selection.drawing.room import describe_room, list_confirmed
from selection.drawing.sources import choose_source
from selection.drawing.sparing import spare
from selection.drawing.supplementing import leave_out, load_previous
from selection.errors import SelectionError
from selection.problem import PanelProblem
from selection.requests import PanelRequest, thaw_criteria
from selection.requests.smallest import panel_sizes
from selection.solver.feasibility import Infeasible
from selection.solver.folding import fold_shortfall
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from selection.solver.shortfall import Shortfall, explain_shortfall
from selection.states.requests import RequestAct, move_request
from selection.storage.draw_store import DrawRecord, DrawState, Screened, add_draw
from selection.storage.request_store import PartySecret, RequestRecord, save_request

REHEARSALS = 100
SECRET_BYTES = 32
FOLDED = "folded"
"""Beside the exact shortfall, for auditors: the one without small numbers, for officers."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that one draw is made of, before it is committed."""

    request: PanelRequest
    screening: Screening
    pseudonyms: Pseudonyms
    problem: PanelProblem
    secret: bytes
    teams: tuple[ProjectParties, ...]


async def prepare_draw(
    session: AsyncSession,
    desk: DrawDesk,
    record: RequestRecord,
    shares: tuple[PartySecret, ...],
) -> DrawRecord | Shortfall:
    """Commit the draw of an approved request, or send it back with the shortfall."""
    prepared = await screen_pool(session, desk, record)
    prepared, table = await asyncio.to_thread(build_table, prepared, desk.policy)
    if isinstance(table, Infeasible):
        return await _send_back(session, desk, record, prepared)
    return await _commit(session, desk, record, shares, prepared, table)


def build_table(prepared: Prepared, policy: Policy) -> tuple[Prepared, BuiltTable | Infeasible]:
    """The table to commit, over those who stand on some legal panel, or that none exists."""
    table = _build(prepared.problem, policy)
    if isinstance(table, Infeasible) or not table.unreachable:
        return prepared, table
    reachable = _without_unreachable(prepared, frozenset(table.unreachable), policy)
    return reachable, _build(reachable.problem, policy)


def _build(problem: PanelProblem, policy: Policy) -> BuiltTable | Infeasible:
    dealt = policy.integer("dealt_panels")
    return build_pattern_table(problem, rehearsals=REHEARSALS, dealt_panels=dealt)


def _without_unreachable(
    prepared: Prepared, unreachable: frozenset[str], policy: Policy
) -> Prepared:
    """The same draw without those who stand on no legal panel; they keep the reason."""
    unseated = frozenset(
        expert for expert, name in prepared.pseudonyms.experts.items() if name in unreachable
    )
    screening = exclude_without_seat(prepared.screening, unseated, policy)
    problem = to_problem(screening, prepared.request, prepared.pseudonyms, policy, prepared.teams)
    return replace(prepared, screening=screening, problem=problem)


async def screen_pool(session: AsyncSession, desk: DrawDesk, record: RequestRecord) -> Prepared:
    """The pool of this moment, screened for an approved request, under fresh pseudonyms."""
    request = thaw_criteria(record.criteria or b"")
    experts = tuple(one.expert for one in await load_pool(session))
    history = await load_history(session, request.review)
    screening = await asyncio.to_thread(
        screen_candidates, experts, request, history, desk.policy, desk.lists, desk.today()
    )
    screening = await leave_out(session, desk, record, screening)
    secret = desk.fresh_bytes(SECRET_BYTES)
    pseudonyms = _name(experts, screening, str(record.id), secret)
    teams = await load_teams(session, request.review, desk.policy)
    screening = await asyncio.to_thread(spare, screening, request, desk.policy, teams)
    problem = to_problem(screening, request, pseudonyms, desk.policy, teams)
    return Prepared(request, screening, pseudonyms, problem, secret, teams)


def _name(
    experts: Iterable[Expert], screening: Screening, request: str, secret: bytes
) -> Pseudonyms:
    keys = {key for one in screening.candidates for key in (one.employer, one.group)} - {""}
    return Pseudonyms(
        experts={
            expert.id: derive_pseudonym(secret, "expert", request, expert.id) for expert in experts
        },
        employers={key: derive_pseudonym(secret, "employer", request, key) for key in keys},
    )


async def _send_back(
    session: AsyncSession, desk: DrawDesk, record: RequestRecord, prepared: Prepared
) -> Shortfall:
    funnel = count_reasons(prepared.screening)
    steps = tuple((step.code, step.count) for step in funnel.steps)
    shortfall = await asyncio.to_thread(explain_shortfall, prepared.problem, steps)
    sizes = panel_sizes(desk.lists.activities[prepared.request.activity], desk.policy)
    folded = await asyncio.to_thread(fold_shortfall, prepared.problem, shortfall, sizes)
    returned = _moved(record, RequestAct.FAIL)
    told = asdict(shortfall) | {FOLDED: asdict(folded)}
    await save_request(session, replace(returned, decision_reason="infeasible", shortfall=told))
    await tell_infeasible(session, returned)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_INFEASIBLE,
        subject=str(record.id),
        request=str(record.id),
        reason="infeasible",
        previous_state=record.state.value,
        next_state=returned.state.value,
        after={"bottleneck": shortfall.bottleneck.code, "candidates": funnel.candidates},
    )
    return shortfall


def _moved(record: RequestRecord, act: RequestAct) -> RequestRecord:
    state = move_request(record.state, act, requester=str(record.created_by), actor="")
    return replace(record, state=state)


async def _commit(
    session: AsyncSession,
    desk: DrawDesk,
    record: RequestRecord,
    shares: tuple[PartySecret, ...],
    prepared: Prepared,
    built: BuiltTable,
) -> DrawRecord:
    now = read_moment(written(desk.now()))
    source, reveal_from = choose_source(desk, now)
    frame = await _frame(session, desk, record, shares, now, source)
    commitment = commit_draw(
        frame, prepared.problem, built.table, _exclusions(prepared), prepared.secret
    )
    draw_id = uuid4()
    draw = DrawRecord(
        id=draw_id,
        request_id=record.id,
        attempt=frame.attempt,
        state=DrawState.COMMITTED,
        commit_hash=bytes.fromhex(commitment.hash),
        committed_at=now,
        reveal_from=reveal_from,
        snapshot_cipher=desk.seal("snapshot_cipher", draw_id, snapshot_bytes(commitment)),
        summary=summarise(prepared, built, desk.policy),
        source=source.model_dump(mode="json"),
    )
    await add_draw(session, draw, _screened(prepared))
    committed = _moved(record, RequestAct.COMMIT)
    await save_request(session, committed)
    await tell_committed(session, committed, shares, reveal_from)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_COMMIT,
        subject=str(draw_id),
        request=str(record.id),
        previous_state=record.state.value,
        next_state=committed.state.value,
        # Opened to everybody in the proofs of the draw: nothing that its receipt does not tell.
        after={
            "commit_hash": commitment.hash,
            "attempt": frame.attempt,
            "prev": frame.previous,
            "reveal_from": written(reveal_from),
            "source": frame.source.model_dump(mode="json"),
            "policy": frame.policy.digest,
            "witnesses": await list_confirmed(session, record),
        },
    )
    return draw


async def _frame(
    session: AsyncSession,
    desk: DrawDesk,
    record: RequestRecord,
    shares: tuple[PartySecret, ...],
    now: datetime,
    source: AnySource,
) -> DrawFrame:
    rules = desk.policy
    if record.policy_digest != rules.digest:
        raise SelectionError("draw.policy_changed")
    former = await load_previous(session, record)
    head = await AuditStore(session).kept_head()
    return DrawFrame(
        time=written(now),
        request=str(record.id),
        attempt=former.attempt + 1 if former else 1,
        previous=former.commit_hash.hex() if former else None,
        snapshot=Snapshot(log_size=head.size, log_root=head.root.hex()),
        policy=PolicyReference(id=rules.id, version=str(rules.version), digest=rules.digest),
        request_digest=(record.criteria_digest or b"").hex(),
        dealt_panels=rules.integer("dealt_panels"),
        nonce=desk.fresh_bytes(SECRET_BYTES),
        source=source,
        parties=tuple(PartyCommitment(role=it.role, h=it.commitment.hex()) for it in shares),
        software_version=desk.software_version,
        room=await describe_room(session, desk, record),
    )


def _exclusions(prepared: Prepared) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(
            prepared.pseudonyms.experts[one.expert.id],
            tuple(sorted({it.code for it in one.findings if it.severity is Severity.HARD})),
        )
        for one in prepared.screening.excluded
    )


def _screened(prepared: Prepared) -> Iterable[Screened]:
    for one in prepared.screening.candidates:
        pseudonym = prepared.pseudonyms.experts[one.expert.id]
        yield Screened(UUID(one.expert.id), pseudonym, _told(one.findings))
    for one in prepared.screening.excluded:
        yield Screened(UUID(one.expert.id), "", _told(one.findings))


def _told(findings: Sequence[Finding]) -> tuple[dict[str, object], ...]:
    return tuple(asdict(finding) for finding in findings)


def summarise(prepared: Prepared, built: BuiltTable, policy: Policy) -> dict[str, object]:
    """What officer and auditor may see of the odds: numbers, nobody's name."""
    funnel = count_reasons(prepared.screening)
    return {
        "pool": funnel.pool,
        "candidates": funnel.candidates,
        "reasons": [[step.code, step.count] for step in funnel.steps],
        "lowest": str(built.lowest),
        "highest": str(built.highest),
        "gini": str(built.gini),
        "gap": str(built.gap),
        "certified": built.certified,
        "levels": [[str(chance), count] for chance, count in built.levels],
        "patterns": len(built.table.patterns),
        "cells": len(built.table.cells),
        "unreachable": len(built.unreachable),
        "conflicting_pairs": len(prepared.problem.conflicts),
        "direct": len(prepared.request.direct),
        "widened": [taken.step.value for taken in prepared.request.fallback],
        "given_way": list(list_given_way(prepared.screening, policy)),
        "weights": write_weights(prepared.problem, built.table, policy),
    }
