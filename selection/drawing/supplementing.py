"""A supplementary draw: for the seats that no reserve can take, with the same frozen criteria.

It is a request of its own, linked to the first: approved again, committed again, drawn by
a ceremony of its own; its commitment names the draw before it. Everybody drawn before is
left out. Its members take the vacant seats.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.experts import ExpertId
from expert_pool.policy import Policy
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_experts
from expert_pool.vocabulary import CodeLists
from selection.candidates import History, Screening, screen_candidates
from selection.candidates.supplement import Former, leave_out_former, missing_quotas
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.history import load_teams
from selection.drawing.leaving import LIVE, next_place
from selection.drawing.letters import tell_waiting
from selection.drawing.panel_now import Holding, PanelNow, load_panel_now
from selection.drawing.whole_panel import (
    find_request,
    load_all_supplements,
    load_locked_panel,
    load_root,
    load_watched,
    load_whole_panel,
)
from selection.errors import SelectionError
from selection.requests import (
    PanelRequest,
    RequestId,
    criteria_digest,
    freeze_criteria,
    thaw_criteria,
)
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyAct, move_vacancy
from selection.storage.draw_store import (
    DrawRecord,
    DrawState,
    PanelSeat,
    load_attempts,
    load_draw,
    load_screened,
)
from selection.storage.request_store import (
    RequestRecord,
    add_request,
    load_supplements,
    next_request_number,
)
from selection.storage.vacancy_store import save_vacancy

SALT_BYTES: Final = 16
DRAWN: Final = DrawState.DRAWN


class Rules(Protocol):
    """What a screening is judged by: policy, code lists, and the day."""

    @property
    def policy(self) -> Policy:
        """The policy in force."""

    @property
    def lists(self) -> CodeLists:
        """The code lists."""

    @property
    def today(self) -> Callable[[], date]:
        """The day in China."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a panel lacks: the open seats of one draw, and the criteria for them alone."""

    positions: tuple[int, ...]
    request: PanelRequest


async def open_supplement(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> RequestRecord:
    """Ask for a supplementary draw; the approver of the usual round decides on it.

    Raises:
        SelectionError: `draw.not_found`, `supplement.officer_needed`,
            `supplement.no_open_seat`, `supplement.running`, or
            `supplement.conditions_unmet` where no newcomer could complete the panel.
    """
    origin = await load_watched(session, request_id, actor)
    if actor.role != Role.OFFICER:
        raise SelectionError("supplement.officer_needed")
    panel = await load_locked_panel(session, request_id)
    root = await load_root(session, origin)
    for one in await load_all_supplements(session, root):
        if one.state in LIVE:
            raise SelectionError("supplement.running", {"number": one.number})
    gap = await _find_gap(session, origin, panel)
    record = await _make_request(session, desk, (origin, panel.draw), gap, actor)
    await add_request(session, record)
    await record_act(
        session,
        actor=actor,
        act=Act.REQUEST_SUPPLEMENT,
        subject=str(record.id),
        request=str(record.id),
        after={
            "number": record.number,
            "supplements": origin.number,
            "commit_hash": panel.draw.commit_hash.hex(),
            "seats": list(gap.positions),
            "criteria_digest": (record.criteria_digest or b"").hex(),
        },
        next_state=record.state.value,
    )
    await tell_waiting(session, record)
    return record


async def check_gap(session: AsyncSession, record: RequestRecord) -> None:
    """Whether the panel still lacks exactly what a supplementary request asks for.

    Raises:
        SelectionError: `supplement.panel_changed`, or `draw.not_drawn_yet`.
    """
    origin = await find_request(session, record.supplements or record.id)
    draw = await load_draw(session, origin.id)
    if draw is None:
        raise SelectionError("draw.not_drawn_yet")
    gap = await _find_gap(session, origin, await load_panel_now(session, draw))
    asked = thaw_criteria(record.criteria or b"")
    if (asked.seats, asked.quotas) != (gap.request.seats, gap.request.quotas):
        raise SelectionError("supplement.panel_changed")


async def leave_out(
    session: AsyncSession, desk: Rules, record: RequestRecord, screening: Screening
) -> Screening:
    """The screening of a supplementary request; for every other one just as it is."""
    if record.supplements is None:
        return screening
    await check_gap(session, record)
    request = thaw_criteria(record.criteria or b"")
    drawn = await _drawn_before(session, record)
    whole = await load_whole_panel(session, record)
    people = await load_experts(session, (it.expert_id for it in whole if not it.ended))
    members = screen_candidates(
        [one.expert for one in people.values()],
        request,
        History({}),
        desk.policy,
        desk.lists,
        desk.today(),
    )
    former = Former(drawn, (*members.candidates, *members.excluded))
    teams = await load_teams(session, request.review, desk.policy)
    return await asyncio.to_thread(leave_out_former, screening, former, request, desk.policy, teams)


async def load_previous(session: AsyncSession, record: RequestRecord) -> DrawRecord | None:
    """The draw before the next one of a request: its own last, or the one it supplements."""
    own = await load_draw(session, record.id)
    if own is not None or record.supplements is None:
        return own
    earlier = [
        draw
        for one in await load_supplements(session, record.supplements)
        for draw in await load_attempts(session, one.id)
    ]
    origin = await load_draw(session, record.supplements)
    return max(earlier, key=lambda draw: draw.attempt, default=origin)


async def seat_supplement(
    session: AsyncSession, record: RequestRecord, draw: DrawRecord, seats: Sequence[PanelSeat]
) -> None:
    """Its members take the vacant seats, in the order of the draw."""
    if record.supplements is None:
        return
    panel = await load_locked_panel(session, record.supplements)
    open_seats = sorted(panel.vacant, key=lambda it: it.position)
    pairs = zip(open_seats, seats, strict=True)
    for number, (vacancy, seat) in enumerate(pairs, start=next_place(panel)):
        state = move_vacancy(
            vacancy.state, VacancyAct.FILL, reporter=str(vacancy.reported_by), actor=""
        )
        filled = replace(
            vacancy,
            state=state,
            successor_id=seat.expert_id,
            successor=seat.pseudonym,
            quotas=seat.quotas,
            filled_at=draw.drawn_at,
            fill_step=number,
            supplement_draw=draw.id,
        )
        await save_vacancy(session, filled)
        await record_act(
            session,
            actor=SERVICE,
            act=Act.DRAW_SUPPLEMENT,
            subject=str(panel.draw.id),
            request=str(record.supplements),
            reason=vacancy.reason.value,
            after={
                "step": number,
                "seat": vacancy.position,
                "pseudonym": seat.pseudonym,
                "supplement": draw.commit_hash.hex(),
            },
        )


async def _find_gap(session: AsyncSession, origin: RequestRecord, panel: PanelNow) -> Gap:
    """The vacant seats of this draw; everybody else of the whole panel counts as drawn."""
    positions = tuple(sorted(it.position for it in panel.vacant))
    if not positions:
        raise SelectionError("supplement.no_open_seat")
    root = await load_root(session, origin)
    frozen = thaw_criteria(root.criteria or b"")
    lacking = {it.expert_id for it in panel.vacant}
    others = [it for it in await load_whole_panel(session, origin) if _counts(it, lacking)]
    counted = [frozenset(it.quotas) for it in others]
    missing = missing_quotas(frozen.quotas, counted, len(positions))
    if isinstance(missing, str):
        raise SelectionError("supplement.conditions_unmet", {"quota": missing})
    request = replace(frozen, seats=len(positions), quotas=missing, direct=())
    return Gap(positions, request)


def _counts(holding: Holding, lacking: set[UUID]) -> bool:
    """Members who stay, and further vacant seats with the quotas of their last holders."""
    return not (holding.ended and holding.expert_id in lacking)


async def _make_request(
    session: AsyncSession,
    desk: DrawDesk,
    former: tuple[RequestRecord, DrawRecord],
    gap: Gap,
    actor: Actor,
) -> RequestRecord:
    origin, _ = former
    request_id = uuid4()
    request = replace(gap.request, id=RequestId(str(request_id)))
    frozen = freeze_criteria(request, desk.policy, desk.fresh_bytes(SALT_BYTES).hex())
    return RequestRecord(
        id=request_id,
        number=await next_request_number(session, desk.today().year),
        state=RequestState.SUBMITTED,
        created_by=UUID(actor.account_id),
        activity=origin.activity,
        projects=origin.projects,
        criteria=frozen,
        criteria_digest=bytes.fromhex(criteria_digest(frozen)),
        submitted_at=desk.now(),
        supplements=origin.id,
    )


async def _drawn_before(session: AsyncSession, record: RequestRecord) -> frozenset[ExpertId]:
    """Members, those who left, and all reserves of every draw for this panel (REP-02)."""
    root = await load_root(session, record)
    drawn: set[ExpertId] = set()
    waiting = [root]
    while waiting:
        one = waiting.pop()
        waiting.extend(await load_supplements(session, one.id))
        for draw in await load_attempts(session, one.id) if one.id != record.id else ():
            screened = await load_screened(session, draw.id) if draw.state is DRAWN else ()
            drawn |= {ExpertId(str(it.expert_id)) for it in screened if it.pseudonym}
    return frozenset(drawn)
