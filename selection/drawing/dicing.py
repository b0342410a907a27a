"""Dice on the table: officer and auditor type fifty throws apart, and agree or type again.

Neither sees what the other typed. When both agree, the panel is dealt at once; when they differ,
the service says so, but not where.
"""

import hmac
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.recording import record_act
from selection.documents.seed_sources import (
    BeaconSource,
    DiceReveal,
    DiceSource,
    Opened,
    PassedOver,
    TypedThrows,
)
from selection.drawing.beacon import PASSED
from selection.drawing.concluding import conclude, load_waiting
from selection.drawing.desk import DrawDesk, written
from selection.drawing.locking import lock_draw
from selection.drawing.parties import check_thrower
from selection.drawing.sources import DICE, PARTIES, lock_deadline, read_source
from selection.errors import SelectionError
from selection.sources.throws import read_throws
from selection.storage.draw_store import DrawRecord
from selection.storage.source_store import SourceWord, load_words, put_word


class Typed(StrEnum):
    """What came of typing the throws."""

    WAITING = "waiting"
    DIFFERENT = "different"
    DRAWN = "drawn"


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
    words = await load_words(session, draw.id)
    before = _passed(draw, words)
    throws = read_throws(text)
    if throws is None:
        raise SelectionError("draw.bad_throws")
    check_thrower(request, [(it.role, it.account_id) for it in words if it.kind == DICE], actor)
    if (desk.now() - draw.committed_at).total_seconds() < _THROWN:
        raise SelectionError("draw.thrown_too_early")
    draw = await lock_draw(session, desk, draw, lock_deadline(draw, desk.now()))
    own = _seal(desk, draw, actor, throws)
    await put_word(session, own)
    both = {it.role: it for it in words if it.kind == DICE} | {own.role: own}
    typed = tuple(_open(desk, both[role]) for role in PARTIES if role in both)
    result = _compare(typed)
    await _record(session, draw, actor, result)
    if result is Typed.DRAWN:
        dice = DiceReveal(role="dice", typed=(typed[0], typed[1]))
        await conclude(session, desk, (request, draw), (*before, dice))
    return result


def _compare(typed: tuple[TypedThrows, ...]) -> Typed:
    if len(typed) < len(PARTIES):
        return Typed.WAITING
    one, other = (it.throws.encode() for it in typed)
    return Typed.DRAWN if hmac.compare_digest(one, other) else Typed.DIFFERENT


def _passed(draw: DrawRecord, words: tuple[SourceWord, ...]) -> tuple[Opened, ...]:
    """What stands before the dice in the result: nothing, or the round that was passed over."""
    source = read_source(draw)
    if isinstance(source, DiceSource):
        return ()
    passed = next((it for it in words if it.kind == PASSED), None)
    if not isinstance(source, BeaconSource) or passed is None:
        raise SelectionError("draw.no_dice")
    return (PassedOver(role="passed", round=source.round, t=written(passed.said_at)),)


def _seal(desk: DrawDesk, draw: DrawRecord, actor: Actor, throws: str) -> SourceWord:
    sealed = desk.cipher.encrypt(Purpose.DOCUMENTS, _place(draw.id, actor.role), throws.encode())
    account = UUID(actor.account_id)
    return SourceWord(draw.id, DICE, actor.role, account, desk.now(), sealed)


def _open(desk: DrawDesk, word: SourceWord) -> TypedThrows:
    place = _place(word.draw_id, word.role)
    throws = desk.cipher.decrypt(Purpose.DOCUMENTS, place, word.content_cipher or b"")
    return TypedThrows(role=word.role, throws=throws.decode(), t=written(word.said_at))


def _place(draw_id: UUID, role: str) -> Place:
    return Place("source_word", "content_cipher", f"{draw_id}.{role}")


async def _record(session: AsyncSession, draw: DrawRecord, actor: Actor, result: Typed) -> None:
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_TYPE_THROWS,
        subject=str(draw.id),
        request=str(draw.request_id),
        after={"role": actor.role, "result": result.value},
    )
