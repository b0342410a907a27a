"""Dice on the table: officer and auditor type fifty throws apart, and agree or type again.

When both agree, the panel is dealt at once.
"""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.documents.seed_sources import (
    DiceReveal,
    DiceSource,
    Opened,
    TypedThrows,
)
from selection.drawing.apart import Said, Typed, keep_typed
from selection.drawing.beacon import find_passed
from selection.drawing.concluding import conclude, load_waiting
from selection.drawing.desk import DrawDesk
from selection.drawing.locking import lock_draw
from selection.drawing.sources import DICE, find_lottery, lock_deadline, read_source
from selection.errors import SelectionError
from selection.sources.throws import read_throws
from selection.storage.draw_store import DrawRecord
from selection.storage.source_store import SourceWord, load_words

_THROWN: Final = 1
"""Seconds that must lie between the commitment and the first throw."""


async def type_throws(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, text: str
) -> Typed:
    """Keep what one person typed; when both have typed the same, the panel is dealt.

    Raises:
        SelectionError: `draw.no_dice`, `draw.bad_throws`, or where it is not this person's part.
    """
    request, draw = await load_waiting(session, request_id)
    before = _passed(draw, await load_words(session, draw.id))
    throws = read_throws(text)
    if throws is None:
        raise SelectionError("draw.bad_throws")
    if (desk.now() - draw.committed_at).total_seconds() < _THROWN:
        raise SelectionError("draw.thrown_too_early")
    draw = await lock_draw(session, desk, draw, lock_deadline(draw, desk.now()))
    typed, said = await keep_typed(session, desk, (request, draw), actor, DICE, throws)
    if typed is Typed.DRAWN:
        one, other = map(_throws, said)
        dice = DiceReveal(role="dice", typed=(one, other))
        await conclude(session, desk, (request, draw), (*before, dice))
    return typed


def _throws(said: Said) -> TypedThrows:
    return TypedThrows(role=said.role, throws=said.text, t=said.moment)


def _passed(draw: DrawRecord, words: tuple[SourceWord, ...]) -> tuple[Opened, ...]:
    """What stands before the dice in the result: nothing, or the round that was passed over."""
    source = read_source(draw)
    if isinstance(source, DiceSource):
        return ()
    passed = find_passed(source, words)
    if not passed or find_lottery(source, passed=True) is not None:
        raise SelectionError("draw.no_dice")
    return passed
