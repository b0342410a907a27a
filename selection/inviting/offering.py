"""The candidates that a draw offers to its officer: in their order, without names or with them.

Its one job is to load them, and to foresee who would sit once some are passed over. It changes
nothing but the log, where somebody looks at names.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_experts
from selection.choice import Asked, Blocked, Chosen, Pass, follow_choice, list_offer
from selection.drawing.desk import DrawDesk
from selection.drawing.facts import Occasion, load_facts
from selection.drawing.notes import read_note
from selection.drawing.panel_now import Holding, PanelNow, find_draw, load_panel_now, stand
from selection.drawing.succeeding import experts_of, load_reserves
from selection.drawing.whole_panel import load_watched
from selection.errors import SelectionError
from selection.replacement import Facts, ReserveList, Standing, list_quotas
from selection.requests import PanelRequest, thaw_criteria
from selection.storage.choice_store import ChoiceCourse, ChoiceRecord, load_course
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.request_store import RequestRecord

SEES_NAMES: Final = frozenset({Role.OFFICER.value, Role.AUDITOR.value})
_PASSES: Final = TypeAdapter(tuple[Pass, ...])


@dataclass(frozen=True, slots=True)
class Offer:
    """The candidates in their order, and what foreseeing needs beside them.

    `whole` are the holders of the panel's seats; `experts` who each candidate is.
    """

    names: tuple[str, ...]
    reserves: ReserveList
    standing: Standing
    whole: tuple[Holding, ...]
    experts: Mapping[str, UUID]
    frozen: PanelRequest
    own: str

    def meets(self, pseudonym: str) -> tuple[str, ...]:
        """The quotas that a candidate counts for."""
        return list_quotas(self.reserves.problem, pseudonym)


@dataclass(frozen=True, slots=True)
class Choosing:
    """A choice as those who watch the draw see it; `note` is why it was sent back last."""

    request: RequestRecord
    course: ChoiceCourse
    panel: PanelNow
    passes: tuple[Pass, ...]
    note: str

    @property
    def choice(self) -> ChoiceRecord:
        """The choice as it stands."""
        return self.course.record


async def load_choosing(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> Choosing:
    """The choice of a request's panel, for its officer, its approver and auditors.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_drawn_yet` or `choice.not_found`.
    """
    request = await load_watched(session, request_id, actor)
    draw = await load_draw(session, request_id, files=False)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    course = await load_course(session, draw.id)
    if course is None:
        raise SelectionError("choice.not_found")
    choice = course.record
    return Choosing(
        request,
        course,
        await load_panel_now(session, draw),
        read_passes(desk, choice),
        read_note(desk, ("panel_choice", "note_cipher", choice.id), choice.note_cipher),
    )


async def load_offer(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    choice: ChoiceRecord,
    panel: PanelNow,
) -> Offer:
    """Who is offered at this moment: the order follows from the seed, and is dealt again."""
    draw = await find_draw(session, choice.draw_id)
    dealt = await asyncio.to_thread(load_reserves, desk, draw)
    standing = stand(panel, dealt.problem)
    names = list_offer(dealt, standing, choice.offered)
    following = tuple(name for name in names if name not in standing.members)
    return Offer(
        names,
        ReserveList(dealt.problem, following),
        standing,
        tuple(seat.last for seat in panel.seats),
        await experts_of(session, draw.id),
        thaw_criteria(request.criteria or b""),
        str(draw.id),
    )


async def read_names(
    session: AsyncSession, offer: Offer, choosing: Choosing, actor: Actor
) -> Mapping[str, ExpertRecord]:
    """By pseudonym who each candidate is, for the officer who chooses and auditors; it is logged.

    The officer sees those who do not sit only as long as the choice is open.

    Raises:
        SelectionError: `draw.names_forbidden`.
    """
    if actor.role not in SEES_NAMES:
        raise SelectionError("draw.names_forbidden")
    if actor.role == Role.OFFICER and not choosing.choice.waits:
        raise SelectionError("draw.names_forbidden")
    wanted = {name: offer.experts[name] for name in offer.names}
    people = await load_experts(session, wanted.values())
    await record_act(
        session,
        actor=actor,
        act=Act.CHOICE_READ,
        subject=str(choosing.choice.draw_id),
        request=str(choosing.request.id),
        after={"candidates": len(wanted)},
    )
    return {name: people[expert_id] for name, expert_id in wanted.items()}


async def foresee(
    session: AsyncSession, desk: DrawDesk, offer: Offer, passed_over: Collection[str]
) -> Chosen | Blocked:
    """Who would sit at this moment once these candidates are passed over, every rule kept."""
    facts: dict[int, Facts] = {}
    while True:
        found = follow_choice(offer.reserves, offer.standing, passed_over, facts)
        if not isinstance(found, Asked):
            return found
        occasion = Occasion(offer.frozen, tuple(_beside(offer, found)), offer.own)
        wanted = {reserve: offer.experts[reserve] for reserve in found.reserves}
        more = await load_facts(session, desk, occasion, wanted)
        facts[found.step] = {**facts.get(found.step, {}), **more}


def _beside(offer: Offer, asked: Asked) -> Iterator[Holding]:
    """Those who sit by this step; a newcomer of an earlier step as the draw knows the person."""
    holders = {it.position: it for it in offer.whole}
    for seat in asked.standing.seats:
        holder = holders[seat.position]
        if seat.position == asked.position:
            continue
        if seat.holder.pseudonym == holder.pseudonym:
            yield holder
        else:
            yield replace(
                holder,
                expert_id=offer.experts[seat.holder.pseudonym],
                pseudonym=seat.holder.pseudonym,
                quotas=tuple(sorted(seat.holder.meets)),
                vacancy=None,
            )


def seal_passes(desk: DrawDesk, choice_id: UUID, passes: tuple[Pass, ...]) -> bytes:
    """Whom the officer passes over, and why, as it is stored."""
    told = _PASSES.dump_python(passes, mode="json")
    return desk.cipher.encrypt(Purpose.DOCUMENTS, _place(choice_id), canonical_bytes(told))


def read_passes(desk: DrawDesk, choice: ChoiceRecord) -> tuple[Pass, ...]:
    """What `seal_passes` wrote; nothing where nobody has proposed anything."""
    if choice.passes_cipher is None:
        return ()
    opened = desk.cipher.decrypt(Purpose.DOCUMENTS, _place(choice.id), choice.passes_cipher)
    return _PASSES.validate_json(opened)


def _place(choice_id: UUID) -> Place:
    return Place("panel_choice", "passes_cipher", str(choice_id))
