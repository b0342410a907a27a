"""What two people type apart from each other: throws of dice, numbers of a lottery.

Its one job is to keep what each typed, sealed, and to say whether both typed the same. Neither sees
what the other typed; where they differ, the service says so, but not where.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.recording import record_act
from selection.drawing.desk import DrawDesk, written
from selection.drawing.parties import check_thrower
from selection.drawing.room import refuse_witness
from selection.drawing.sources import DICE, LOTTERY, PARTIES
from selection.storage.draw_store import DrawRecord
from selection.storage.request_store import RequestRecord
from selection.storage.source_store import SourceWord, load_words, put_word

_ACTS: Final = {DICE: Act.DRAW_TYPE_THROWS, LOTTERY: Act.DRAW_TYPE_NUMBERS}


class Typed(StrEnum):
    """What came of typing."""

    WAITING = "waiting"
    DIFFERENT = "different"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Said:
    """What one person typed, as the documents write it, and when."""

    role: str
    text: str
    moment: str


async def keep_typed(
    session: AsyncSession,
    desk: DrawDesk,
    committed: tuple[RequestRecord, DrawRecord],
    actor: Actor,
    kind: str,
    text: str,
) -> tuple[Typed, tuple[Said, ...]]:
    """Keep what one person typed for a source, and compare it with the other's.

    Raises:
        SelectionError: where it is not this person's part.
    """
    request, draw = committed
    before = [it for it in await load_words(session, draw.id) if it.kind == kind]
    check_thrower(request, [(it.role, it.account_id) for it in before], actor)
    await refuse_witness(session, request, actor)
    own = _seal(desk, draw, actor, (kind, text))
    await put_word(session, own)
    both = {it.role: it for it in before} | {own.role: own}
    said = tuple(_open(desk, both[role]) for role in PARTIES if role in both)
    result = _compare(said)
    await record_act(
        session,
        actor=actor,
        act=_ACTS[kind],
        subject=str(draw.id),
        request=str(draw.request_id),
        after={"role": actor.role, "result": result.value},
    )
    return result, said


def _compare(said: tuple[Said, ...]) -> Typed:
    if len(said) < len(PARTIES):
        return Typed.WAITING
    one, other = (it.text.encode() for it in said)
    return Typed.DRAWN if hmac.compare_digest(one, other) else Typed.DIFFERENT


def _seal(desk: DrawDesk, draw: DrawRecord, actor: Actor, told: tuple[str, str]) -> SourceWord:
    kind, text = told
    sealed = desk.cipher.encrypt(Purpose.DOCUMENTS, _place(draw.id, actor.role), text.encode())
    return SourceWord(draw.id, kind, actor.role, UUID(actor.account_id), desk.now(), sealed)


def _open(desk: DrawDesk, word: SourceWord) -> Said:
    place = _place(word.draw_id, word.role)
    text = desk.cipher.decrypt(Purpose.DOCUMENTS, place, word.content_cipher or b"")
    return Said(word.role, text.decode(), written(word.said_at))


def _place(draw_id: UUID, role: str) -> Place:
    return Place("source_word", "content_cipher", f"{draw_id}.{role}")
