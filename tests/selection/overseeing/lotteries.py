"""Committed draws of three from sixty, all alike, whose members a test chooses."""

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.cells import group_candidates
from selection.documents.commitment import commit_draw
from selection.drawing import DrawDesk
from selection.drawing.opening import snapshot_bytes
from selection.problem import Candidate, PanelProblem, PanelRules, Pattern, PatternTable
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.overseeing.planted import Planted
from tests.selection.receipt_samples import make_frame

POOL = 60
SEATS = 3


async def add_pool(planted: Planted) -> list[UUID]:
    experts = pool_of(POOL, 0)
    await add_experts(planted.session, tuple(map(ExpertRecord, experts)))
    return [UUID(it.id) for it in experts]


async def draw_members(
    planted: Planted, desk: DrawDesk, pool: list[UUID], members: list[UUID], officer: str
) -> UUID:
    """A request of its own project, drawn with just these members."""
    request = await planted.request(officer, await planted.project(officer=officer))
    names = {expert: f"c{place:02d}" for place, expert in enumerate(pool)}
    problem = PanelProblem(
        PanelRules(SEATS, (), 1),
        tuple(Candidate(name, frozenset(), f"employer-{name}") for name in names.values()),
    )
    table = PatternTable(group_candidates(problem), (Pattern((SEATS,), 1),))
    draw_id = uuid4()
    frame = replace(make_frame(), nonce=hashlib.sha256(draw_id.bytes).digest())
    commitment = commit_draw(frame, problem, table, (), b"s" * 32)
    sealed = desk.seal("snapshot_cipher", draw_id, snapshot_bytes(commitment))
    snapshot = (draw_id, sealed, bytes.fromhex(commitment.hash))
    drawn = {member: names[member] for member in members}
    return await planted.draw(request, drawn, snapshot=snapshot, pool=names)
