"""How somebody becomes a witness in the room (DRW-12), before a draw is committed.

An auditor who has no other part confirms with the own account. Somebody without an account is named
by one of the two parties and confirmed by the other, so nobody brings a witness alone. The log
holds who said it, never the name.
"""

from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.desk import DrawDesk
from selection.drawing.parties import check_thrower, load_approved_request
from selection.drawing.room import Person, refuse_witness, seal_person
from selection.errors import SelectionError
from selection.storage.request_store import RequestRecord, load_party_secrets
from selection.storage.room_witness_store import (
    RoomWitness,
    load_witnesses,
    mark_confirmed,
    put_witness,
)


async def attend_as_witness(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> None:
    """An auditor says, with the own account, to watch the draw; said twice it is once.

    Raises:
        SelectionError: `draw.auditor_needed`, `draw.auditor_took_part`,
            `draw.witness_is_party`, or where nothing waits for a commitment.
    """
    request = await load_approved_request(session, request_id)
    if actor.role != Role.AUDITOR:
        raise SelectionError("draw.auditor_needed")
    check_thrower(request, (), actor)
    shares = await load_party_secrets(session, request_id, request.version)
    if any(str(share.account_id) == actor.account_id for share in shares):
        raise SelectionError("draw.witness_is_party")
    found = await load_witnesses(session, request_id, request.version)
    if any(str(one.account_id) == actor.account_id for one in found):
        return
    own = replace(_witness(desk, request, actor), account_id=UUID(actor.account_id))
    present = replace(own, confirmed_by=own.named_by, confirmed_at=own.named_at)
    await put_witness(session, present)
    await _record(session, actor, Act.DRAW_CONFIRM_WITNESS, present)


async def name_witness(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, person: Person
) -> None:
    """A party names somebody without an account; until it is confirmed, the newest name counts.

    Raises:
        SelectionError: `draw.not_a_party`, `draw.auditor_took_part`,
            `draw.witness_is_party`, `draw.witness_named_already`, or where nothing waits.
    """
    request = await load_approved_request(session, request_id)
    check_thrower(request, (), actor)
    await refuse_witness(session, request, actor)
    for one in await load_witnesses(session, request_id, request.version):
        if str(one.named_by) == actor.account_id and one.confirmed_at is not None:
            raise SelectionError("draw.witness_named_already")
    named = _witness(desk, request, actor)
    named = replace(named, person_cipher=seal_person(desk, named.id, person))
    await put_witness(session, named)
    await _record(session, actor, Act.DRAW_NAME_WITNESS, named)


async def confirm_witness(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, witness_id: UUID
) -> None:
    """The other party confirms that a named person is there; said twice it is once.

    Raises:
        SelectionError: `draw.no_such_witness`, `draw.witness_other_party`,
            `draw.not_a_party`, `draw.auditor_took_part`, `draw.witness_is_party`.
    """
    request = await load_approved_request(session, request_id)
    check_thrower(request, (), actor)
    await refuse_witness(session, request, actor)
    found = await load_witnesses(session, request_id, request.version)
    witness = next((one for one in found if one.id == witness_id), None)
    if witness is None:
        raise SelectionError("draw.no_such_witness")
    if witness.confirmed_at is not None:
        return
    by_officer = witness.named_by == request.created_by
    if (actor.role == Role.OFFICER) is by_officer:
        raise SelectionError("draw.witness_other_party")
    confirmed = replace(witness, confirmed_by=UUID(actor.account_id), confirmed_at=desk.now())
    await mark_confirmed(session, confirmed)
    await _record(session, actor, Act.DRAW_CONFIRM_WITNESS, confirmed)


def _witness(desk: DrawDesk, request: RequestRecord, actor: Actor) -> RoomWitness:
    return RoomWitness(uuid4(), request.id, request.version, UUID(actor.account_id), desk.now())


async def _record(session: AsyncSession, actor: Actor, act: Act, witness: RoomWitness) -> None:
    told = {"witness": str(witness.id), "own_account": witness.account_id is not None}
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(witness.request_id),
        request=str(witness.request_id),
        after=told,
    )
