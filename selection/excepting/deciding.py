"""The approver of the request decides on an exception: not who asked, nor who has a part in it.

Until then who asked can withdraw it.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from selection.drawing.desk import DrawDesk
from selection.drawing.letters import tell_exception_decided
from selection.drawing.whole_panel import load_watched
from selection.errors import SelectionError
from selection.excepting.asking import record_exception
from selection.excepting.standing import load_own, weigh
from selection.states.exceptions import (
    Decider,
    ExceptionAct,
    ExceptionState,
    check_offered,
    move_exception,
    withdraw,
)
from selection.storage.exception_store import ExceptionRecord, load_exception, save_exception
from selection.storage.request_store import RequestRecord, load_party_secrets
from selection.storage.room_witness_store import load_witnesses

_SAID = {
    ExceptionAct.ALLOW: (ExceptionState.ALLOWED, Act.EXCEPTION_ALLOW),
    ExceptionAct.REFUSE: (ExceptionState.REFUSED, Act.EXCEPTION_REFUSE),
}


async def decide_exception(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    word: tuple[UUID, ExceptionAct],
) -> ExceptionRecord:
    """Allow or refuse an exception; said twice by the same person it is said once.

    It is allowed only where it still matters: not once the draw is committed, the meeting is
    over, or the member has signed in.

    Raises:
        SelectionError: `draw.not_found`, `exception.not_found`, `exception.not_offered`, or
            what `weigh` and `move_exception` raise.
    """
    exception_id, act = word
    request = await load_watched(session, request_id, actor)
    known = await _load(session, request.id, exception_id)
    if _said_already(known, actor, act):
        return known
    others = await _taking_part(session, request, known)
    state = move_exception(known.state, act, Decider(actor.account_id, actor.role), others)
    told: dict[str, object] = {}
    if act is ExceptionAct.ALLOW:
        check_offered(known.about.rule, desk.policy)
        told = (await weigh(session, desk, known.about)).told
    decided = replace(known, state=state, decided_by=UUID(actor.account_id), decided_at=desk.now())
    await save_exception(session, decided)
    await record_exception(session, actor, _SAID[act][1], decided, told)
    await tell_exception_decided(session, request, known.asked_by)
    return decided


async def withdraw_exception(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, exception_id: UUID
) -> ExceptionRecord:
    """Withdraw an exception that nobody has decided yet, as who asked for it; twice it is once.

    It stays on record, and another can be asked for.

    Raises:
        SelectionError: `draw.not_found`, `exception.not_found`, or what `withdraw` raises.
    """
    request = await load_own(session, request_id, actor)
    known = await _load(session, request.id, exception_id)
    own = str(known.asked_by) == actor.account_id
    if own and known.state is ExceptionState.WITHDRAWN:
        return known
    withdrawn = replace(known, state=withdraw(known.state, own=own), withdrawn_at=desk.now())
    await save_exception(session, withdrawn)
    await record_exception(session, actor, Act.EXCEPTION_WITHDRAW, withdrawn, {})
    return withdrawn


async def _load(session: AsyncSession, request_id: UUID, exception_id: UUID) -> ExceptionRecord:
    found = await load_exception(session, exception_id)
    if found is None or found.about.request_id != request_id:
        raise SelectionError("exception.not_found")
    return found


def _said_already(known: ExceptionRecord, actor: Actor, act: ExceptionAct) -> bool:
    own = str(known.decided_by) == actor.account_id
    return own and known.state is _SAID[act][0]


async def _taking_part(
    session: AsyncSession, request: RequestRecord, known: ExceptionRecord
) -> frozenset[str]:
    """Who asked, and who throws for the seed or watches: none of them decides."""
    shares = await load_party_secrets(session, request.id, request.version)
    watching = await load_witnesses(session, request.id, request.version)
    people = [known.asked_by, request.created_by, *(it.account_id for it in shares)]
    return frozenset(str(it) for it in (*people, *(it.account_id for it in watching)) if it)
