"""The beacon's round: brought by the service or by anybody, and what happens where it is missing.

A signature proves itself, so it is of no matter who brings it. Whoever brings it, the panel is
dealt at once. What must be there before the round decides beforehand whether a draw is void.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.documents.seed_sources import AnySource, BeaconReveal, BeaconSource, PassedOver
from selection.drawing.concluding import conclude, load_waiting, open_secrets
from selection.drawing.desk import SERVICE, DrawDesk, written
from selection.drawing.letters import tell_void
from selection.drawing.locking import lock_draw
from selection.drawing.sources import (
    missing_from,
    passes_until,
    read_beacon,
    reveal_window,
)
from selection.errors import SelectionError
from selection.sources.beacon import is_signature_of
from selection.states.draws import DrawAct, DrawState, move_draw
from selection.states.requests import RequestAct, move_request
from selection.storage.draw_store import DrawRecord, load_draw, set_state
from selection.storage.request_store import (
    load_party_secrets,
    save_request,
)
from selection.storage.source_store import SourceWord, load_words, put_word

VOID: Final = "void"
PASSED: Final = "passed"
LATE: Final = "late"


async def bring_round(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, signature: str
) -> DrawRecord:
    """Take the signature of the round that a draw waits for, and deal the panel.

    Of a draw that was dealt from its fallback it is kept as a mark that the round appeared.

    Raises:
        SelectionError: `draw.no_beacon`, `draw.wrong_signature`, `draw.other_chain`,
            `draw.secrets_missing`, or where the draw does not wait.
    """
    drawn = await load_draw(session, request_id)
    if drawn is not None and drawn.state is DrawState.DRAWN:
        return await _mark_late(session, desk, drawn, actor, signature)
    request, draw = await load_waiting(session, request_id)
    source = read_beacon(draw)
    await _check_signature(desk, source, signature)
    shares = await load_party_secrets(session, request_id, request.version)
    if any(share.secret is None for share in shares):
        raise SelectionError("draw.secrets_missing")
    # The round cannot have come before its time: a clock that is behind does not say so either.
    heard = written(max(desk.now(), draw.reveal_from.astimezone(UTC)))
    beacon = BeaconReveal(role="beacon", round=source.round, signature=signature, t=heard)
    await _record(session, draw, actor, Act.DRAW_BEACON, {"round": source.round})
    return await conclude(session, desk, (request, draw), (beacon, *open_secrets(desk, shares)))


async def _check_signature(desk: DrawDesk, source: BeaconSource, signature: str) -> None:
    if source.chain != desk.chain.hash:
        raise SelectionError("draw.other_chain", {"chain": source.chain})
    real = await asyncio.to_thread(is_signature_of, desk.chain, source.round, signature)
    if not real:
        raise SelectionError("draw.wrong_signature", {"round": source.round})


async def _mark_late(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, actor: Actor, signature: str
) -> DrawRecord:
    """The round of a draw from its fallback is there after all: the log says so, for ever."""
    source = read_beacon(draw)
    words = await load_words(session, draw.id)
    passed = any(word.kind == PASSED for word in words)
    if not passed or any(word.kind == LATE for word in words):
        raise SelectionError("draw.drawn_already")
    await _check_signature(desk, source, signature)
    await put_word(session, SourceWord(draw.id, LATE, actor.role, None, desk.now()))
    told = {"round": source.round, "signature": signature}
    await _record(session, draw, actor, Act.DRAW_BEACON_LATE, told)
    return draw


async def pass_over(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> DrawRecord:
    """An auditor confirms that nobody can show the round; the fallback takes its place.

    Raises:
        SelectionError: `draw.auditor_needed`, `draw.no_fallback`, `draw.round_not_missing`, or
            `draw.passed_too_late` where the fallback is a lottery that may be known already.
    """
    if actor.role != Role.AUDITOR:
        raise SelectionError("draw.auditor_needed")
    _, draw = await load_waiting(session, request_id)
    source, due = read_beacon(draw), missing_from(draw)
    if not source.fallback:
        raise SelectionError("draw.no_fallback")
    if desk.now() < due:
        raise SelectionError("draw.round_not_missing", {"due": written(due)})
    until = passes_until(source)
    if until is not None and desk.now() > until:
        raise SelectionError("draw.passed_too_late", {"deadline": written(until)})
    if not any(word.kind == PASSED for word in await load_words(session, draw.id)):
        said = SourceWord(draw.id, PASSED, actor.role, UUID(actor.account_id), desk.now())
        await put_word(session, said)
        await _record(session, draw, actor, Act.DRAW_FALL_BACK, {"round": source.round})
    return draw


def find_passed(source: AnySource, words: Sequence[SourceWord]) -> tuple[PassedOver, ...]:
    """What stands in a result before its fallback: the round that was passed over, if it was."""
    if not isinstance(source, BeaconSource):
        return ()
    said = (it for it in words if it.kind == PASSED)
    return tuple(
        PassedOver(role="passed", round=source.round, t=written(it.said_at)) for it in said
    )


async def abandon_overdue(session: AsyncSession, desk: DrawDesk, request_id: UUID) -> bool:
    """Void a draw that no witness saw, or whose secrets are not there, a minute before the round.

    Decided before the round exists, so nobody can make it depend on what comes out. A draw that
    a witness has seen in time is locked on the way, however late that is noticed.
    """
    request, draw = await load_waiting(session, request_id)
    _, closes = reveal_window(draw)
    if closes is None:
        return False
    shares = await load_party_secrets(session, request_id, request.version)
    missing = tuple(share.role for share in shares if share.secret is None)
    reason = "" if await _is_locked(session, desk, draw, closes) else "not_locked"
    reason = reason or ("secrets_missing" if missing else "")
    if desk.now() <= closes or not reason:
        return False
    await set_state(session, draw.id, move_draw(draw.state, DrawAct.ABANDON))
    state = move_request(
        request.state, RequestAct.ABANDON, requester=str(request.created_by), actor=""
    )
    version = request.version + 1
    returned = replace(request, state=state, version=version, decision_reason=VOID)
    await save_request(session, returned)
    await tell_void(session, returned, shares)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_VOID,
        subject=str(draw.id),
        request=str(request.id),
        reason=reason,
        after={"missing": list(missing), "commit_hash": draw.commit_hash.hex()},
        previous_state=request.state.value,
        next_state=state.value,
    )
    return True


async def _is_locked(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, deadline: datetime
) -> bool:
    try:
        await lock_draw(session, desk, draw, deadline)
    except SelectionError:
        return False
    return True


async def _record(
    session: AsyncSession, draw: DrawRecord, actor: Actor, act: Act, told: dict[str, object]
) -> None:
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(draw.id),
        request=str(draw.request_id),
        after=told,
    )
