"""The whole panel of a request: through supplementary draws to the first, for who may watch.

Its one job is to find and lock what the acts on a drawn panel work with.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.drawing.facts import Occasion
from selection.drawing.panel_now import Holding, PanelNow, load_panel_now
from selection.drawing.watchers import may_watch
from selection.errors import SelectionError
from selection.requests import thaw_criteria
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.request_store import RequestRecord, load_request, load_supplements


async def load_watched(session: AsyncSession, request_id: UUID, actor: Actor) -> RequestRecord:
    """The request, for its officer, its approver and every auditor.

    Raises:
        SelectionError: `draw.not_found`.
    """
    request = await load_request(session, request_id)
    if request is None or not await may_watch(session, request, actor):
        raise SelectionError("draw.not_found")
    return request


async def load_locked_panel(session: AsyncSession, request_id: UUID) -> PanelNow:
    """The drawn panel of a request, which nobody else changes until the transaction ends.

    The first draw is locked before its supplement's: one lock for all that sit together, and
    always in this order.

    Raises:
        SelectionError: `draw.not_drawn_yet`, also after an annulment.
    """
    root = await load_root(session, await find_request(session, request_id))
    if root.id != request_id:
        await load_draw(session, root.id, lock=True, files=False)
    draw = await load_draw(session, request_id, lock=True, files=False)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    return await load_panel_now(session, draw)


async def load_root(session: AsyncSession, request: RequestRecord) -> RequestRecord:
    """The request whose panel it all is about: the first of a chain of supplements."""
    while request.supplements is not None:
        request = await find_request(session, request.supplements)
    return request


async def load_all_supplements(
    session: AsyncSession, request: RequestRecord
) -> tuple[RequestRecord, ...]:
    """Every supplementary request for this panel, and those for their seats in turn."""
    found: list[RequestRecord] = []
    waiting = [request]
    while waiting:
        further = await load_supplements(session, waiting.pop().id)
        found.extend(further)
        waiting.extend(further)
    return tuple(found)


async def find_request(session: AsyncSession, request_id: UUID) -> RequestRecord:
    """A request that something stored names.

    Raises:
        SelectionError: `request.unknown`.
    """
    request = await load_request(session, request_id)
    if request is None:
        raise SelectionError("request.unknown")
    return request


async def load_whole_panel(session: AsyncSession, request: RequestRecord) -> tuple[Holding, ...]:
    """Who holds each seat of the whole panel now, or held it last; supplements followed."""
    root = await load_root(session, request)
    draw = await load_draw(session, root.id, files=False)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    panel = await load_panel_now(session, draw)
    return tuple(seat.last for seat in panel.seats)


async def occasion_of(
    session: AsyncSession, request: RequestRecord, leaving: UUID | None = None
) -> Occasion:
    """The whole panel, or without one seat: what a newcomer to it is checked against."""
    root = await load_root(session, request)
    first = await load_draw(session, root.id, files=False)
    whole = await load_whole_panel(session, request)
    frozen = thaw_criteria(root.criteria or b"")
    beside = tuple(it for it in whole if it.expert_id != leaving)
    return Occasion(frozen, beside, str(first.id) if first else "")
