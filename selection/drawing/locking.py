"""Locked: a witness of the log has seen the commitment, a minute before its source can speak.

What counts is what the witness saw and when, not what the service says: a cosignature that came in
time locks the draw even if it is noticed later, and one that came too late never does. Where the
operator names no witness, the commitment's own time is all there is.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.notes import signed_by
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.checkpoint_store import cosigned_note
from selection.drawing.desk import SERVICE, DrawDesk, written
from selection.errors import SelectionError
from selection.states.draws import DrawAct, DrawState, move_draw
from selection.storage.draw_store import DrawRecord, set_state


async def lock_draw(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, deadline: datetime
) -> DrawRecord:
    """The draw, locked: at once where nobody witnesses, else by a cosignature before the deadline.

    Raises:
        SelectionError: `draw.not_locked`, where no witness has seen the commitment in time.
    """
    if draw.state is not DrawState.COMMITTED:
        return draw
    locked = replace(draw, state=move_draw(draw.state, DrawAct.LOCK))
    if not desk.witnesses:
        return locked
    seen = await _seen_at(session, desk, draw)
    if seen is None or seen > deadline.timestamp():
        raise SelectionError("draw.not_locked", {"deadline": written(deadline)})
    await set_state(session, draw.id, locked.state)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_LOCK,
        subject=str(draw.id),
        request=str(draw.request_id),
        previous_state=draw.state.value,
        next_state=locked.state.value,
        after={"commit_hash": draw.commit_hash.hex(), "cosigned_at": seen},
    )
    return locked


async def _seen_at(session: AsyncSession, desk: DrawDesk, draw: DrawRecord) -> int | None:
    """When the first witness cosigned a checkpoint with the commitment in it; None before."""
    wanted = AuditFilter(subject=str(draw.id), acts=frozenset({Act.DRAW_COMMIT}))
    page = await AuditStore(session).page(wanted)
    if not page.entries:
        return None
    size = page.entries[0].index + 1
    note = await cosigned_note(session, desk.log_origin, size, desk.witnesses)
    lines = signed_by(note, desk.witnesses) if note else ()
    return min((line.time for line in lines), default=None)
