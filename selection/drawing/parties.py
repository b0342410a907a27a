"""Before the commitment: officer and auditor each hand in the hash of a secret.

The secret itself stays in the person's browser until the commitment stands. The second
hash makes the service prepare and commit the draw: at once, or as soon as it comes to it.
In between nobody can do anything but wait or, as the officer, cancel.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.desk import DrawDesk, written
from selection.drawing.preparing import prepare_draw
from selection.drawing.room import refuse_unwatched, refuse_witness
from selection.drawing.sources import PARTIES, wanted_parties
from selection.errors import SelectionError
from selection.solver.shortfall import Shortfall
from selection.states.requests import RequestState
from selection.storage.draw_store import DrawRecord, load_draw
from selection.storage.request_store import (
    PartySecret,
    RequestRecord,
    add_party_secret,
    load_party_secrets,
    load_request,
)

HASH_BYTES: Final = 32
_SHOWN: Final = 16
"""So many digits of a commitment are enough to find it."""


async def commit_secret(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, commitment: bytes
) -> DrawRecord | Shortfall | None:
    """Keep one party's hash; with the second one the draw is committed, or a shortfall told.

    Raises:
        SelectionError: where the request is not approved, or this party handed one in.
    """
    complete = await hand_in_secret(session, desk, request_id, actor, commitment)
    return await prepare_complete(session, desk, request_id) if complete else None


async def prepare_complete(
    session: AsyncSession, desk: DrawDesk, request_id: UUID
) -> DrawRecord | Shortfall | None:
    """Prepare the draw whose parties have both handed in; None where nothing is to be done."""
    request = await load_request(session, request_id, lock=True)
    if request is None or request.state is not RequestState.APPROVED:
        return None
    shares = await load_party_secrets(session, request_id, request.version)
    if len(shares) < len(wanted_parties(desk.policy)):
        return None
    ordered = tuple(sorted(shares, key=lambda one: one.role))
    return await prepare_draw(session, desk, request, ordered)


async def hand_in_secret(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, commitment: bytes
) -> bool:
    """Keep one party's hash; whether both are there now.

    Raises:
        SelectionError: where the request is not approved, or this party handed one in.
    """
    request = await load_approved_request(session, request_id)
    if not wanted_parties(desk.policy):
        raise SelectionError("draw.no_secrets")
    shares = await load_party_secrets(session, request_id, request.version)
    check_party(request, shares, actor)
    await refuse_witness(session, request, actor)
    await refuse_unwatched(session, desk, request)
    if len(commitment) != HASH_BYTES:
        raise SelectionError("draw.bad_party_commitment")
    share = PartySecret(
        request_id=request_id,
        attempt=request.version,
        role=actor.role,
        account_id=UUID(actor.account_id),
        commitment=commitment,
        committed_at=desk.now(),
    )
    await add_party_secret(session, share)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_PARTY_COMMIT,
        subject=str(request_id),
        request=str(request_id),
        after={"role": actor.role, "commitment": commitment.hex()},
    )
    return len(shares) + 1 == len(PARTIES)


async def check_begin(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> None:
    """Whether this person may have a draw without secrets committed: its requester alone.

    Raises:
        SelectionError: where the request is not approved, or secrets are wanted.
    """
    request = await load_approved_request(session, request_id)
    if wanted_parties(desk.policy):
        raise SelectionError("draw.secrets_wanted")
    if actor.role != Role.OFFICER or actor.account_id != str(request.created_by):
        raise SelectionError("draw.not_a_party")
    await refuse_unwatched(session, desk, request)


async def load_approved_request(session: AsyncSession, request_id: UUID) -> RequestRecord:
    """The request, locked until the transaction ends, and still waiting for its draw.

    Raises:
        SelectionError: `request.unknown`, `draw.committed_already` with the draw that counts,
            or `request.wrong_state`.
    """
    request = await load_request(session, request_id, lock=True)
    if request is None:
        raise SelectionError("request.unknown")
    draw = await load_draw(session, request_id, files=False)
    if draw is not None and not draw.is_over:
        told = {"commit": draw.commit_hash.hex()[:_SHOWN], "moment": written(draw.committed_at)}
        raise SelectionError("draw.committed_already", told)
    if request.state is not RequestState.APPROVED:
        raise SelectionError("request.wrong_state", {"act": "commit", "state": request.state.value})
    return request


def check_party(request: RequestRecord, shares: tuple[PartySecret, ...], actor: Actor) -> None:
    """Whether this person may hand in a secret: the requester as officer, or an auditor.

    Raises:
        SelectionError: `draw.not_a_party`, `draw.auditor_took_part`, `draw.party_committed`
            or `draw.same_person`.
    """
    if any(share.role == actor.role for share in shares):
        raise SelectionError("draw.party_committed")
    check_thrower(request, [(share.role, share.account_id) for share in shares], actor)


def check_thrower(
    request: RequestRecord, others: Iterable[tuple[str, UUID | None]], actor: Actor
) -> None:
    """Whether this person may take part: the requester, or an auditor who decided nothing.

    Raises:
        SelectionError: `draw.not_a_party`, `draw.auditor_took_part` or `draw.same_person`.
    """
    if actor.role not in PARTIES:
        raise SelectionError("draw.not_a_party")
    if actor.role == Role.OFFICER and actor.account_id != str(request.created_by):
        raise SelectionError("draw.not_a_party")
    for role, account in others:
        if (str(account) == actor.account_id) is (role != actor.role):
            raise SelectionError("draw.same_person")
    if actor.role == Role.AUDITOR and actor.account_id in _deciders(request):
        raise SelectionError("draw.auditor_took_part")


def _deciders(request: RequestRecord) -> frozenset[str]:
    """Who asked for the panel and who approved it: neither audits it, whatever role they hold."""
    return frozenset({str(request.created_by), str(request.approved_by)})
