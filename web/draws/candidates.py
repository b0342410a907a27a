"""The candidates that a draw offers, as the page of a choice shows them: in their drawn order.

It loads them for somebody who may watch the draw, with names only where the look is logged; what
was typed and what follows from it is `web.draws.choosing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.expert_rows import ExpertRecord
from selection.choice import Blocked, Chosen
from selection.drawing import Seated
from selection.drawing.panel_now import CameBy, Holding
from selection.inviting.offering import (
    Choosing,
    Offer,
    foresee,
    load_choosing,
    load_offer,
    read_names,
)
from selection.requests import thaw_criteria
from selection.states.choices import ChoiceState
from web.draws.sheets import Member, describe_members
from web.exports.criteria import CriteriaWords, describe_criteria
from web.services import PageRequest, services_of
from web.translation import current_translator
from web.visits import visit_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who is offered, as the page shows one; `member` has the name, where it is looked at."""

    place: int
    pseudonym: str
    sits: bool
    quotas: tuple[str, ...]
    member: Member | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A choice with its candidates, and what the proposed passes give at this moment."""

    choosing: Choosing
    candidates: tuple[Candidate, ...]
    foreseen: Chosen | Blocked | None

    @property
    def places(self) -> Mapping[str, int]:
        """By pseudonym the place in the offer."""
        return {one.pseudonym: one.place for one in self.candidates}


async def load_shown(request: PageRequest, request_id: UUID, *, names: bool = False) -> Shown:
    """The choice; its candidates only as long as it waits, since then the order is sealed again."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        choosing = await load_choosing(session, services.draw_desk, request_id, visit.actor)
        if not choosing.choice.waits:
            return Shown(choosing, (), None)
        given = (choosing.request, choosing.choice, choosing.panel)
        offer = await load_offer(session, services.draw_desk, *given)
        people = await read_names(session, offer, choosing, visit.actor) if names else {}
        foreseen = await _foresee(session, request, offer, choosing)
    return Shown(choosing, _candidates(request, offer, choosing, people), foreseen)


async def _foresee(
    session: AsyncSession, request: PageRequest, offer: Offer, choosing: Choosing
) -> Chosen | Blocked | None:
    if choosing.choice.state is not ChoiceState.PROPOSED:
        return None
    passed_over = {one.pseudonym for one in choosing.passes}
    return await foresee(session, services_of(request).draw_desk, offer, passed_over)


def _candidates(
    request: PageRequest, offer: Offer, choosing: Choosing, people: Mapping[str, ExpertRecord]
) -> tuple[Candidate, ...]:
    held = [
        Holding(place, offer.experts[name], name, offer.meets(name), CameBy.DRAW, since, draw_id)
        for since, draw_id in [(choosing.choice.opened_at, choosing.choice.draw_id)]
        for place, name in enumerate(offer.names, start=1)
    ]
    criteria = criteria_of_choice(request, choosing)
    seated = [Seated(it, people[it.pseudonym]) for it in held if it.pseudonym in people]
    told = describe_members(seated, criteria, services_of(request), current_translator())
    members = {one.pseudonym: one for one in told}
    return tuple(
        Candidate(
            it.position,
            it.pseudonym,
            it.pseudonym in offer.standing.members,
            tuple(criteria.counts_for(it.quotas)),
            members.get(it.pseudonym),
        )
        for it in held
    )


def criteria_of_choice(request: PageRequest, choosing: Choosing) -> CriteriaWords:
    """The frozen criteria of the panel in the reader's words."""
    frozen = thaw_criteria(choosing.request.criteria or b"")
    return describe_criteria(frozen, services_of(request).lists, current_translator())
