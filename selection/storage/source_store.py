"""What people said of a draw's source, and which draws wait for one: values in and out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.states.draws import WAITING
from selection.storage.source_tables import SourceWordRow
from selection.storage.tables import DrawRow

_WORD = table_of(SourceWordRow)
_DRAW = table_of(DrawRow)
_TIMED = ("drand-quicknet", "drand+parties", "lottery")


@dataclass(frozen=True, slots=True)
class SourceWord:
    """What one person said of a source, once for each kind and role; the newest counts."""

    draw_id: UUID
    kind: str
    role: str
    account_id: UUID | None
    said_at: datetime
    content_cipher: bytes | None = None


@dataclass(frozen=True, slots=True)
class WaitingDraw:
    """A committed draw that waits for a source which speaks at its own time."""

    request_id: UUID
    speaks_at: datetime
    kind: str = ""


async def put_word(session: AsyncSession, word: SourceWord) -> None:
    """Keep what somebody said; said again, the former is gone."""
    values = {name: getattr(word, name) for name in SourceWord.__slots__}
    changed = ("account_id", "said_at", "content_cipher")
    query = insert(_WORD).values(id=uuid4(), **values)
    await session.execute(
        query.on_conflict_do_update(
            index_elements=["draw_id", "kind", "role"],
            set_={name: values[name] for name in changed},
        )
    )


async def load_words(session: AsyncSession, draw_id: UUID) -> tuple[SourceWord, ...]:
    """Everything that was said of a draw's source, by kind and role."""
    query = select(_WORD).where(_WORD.c.draw_id == draw_id).order_by(_WORD.c.kind, _WORD.c.role)
    return tuple(
        SourceWord(**{name: getattr(row, name) for name in SourceWord.__slots__})
        for row in (await session.execute(query)).all()
    )


async def list_waiting(session: AsyncSession) -> tuple[WaitingDraw, ...]:
    """The draws that wait for beacon or lottery, in the order of their times and commitments."""
    query = (
        select(_DRAW.c.request_id, _DRAW.c.reveal_from, _DRAW.c.source["kind"].astext)
        .where(
            _DRAW.c.state.in_([state.value for state in WAITING]),
            _DRAW.c.source["kind"].astext.in_(_TIMED),
        )
        .order_by(_DRAW.c.reveal_from, _DRAW.c.committed_at, _DRAW.c.id)
    )
    return tuple(WaitingDraw(*row) for row in (await session.execute(query)).all())
