"""A draw that does not count: three persons, a ground of a closed list, and nothing erased.

The annulled draw keeps its receipt and its place in every list. Its request goes back to
the officer; the next attempt needs a new approval, and its commitment names this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.candidates import Outcome
from selection.drawing.desk import DrawDesk
from selection.drawing.grounds import possible_grounds
from selection.drawing.leaving import LIVE
from selection.drawing.letters import tell_annulment, tell_annulment_decided
from selection.drawing.notes import read_note, seal_note
from selection.drawing.whole_panel import load_all_supplements, load_watched
from selection.errors import SelectionError
from selection.states.annulments import (
    AnnulmentAct,
    AnnulmentGround,
    AnnulmentState,
    move_annulment,
)
from selection.states.draws import DrawAct, move_draw
from selection.states.requests import RequestAct, RequestState, move_request
from selection.storage.annulment_store import (
    AnnulmentRecord,
    add_annulment,
    load_annulments,
    save_annulment,
)
from selection.storage.draw_store import (
    DrawRecord,
    DrawState,
    load_draw,
    set_state,
    settle_assignments,
)
from selection.storage.request_store import (
    RequestRecord,
    load_request,
    save_request,
)
from selection.storage.source_store import SourceWord, load_words

ANNULLED: Final = "annulled"
LOST_AFTER: Final = timedelta(hours=24)
_NEXT: Final = {
    AnnulmentState.AGREED: Act.DRAW_AGREE_ANNUL,
    AnnulmentState.REFUSED: Act.DRAW_REFUSE_ANNUL,
}


@dataclass(frozen=True, slots=True)
class Plea:
    """Why a draw should not count: the ground, and the facts that it rests on."""

    ground: AnnulmentGround
    note: str


async def ask_annulment(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, plea: Plea
) -> AnnulmentRecord:
    """The officer asks for the newest draw to be annulled; asked twice it is one.

    Raises:
        SelectionError: `draw.not_found`, `annulment.officer_needed`,
            `annulment.ground_untimely`, `annulment.secret_in_time`,
            `annulment.note_missing`, `annulment.supplement_running`,
            `annulment.part_of_panel` or `annulment.asked_already`.
    """
    request = await load_watched(session, request_id, actor)
    if actor.role != Role.OFFICER:
        raise SelectionError("annulment.officer_needed")
    draw = await _load_live(session, request_id)
    _check_ground(desk, draw, plea, await load_words(session, draw.id))
    await _check_chain(session, request, draw)
    for one in await load_annulments(session, draw.id):
        if one.state is not AnnulmentState.REFUSED:
            return _again(desk, one, plea)
    annulment_id = uuid4()
    asked = AnnulmentRecord(
        id=annulment_id,
        draw_id=draw.id,
        state=AnnulmentState.ASKED,
        ground=plea.ground,
        asked_by=UUID(actor.account_id),
        asked_at=desk.now(),
        note_cipher=seal_note(desk, _where(annulment_id), plea.note),
    )
    await add_annulment(session, asked)
    await _record(session, request, actor, Act.DRAW_ASK_ANNUL, asked)
    await tell_annulment(session, request, Role.APPROVER)
    return asked


async def decide_annulment(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, act: AnnulmentAct
) -> AnnulmentRecord:
    """The approver, then an auditor agrees or refuses; the auditor's word annuls the draw.

    Said twice by the same person it is said once.
    While a supplementary draw runs nobody agrees: it would go on for a panel that is none.

    Raises:
        SelectionError: `draw.not_found`, `annulment.not_found`,
            `annulment.supplement_running`, or what `move_annulment` raises.
    """
    await load_watched(session, request_id, actor)
    request = await load_request(session, request_id, lock=True)
    draw = await _load_live(session, request_id)
    found = await load_annulments(session, draw.id)
    if request is None or not found:
        raise SelectionError("annulment.not_found")
    former = next((it for it in found if it.state is not AnnulmentState.REFUSED), found[-1])
    if _said_already(former, actor, act):
        return former
    others = frozenset({str(former.asked_by), str(former.approver or "")})
    state = move_annulment(
        former.state, act, role=actor.role, actor=actor.account_id, others=others
    )
    if state is not AnnulmentState.REFUSED:
        await _check_chain(session, request, draw)
    decided = replace(_sign(former, state, actor, desk), state=state)
    await save_annulment(session, decided)
    if state is AnnulmentState.DONE:
        await _annul(session, request, draw, actor, decided)
    else:
        await _record(session, request, actor, _NEXT[state], decided)
    if state is AnnulmentState.AGREED:
        await tell_annulment(session, request, Role.AUDITOR)
    else:
        await tell_annulment_decided(session, request)
    return decided


def read_plea(desk: DrawDesk, annulment: AnnulmentRecord) -> str:
    """The facts that were given for the ground."""
    return read_note(desk, _where(annulment.id), annulment.note_cipher)


def _where(annulment_id: UUID) -> tuple[str, str, UUID]:
    return ("annulment", "note_cipher", annulment_id)


async def _load_live(session: AsyncSession, request_id: UUID) -> DrawRecord:
    draw = await load_draw(session, request_id, lock=True)
    if draw is None or draw.is_over:
        raise SelectionError("annulment.not_found")
    return draw


def _check_ground(
    desk: DrawDesk, draw: DrawRecord, plea: Plea, words: Sequence[SourceWord]
) -> None:
    """That a draw can't be concluded is known after a day; all else needs a result."""
    if plea.ground not in possible_grounds(draw, words, desk.now()):
        raise SelectionError("annulment.ground_untimely")
    if draw.state is not DrawState.DRAWN and desk.now() < draw.reveal_from + LOST_AFTER:
        raise SelectionError("annulment.secret_in_time")
    if not plea.note.strip():
        raise SelectionError("annulment.note_missing")


async def _check_chain(session: AsyncSession, request: RequestRecord, draw: DrawRecord) -> None:
    """The members of a supplementary draw sit on a panel of which this is but a part."""
    if request.supplements is not None and draw.state is DrawState.DRAWN:
        raise SelectionError("annulment.part_of_panel")
    for one in await load_all_supplements(session, request):
        if one.state in LIVE:
            raise SelectionError("annulment.supplement_running", {"number": one.number})


def _again(desk: DrawDesk, asked: AnnulmentRecord, plea: Plea) -> AnnulmentRecord:
    if (asked.ground, read_plea(desk, asked)) != (plea.ground, plea.note.strip()):
        raise SelectionError("annulment.asked_already")
    return asked


def _said_already(former: AnnulmentRecord, actor: Actor, act: AnnulmentAct) -> bool:
    """Whether this person's own last word on the annulment is what it says now.

    An approver who comes back as an auditor says a word of another role: that is refused.
    """
    approver = former.approver if actor.role == Role.APPROVER else None
    last = {
        (AnnulmentState.AGREED, AnnulmentAct.AGREE): approver,
        (AnnulmentState.REFUSED, AnnulmentAct.REFUSE): former.refused_by,
    }.get((former.state, act))
    return last is not None and str(last) == actor.account_id


def _sign(
    former: AnnulmentRecord, state: AnnulmentState, actor: Actor, desk: DrawDesk
) -> AnnulmentRecord:
    """Who decided, and when, in the place of this step."""
    who, now = UUID(actor.account_id), desk.now()
    if state is AnnulmentState.REFUSED:
        return replace(former, refused_by=who, refused_at=now)
    if state is AnnulmentState.AGREED:
        return replace(former, approver=who, approved_at=now)
    return replace(former, auditor=who, audited_at=now)


async def _annul(
    session: AsyncSession,
    request: RequestRecord,
    draw: DrawRecord,
    actor: Actor,
    annulment: AnnulmentRecord,
) -> None:
    """The draw with its supplements: all seats are free again, all requests go back."""
    for one in await load_all_supplements(session, request):
        part = await load_draw(session, one.id, lock=True)
        if one.state is RequestState.DRAWN and part is not None:
            await _send_back(session, (one, part), actor, annulment)
    await _send_back(session, (request, draw), actor, annulment)


async def _send_back(
    session: AsyncSession,
    drawn: tuple[RequestRecord, DrawRecord],
    actor: Actor,
    annulment: AnnulmentRecord,
) -> None:
    request, draw = drawn
    await set_state(session, draw.id, move_draw(draw.state, DrawAct.ANNUL))
    await settle_assignments(session, draw.id, Outcome.REPLACED.value)
    state = move_request(
        request.state, RequestAct.ANNUL, requester=str(request.created_by), actor=""
    )
    version = request.version + 1
    returned = replace(request, state=state, version=version, decision_reason=ANNULLED)
    await save_request(session, returned)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_ANNUL,
        subject=str(draw.id),
        request=str(request.id),
        reason=annulment.ground.value,
        after=_tell(annulment) | {"commit_hash": draw.commit_hash.hex()},
        previous_state=request.state.value,
        next_state=state.value,
    )


async def _record(
    session: AsyncSession,
    request: RequestRecord,
    actor: Actor,
    act: Act,
    annulment: AnnulmentRecord,
) -> None:
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(annulment.draw_id),
        request=str(request.id),
        reason=annulment.ground.value,
        after=_tell(annulment),
    )


def _tell(annulment: AnnulmentRecord) -> dict[str, object]:
    people: Sequence[tuple[str, UUID | None]] = (
        ("asked_by", annulment.asked_by),
        ("approver", annulment.approver),
        ("auditor", annulment.auditor),
    )
    return {name: str(who) for name, who in people if who is not None}
