"""A choice among the candidates opens with the result of a draw, where the policy says so.

As long as it waits nobody of the panel is invited (rule DRW-28). Who chooses, and what comes of
it, is `selection.inviting.choosing`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.recording import record_act
from selection.drawing.desk import SERVICE, DrawDesk, written
from selection.drawing.letters import tell_choice
from selection.errors import SelectionError
from selection.invitations import find_choice_end
from selection.requests import PanelRequest, thaw_criteria
from selection.states.choices import ChoiceAct, ChoiceState
from selection.storage.choice_store import ChoiceRecord, add_choice, load_choice, save_choice
from selection.storage.draw_store import DrawRecord
from selection.storage.request_store import RequestRecord

CHOICE_ACTS: Final = {
    ChoiceAct.PROPOSE: Act.CHOICE_PROPOSE,
    ChoiceAct.KEEP: Act.CHOICE_KEEP,
    ChoiceAct.CONFIRM: Act.CHOICE_CONFIRM,
    ChoiceAct.SEND_BACK: Act.CHOICE_SEND_BACK,
    ChoiceAct.REFUSE: Act.CHOICE_REFUSE,
    ChoiceAct.LAPSE: Act.CHOICE_LAPSE,
}
"""What the log calls each act on a choice."""


async def open_choice(
    session: AsyncSession, desk: DrawDesk, request: RequestRecord, draw: DrawRecord, seats: int
) -> None:
    """Offer the candidates of a panel just drawn to its officer; most activities know no choice.

    Members of a supplementary draw take vacant seats, and are no choice; nor is a day that is
    over and only entered.
    """
    frozen = thaw_criteria(request.criteria or b"")
    offered = desk.policy.integer("candidate_multiple") * seats
    listed = frozen.activity in desk.policy.codes("choice_activities")
    if not (listed and offered > seats and desk.invites) or request.supplements is not None:
        return
    opened = ChoiceRecord(
        id=uuid4(),
        draw_id=draw.id,
        state=ChoiceState.OPEN,
        offered=offered,
        opened_at=desk.now(),
        due_at=_end(desk, frozen),
    )
    await add_choice(session, opened)
    await _record(session, SERVICE, Act.CHOICE_OPEN, (request, opened), {"offered": offered})
    await tell_choice(session, request, opened.state)


async def is_waiting(session: AsyncSession, draw_id: UUID) -> bool:
    """Whether the panel of a draw waits for a choice, so that nobody is invited."""
    return await _find_waiting(session, draw_id) is not None


async def refuse_unchosen(session: AsyncSession, draw_id: UUID) -> None:
    """Nobody meets before it is known who sits: they were not asked, and may be passed over.

    Raises:
        SelectionError: `choice.waits`.
    """
    choice = await _find_waiting(session, draw_id)
    if choice is not None:
        raise SelectionError("choice.waits", told_end(choice))


async def _find_waiting(session: AsyncSession, draw_id: UUID) -> ChoiceRecord | None:
    choice = await load_choice(session, draw_id)
    return choice if choice is not None and choice.waits else None


def told_end(choice: ChoiceRecord) -> dict[str, object]:
    """The end of the term that runs, as people in the bureau read a clock."""
    return {"due_at": f"{choice.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}"}


async def settle_choice(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    change: tuple[Actor, ChoiceAct, ChoiceRecord],
    told: dict[str, object] | None = None,
) -> ChoiceRecord:
    """Store a choice after an act and write the act; where a further term runs, it begins now."""
    actor, act, moved = change
    if moved.waits:
        frozen = thaw_criteria(request.criteria or b"")
        moved = replace(moved, due_at=_end(desk, frozen))
        await tell_choice(session, request, moved.state)
    await save_choice(session, moved)
    await _record(session, actor, CHOICE_ACTS[act], (request, moved), told or {})
    return moved


def _end(desk: DrawDesk, frozen: PanelRequest) -> datetime:
    return find_choice_end(
        desk.now(), frozen.review.start, desk.policy, desk.calendar, urgent=frozen.urgent
    )


async def _record(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    about: tuple[RequestRecord, ChoiceRecord],
    told: dict[str, object],
) -> None:
    request, choice = about
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(choice.draw_id),
        request=str(request.id),
        next_state=choice.state.value,
        after={"version": choice.version, "due_at": written(choice.due_at), **told},
    )
