"""After the commitment: both parties reveal, the source speaks, and arithmetic gives the panel.

The last word of the source and the result are one transaction: there is no moment at which one
person could know the panel and still decide whether it counts.
"""

import asyncio
import hmac
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.recording import record_act
from selection.documents.commitment import Commitment, hash_party_secret
from selection.documents.forms import Reveal
from selection.documents.receipts import (
    Conclusion,
    conclude_draw,
    receipt_bytes,
    receipt_digest,
    restore_problem,
    restore_table,
    sign_receipt,
    write_full_receipt,
    write_public_receipt,
)
from selection.documents.seed_sources import Opened
from selection.drawing.choices import open_choice
from selection.drawing.desk import SERVICE, DrawDesk, written
from selection.drawing.invited import invite_members
from selection.drawing.letters import tell_drawn
from selection.drawing.locking import lock_draw
from selection.drawing.opening import load_commitment
from selection.drawing.overbooking import unseat_overbooked
from selection.drawing.sources import lock_deadline, reveal_window
from selection.drawing.succeeding import assign_seats
from selection.drawing.supplementing import seat_supplement
from selection.errors import SelectionError
from selection.states.draws import WAITING, DrawAct, move_draw
from selection.states.requests import RequestAct, RequestState, move_request
from selection.storage.draw_store import (
    DrawRecord,
    PanelSeat,
    finish_draw,
    load_draw,
    load_screened,
)
from selection.storage.request_store import (
    PartySecret,
    RequestRecord,
    load_party_secrets,
    load_request,
    reveal_party_secret,
    save_request,
)
from selection.storage.vacancy_store import hold_seating

SECRET_BYTES = 16


async def reveal_secret(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, secret: bytes
) -> DrawRecord:
    """Keep one party's revealed secret; the last word of a source deals the panel.

    Without a beacon the second secret is the last word; with one both are there before it.

    Raises:
        SelectionError: where it is too early, not this person's turn, or not the secret
            whose hash was handed in.
    """
    request, draw = await load_waiting(session, request_id)
    shares = await load_party_secrets(session, request_id, request.version)
    share = _own_share(shares, actor)
    _check_reveal(desk, draw, share, secret)
    revealed = replace(share, secret=_seal(desk, share, secret), revealed_at=desk.now())
    await reveal_party_secret(session, revealed)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_REVEAL,
        subject=str(draw.id),
        request=str(request_id),
        after={"role": share.role},
    )
    now_known = tuple(revealed if it.role == share.role else it for it in shares)
    if any(it.secret is None for it in now_known) or reveal_window(draw)[1] is not None:
        return draw
    return await conclude(session, desk, (request, draw), open_secrets(desk, now_known))


async def load_waiting(session: AsyncSession, request_id: UUID) -> tuple[RequestRecord, DrawRecord]:
    """A request whose draw is committed and not over, and that draw, both locked.

    Raises:
        SelectionError: `request.unknown`, `request.wrong_state` or `draw.unknown`.
    """
    request = await load_request(session, request_id, lock=True)
    if request is None:
        raise SelectionError("request.unknown")
    if request.state is not RequestState.COMMITTED:
        params = {"act": "reveal", "state": request.state.value}
        raise SelectionError("request.wrong_state", params)
    draw = await load_draw(session, request_id, lock=True)
    if draw is None or draw.state not in WAITING:
        raise SelectionError("draw.unknown")
    return request, draw


def _own_share(shares: tuple[PartySecret, ...], actor: Actor) -> PartySecret:
    for share in shares:
        if str(share.account_id) == actor.account_id and share.role == actor.role:
            return share
    raise SelectionError("draw.not_a_party")


def _check_reveal(desk: DrawDesk, draw: DrawRecord, share: PartySecret, secret: bytes) -> None:
    if share.revealed_at is not None:
        raise SelectionError("draw.revealed_already")
    opens, closes = reveal_window(draw)
    if desk.now() < opens:
        raise SelectionError("draw.reveal_too_early", {"reveal_from": written(opens)})
    if closes is not None and desk.now() > closes:
        raise SelectionError("draw.reveal_too_late", {"deadline": written(closes)})
    stated = hash_party_secret(str(share.request_id), share.role, secret)
    if len(secret) != SECRET_BYTES or not hmac.compare_digest(stated, share.commitment.hex()):
        raise SelectionError("draw.wrong_secret")


def _place(share: PartySecret) -> Place:
    return Place("party_secret", "secret", f"{share.request_id}.{share.attempt}.{share.role}")


def _seal(desk: DrawDesk, share: PartySecret, secret: bytes) -> bytes:
    return desk.cipher.encrypt(Purpose.DOCUMENTS, _place(share), secret)


def open_secrets(desk: DrawDesk, shares: tuple[PartySecret, ...]) -> tuple[Reveal, ...]:
    """What both parties revealed, as the result of the draw holds it."""
    return tuple(_open_each(desk, shares))


def _open_each(desk: DrawDesk, shares: tuple[PartySecret, ...]) -> Iterator[Reveal]:
    for share in shares:
        secret = desk.cipher.decrypt(Purpose.DOCUMENTS, _place(share), share.secret or b"")
        moment = share.revealed_at or desk.now()
        yield Reveal(role=share.role, secret=secret.hex(), t=written(moment))


async def conclude(
    session: AsyncSession,
    desk: DrawDesk,
    committed: tuple[RequestRecord, DrawRecord],
    reveals: tuple[Opened, ...],
) -> DrawRecord:
    """Deal the panel of a locked draw from what its source gave, and store everything of it."""
    request, draw = committed
    locked = await lock_draw(session, desk, draw, lock_deadline(draw, desk.now()))
    commitment = load_commitment(desk, locked)
    conclusion = await asyncio.to_thread(_deal, commitment, reveals)
    drawn = _write_receipts(desk, locked, commitment, conclusion)
    seats = await _seats(session, draw, commitment, conclusion)
    await finish_draw(session, drawn, seats)
    await seat_supplement(session, request, drawn, seats)
    await hold_seating(session)
    await assign_seats(session, desk, request, draw.id, tuple(seat.expert_id for seat in seats))
    state = move_request(
        request.state, RequestAct.FINISH, requester=str(request.created_by), actor=""
    )
    await save_request(session, replace(request, state=state))
    shares = await load_party_secrets(session, request.id, request.version)
    await tell_drawn(session, request, shares)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.DRAW_RESULT,
        subject=str(draw.id),
        request=str(request.id),
        previous_state=request.state.value,
        next_state=state.value,
        after={
            "commit_hash": commitment.hash,
            "result_digest": conclusion.result_digest,
            "receipt_digest": (drawn.receipt_digest or b"").hex(),
            "seats": len(seats),
        },
    )
    await unseat_overbooked(session, desk, request)
    await open_choice(session, desk, request, drawn, len(seats))
    await invite_members(session, desk, request)
    return drawn


def _deal(commitment: Commitment, reveals: tuple[Opened, ...]) -> Conclusion:
    document = commitment.document
    problem = restore_problem(document, commitment.pool, commitment.conflicts)
    return conclude_draw(commitment, problem, restore_table(document, problem), reveals)


def _write_receipts(
    desk: DrawDesk, draw: DrawRecord, commitment: Commitment, conclusion: Conclusion
) -> DrawRecord:
    full = sign_receipt(write_full_receipt(commitment, conclusion), desk.signing_key)
    public = sign_receipt(write_public_receipt(commitment, conclusion), desk.signing_key)
    public_file = receipt_bytes(public)
    result = conclusion.result
    told = {
        "result_digest": conclusion.result_digest,
        "order_hash": result.order_hash,
        "seats": len(result.panel),
        "pattern": result.pattern,
        "deal": result.deal.model_dump(mode="json"),
    }
    return replace(
        draw,
        state=move_draw(draw.state, DrawAct.FINISH),
        seed=bytes.fromhex(conclusion.result.seed),
        receipt_cipher=desk.seal("receipt_cipher", draw.id, receipt_bytes(full)),
        public_receipt=public_file,
        receipt_digest=bytes.fromhex(receipt_digest(public_file)),
        drawn_at=desk.now(),
        summary=dict(draw.summary) | told,
    )


async def _seats(
    session: AsyncSession, draw: DrawRecord, commitment: Commitment, conclusion: Conclusion
) -> tuple[PanelSeat, ...]:
    screened = await load_screened(session, draw.id)
    experts = {one.pseudonym: one.expert_id for one in screened if one.pseudonym}
    meets = {entry.e: entry.meets for entry in commitment.pool}
    return tuple(
        PanelSeat(position, experts[member], member, meets[member])
        for position, member in enumerate(conclusion.result.panel, start=1)
    )
