"""A public lottery's numbers: officer and auditor type them apart, and agree or type again.

Which draw of the lottery it is stands in the commitment. Both secrets are open before it is drawn,
so whoever types could not choose any more; anybody can look the numbers up for ever.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.documents.seed_sources import LotteryReveal, LotterySource, Opened, TypedNumbers
from selection.drawing.apart import Said, Typed, keep_typed
from selection.drawing.beacon import find_passed
from selection.drawing.concluding import conclude, load_waiting, open_secrets
from selection.drawing.desk import DrawDesk
from selection.drawing.locking import lock_draw
from selection.drawing.sources import (
    LOTTERY,
    drawn_at,
    find_lottery,
    lock_deadline,
    read_source,
)
from selection.errors import SelectionError
from selection.sources.lottery import Drum, read_numbers, write_numbers
from selection.storage.draw_store import DrawRecord
from selection.storage.request_store import load_party_secrets
from selection.storage.source_store import load_words


async def type_numbers(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, text: str
) -> Typed:
    """Keep what one person typed; when both have typed the same, the panel is dealt.

    Raises:
        SelectionError: `draw.no_lottery`, `draw.bad_numbers`, `draw.numbers_too_early`,
            `draw.secrets_missing`, or where it is not this person's part.
    """
    request, draw = await load_waiting(session, request_id)
    source, before = await _asked(session, draw)
    if desk.now() < drawn_at(source):
        raise SelectionError("draw.numbers_too_early", {"draws_at": source.draws_at})
    numbers = read_numbers(drums_of(source), text)
    if numbers is None:
        raise SelectionError("draw.bad_numbers")
    shares = await load_party_secrets(session, request_id, request.version)
    if any(share.secret is None for share in shares):
        raise SelectionError("draw.secrets_missing")
    draw = await lock_draw(session, desk, draw, lock_deadline(draw, desk.now()))
    given = write_numbers(numbers)
    typed, said = await keep_typed(session, desk, (request, draw), actor, LOTTERY, given)
    if typed is Typed.DRAWN:
        one, other = (_numbers(source, it) for it in said)
        drawn = LotteryReveal(role="lottery", typed=(one, other))
        await conclude(
            session, desk, (request, draw), (*before, drawn, *open_secrets(desk, shares))
        )
    return typed


async def _asked(
    session: AsyncSession, draw: DrawRecord
) -> tuple[LotterySource, tuple[Opened, ...]]:
    """The lottery whose numbers count, and what stands before them in the result."""
    source = read_source(draw)
    before = find_passed(source, await load_words(session, draw.id))
    lottery = find_lottery(source, passed=bool(before))
    if lottery is None:
        raise SelectionError("draw.no_lottery")
    return lottery, before


def drums_of(source: LotterySource) -> tuple[Drum, ...]:
    """The drums that a commitment names."""
    return tuple(Drum(drum.count, drum.of) for drum in source.drums)


def _numbers(source: LotterySource, said: Said) -> TypedNumbers:
    numbers = read_numbers(drums_of(source), said.text) or ()
    return TypedNumbers(role=said.role, numbers=numbers, t=said.moment)
