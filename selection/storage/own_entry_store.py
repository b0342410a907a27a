"""The entries of one expert in concluded draws: under which pseudonym, and in which draw."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.draw_store import DrawState
from selection.storage.tables import DrawCandidateRow, DrawRow

_DRAW = table_of(DrawRow)
_CANDIDATE = table_of(DrawCandidateRow)


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """Where the entry stands: the draw by id and commitment, its request, the pseudonym."""

    draw_id: UUID
    commit_hash: bytes
    request_id: UUID
    pseudonym: str


async def list_entries(
    session: AsyncSession, expert_id: UUID, *, limit: int
) -> tuple[EntryRecord, ...]:
    """The concluded draws in which an expert was a candidate, the newest first."""
    query = (
        select(_DRAW.c.id, _DRAW.c.commit_hash, _DRAW.c.request_id, _CANDIDATE.c.pseudonym)
        .join(_CANDIDATE, _CANDIDATE.c.draw_id == _DRAW.c.id)
        .where(
            _CANDIDATE.c.expert_id == expert_id,
            _CANDIDATE.c.pseudonym != "",
            _DRAW.c.state == DrawState.DRAWN.value,
        )
        .order_by(_DRAW.c.drawn_at.desc())
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    return tuple(EntryRecord(row[0], row[1], row[2], row[3]) for row in rows)
