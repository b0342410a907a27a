"""The officer chooses among the candidates of a draw, the approver confirms, people are invited.

Whoever is passed over leaves the seat as any member does, and the next follows by rank: by the
same mechanism, in the same transaction, in the same record. What nobody does in time the service
ends, and the drawn order holds (rule DRW-28).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.choice import Blocked, Pass, Trial, check_passes, describe_trial, weigh_trial
from selection.drawing.choices import settle_choice, told_end
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.invited import invite_members
from selection.drawing.leaving import Leave, leave_seat
from selection.drawing.notes import seal_note
from selection.drawing.panel_now import PanelNow, load_panel_now
from selection.drawing.whole_panel import find_request, load_locked_panel, load_watched
from selection.errors import SelectionError
from selection.inviting.offering import Offer, foresee, load_offer, read_passes, seal_passes
from selection.inviting.trials import record_trial
from selection.states.choices import ChoiceAct, ChoiceState, find_answer, move_choice
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.choice_store import ChoiceRecord, load_choice
from selection.storage.request_store import RequestRecord, load_request

TELLING: Final = frozenset({"choice.nobody_fits", "choice.not_reached"})
"""Refusals of a proposal that tell something of the sealed order: a trial, and logged as one."""


@dataclass(frozen=True, slots=True)
class _Locked:
    """A choice with its request and its panel, which nobody else changes meanwhile."""

    request: RequestRecord
    panel: PanelNow
    choice: ChoiceRecord


@dataclass(frozen=True, slots=True)
class Word:
    """What the approver says to a proposal, as the page showed it; a reason where it goes back."""

    version: int
    confirmed: bool
    note: str = ""


async def try_choice(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, passes: Sequence[Pass]
) -> Trial:
    """What these passes would give at this moment, once nothing speaks against them.

    Nothing is changed, but the log keeps that it was tried, also where nobody fits or somebody's
    turn would not come: both tell of the sealed order.

    Raises:
        SelectionError: as `propose_choice`, but for `choice.nobody_fits` and `choice.not_reached`.
    """
    locked = await _load_locked(session, request_id, actor)
    _move(locked.choice, ChoiceAct.PROPOSE, actor)
    _check_term(desk, locked.choice)
    offer, trial = await _try(session, desk, locked, passes)
    told = describe_trial(offer.names, offer.standing, passes, trial)
    await record_trial(session, actor, (locked.request, locked.choice), told)
    return trial


async def propose_choice(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, passes: Sequence[Pass]
) -> ChoiceRecord:
    """Propose whom to pass over, for the approver to confirm; without passes the order is kept.

    The same proposal sent twice is one.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet`, `choice.not_found`,
            `choice.nobody_fits`, `choice.not_reached`, or what `move_choice` and `check_passes`
            raise.
    """
    locked = await _load_locked(session, request_id, actor)
    request, choice = locked.request, locked.choice
    told = tuple(replace(one, note=one.note.strip()) for one in passes)
    if _is_same(desk, choice, actor, told):
        return choice
    act = ChoiceAct.PROPOSE if told else ChoiceAct.KEEP
    moved = replace(
        choice,
        state=_move(choice, act, actor),
        version=choice.version + 1,
        proposed_by=UUID(actor.account_id),
        proposed_at=desk.now(),
        passes_cipher=seal_passes(desk, choice.id, told),
        decided_by=None,
    )
    _check_term(desk, choice)
    _, trial = await _try(session, desk, locked, told)
    found = trial.foreseen()
    if isinstance(found, Blocked):
        raise SelectionError("choice.nobody_fits", {"seat": found.position})
    kept = await settle_choice(session, desk, request, (actor, act, moved), _described(told))
    await invite_members(session, desk, request)
    return kept


async def decide_choice(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, word: Word
) -> ChoiceRecord:
    """Confirm a proposal as a whole, so that the next follow and all are invited, or send it back.

    Every hard rule is asked again at this moment. The last of `MOST_PROPOSALS` that is sent back
    ends the choice: the drawn order holds, and all are invited. The same word twice is one.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet`, `choice.not_found`,
            `choice.changed`, `choice.reason_missing`, `choice.nobody_fits`,
            `vacancy.supplement_running`, or what `move_choice` raises.
    """
    locked = await _load_locked(session, request_id, actor)
    request, choice = locked.request, locked.choice
    act = find_answer(confirmed=word.confirmed, proposals=choice.version)
    if _was_said(choice, actor, word):
        return choice
    state = _move(choice, act, actor)
    if word.version != choice.version:
        raise SelectionError("choice.changed")
    _check_term(desk, choice)
    if not word.confirmed and not word.note.strip():
        raise SelectionError("choice.reason_missing")
    where = ("panel_choice", "note_cipher", choice.id)
    decided = replace(
        choice,
        state=state,
        decided_by=UUID(actor.account_id),
        decided_at=desk.now(),
        note_cipher=None if word.confirmed else seal_note(desk, where, word.note),
    )
    if word.confirmed:
        await _pass_over(session, desk, locked, actor)
    told: dict[str, object] = {} if word.confirmed else {"note": word.note.strip()}
    settled = await settle_choice(session, desk, request, (actor, act, decided), told)
    await invite_members(session, desk, request)
    return settled


async def lapse_choice(session: AsyncSession, desk: DrawDesk, request_id: UUID) -> None:
    """End a choice that nobody made or confirmed in time: the drawn order holds, all are invited.

    Nothing where somebody was faster.

    Raises:
        SelectionError: `request.unknown`.
    """
    request = await find_request(session, request_id)
    panel = await _lock_panel(session, request_id)
    choice = await load_choice(session, panel.draw.id, lock=True)
    if choice is None or not choice.waits or choice.due_at >= desk.now():
        return
    state = move_choice(choice.state, ChoiceAct.LAPSE, role="", actor="", proposer="")
    ended = replace(choice, state=state)
    await settle_choice(session, desk, request, (SERVICE, ChoiceAct.LAPSE, ended))
    await invite_members(session, desk, request)


async def _load_locked(session: AsyncSession, request_id: UUID, actor: Actor) -> _Locked:
    request = await load_watched(session, request_id, actor)
    panel = await _lock_panel(session, request_id)
    choice = await load_choice(session, panel.draw.id, lock=True)
    if choice is None:
        raise SelectionError("choice.not_found")
    return _Locked(request, panel, choice)


async def _lock_panel(session: AsyncSession, request_id: UUID) -> PanelNow:
    """The panel, locked after its request, as an arrangement locks that.

    Of the two that end at the same moment the later one sees the other, and invites.
    """
    await load_request(session, request_id, lock=True)
    return await load_locked_panel(session, request_id)


def _move(choice: ChoiceRecord, act: ChoiceAct, actor: Actor) -> ChoiceState:
    proposer = str(choice.proposed_by or "")
    return move_choice(
        choice.state, act, role=actor.role, actor=actor.account_id, proposer=proposer
    )


def _check_term(desk: DrawDesk, choice: ChoiceRecord) -> None:
    """A word after the end of the term is refused, also before the service has ended it."""
    if desk.now() > choice.due_at:
        raise SelectionError("choice.too_late", told_end(choice))


def _is_same(desk: DrawDesk, choice: ChoiceRecord, actor: Actor, passes: tuple[Pass, ...]) -> bool:
    wanted = ChoiceState.PROPOSED if passes else ChoiceState.KEPT
    own = str(choice.proposed_by) == actor.account_id
    return choice.state is wanted and own and read_passes(desk, choice) == passes


def _was_said(choice: ChoiceRecord, actor: Actor, word: Word) -> bool:
    back = {ChoiceState.OPEN, ChoiceState.KEPT}
    own = str(choice.decided_by) == actor.account_id and word.version == choice.version
    return own and choice.state in ({ChoiceState.CONFIRMED} if word.confirmed else back)


async def _try(
    session: AsyncSession, desk: DrawDesk, locked: _Locked, passes: Sequence[Pass]
) -> tuple[Offer, Trial]:
    offer = await load_offer(session, desk, locked.request, locked.choice, locked.panel)
    check_passes(offer.names, passes)
    found = await foresee(session, desk, offer, {one.pseudonym for one in passes})
    return offer, weigh_trial(offer.names, passes, found)


async def _pass_over(session: AsyncSession, desk: DrawDesk, locked: _Locked, actor: Actor) -> None:
    """Whoever is passed over leaves, seat by seat; the next reserve takes it by rank.

    Who of them left meanwhile by another way, or does not come up any more, needs no step.
    """
    choice, panel = locked.choice, locked.panel
    told = {one.pseudonym: one for one in read_passes(desk, choice)}
    offer = await load_offer(session, desk, locked.request, choice, panel)
    blocked = await foresee(session, desk, offer, told.keys())
    if isinstance(blocked, Blocked):
        raise SelectionError("choice.nobody_fits", {"seat": blocked.position})
    while True:
        holders = (it for it in panel.members if it.draw_id == panel.draw.id)
        holding = next((it for it in holders if it.pseudonym in told), None)
        if holding is None:
            return
        one = told[holding.pseudonym]
        leave = Leave(
            holding.draw_id,
            holding.expert_id,
            VacancyReason.PASSED_OVER,
            actor=actor,
            ground=one.ground,
            proposed_by=choice.proposed_by,
            note=one.note,
        )
        vacated = await leave_seat(session, desk, leave)
        if vacated.state is VacancyState.VACANT:
            raise SelectionError("choice.nobody_fits", {"seat": vacated.position})
        panel = await load_panel_now(session, panel.draw)


def _described(passes: tuple[Pass, ...]) -> dict[str, object]:
    """What the log keeps of a proposal: pseudonyms, grounds, and the reasons in its sealed part."""
    return {
        "passed_over": [
            {"pseudonym": one.pseudonym, "ground": one.ground, "note": one.note} for one in passes
        ]
    }
