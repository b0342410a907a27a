"""Whether a panel can be made for a request, why not, and what would help, for its page.

What an earlier draw found is stored with the request; what the pool of today says is
counted. Nothing here tells a number of fewer than ten people.
"""

import json
from dataclasses import dataclass

from pydantic import TypeAdapter

from expert_pool.findings import Finding
from selection.drawing import FOLDED
from selection.errors import SelectionError
from selection.requesting import Review
from selection.solver.shortfall import Shortfall
from selection.states.requests import RequestAct, RequestState
from selection.storage.request_store import RequestRecord
from web.officers.counting import count_saved
from web.officers.form_view import Proposal, bottleneck_of, proposals_of
from web.officers.proposals import write_exactly
from web.services import PageRequest, services_of

_SHORTFALL = TypeAdapter(Shortfall)


@dataclass(frozen=True, slots=True)
class PanelView:
    """The answer in words: a bottleneck where no panel can be made; else `judged` says one can.

    `refused` says why nothing was counted.
    """

    bottleneck: Finding | None = None
    proposals: tuple[Proposal, ...] = ()
    judged: bool = False
    refused: str = ""


async def view_panel(
    request: PageRequest, record: RequestRecord, review: Review | None, *, counted: bool
) -> PanelView | None:
    """The answer for this visitor; none where the request can't be read or is blocked anyway.

    With `counted` names have their effect, as in the draw; without it only what is asked for.
    """
    if review is None:
        return None
    lists, panel = services_of(request).lists, review.request
    shortfall, judged, refused = review.shortfall, review.judged, ""
    if not counted:
        found = await count_saved(request, record.id, panel)
        shortfall = found.live.shortfall if found.live else None
        judged, refused = found.live is not None and found.live.judged, found.refused
    bottleneck = bottleneck_of(shortfall, panel, lists)
    return PanelView(bottleneck, proposals_of(shortfall, panel, lists), judged, refused)


def stored_shortfall(record: RequestRecord) -> Shortfall | None:
    """Why the last preparation of the draw failed, without small numbers; none where it did not."""
    folded = record.shortfall.get(FOLDED)
    if folded is None or record.state is not RequestState.RETURNED:
        return None
    return _SHORTFALL.validate_json(json.dumps(folded))


def stored_steps(record: RequestRecord, way: int) -> str:
    """What one of the stored ways out changes, as a button carries it.

    Raises:
        SelectionError: `request.wrong_state` where there is no such way.
    """
    shortfall = stored_shortfall(record)
    if shortfall is None or not 0 <= way < len(shortfall.ways_out):
        params = {"act": RequestAct.SAVE.value, "state": record.state.value}
        raise SelectionError("request.wrong_state", params)
    return write_exactly(shortfall.ways_out[way])
