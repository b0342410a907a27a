"""What an expert counts for in a request: its quotas as widened, and a seat without a draw.

Its one job is to read this once for a request and then for many experts. It must not
exclude anybody: who is chosen directly is judged like everybody else.
"""

from collections.abc import Callable, Collection
from typing import Final

from expert_pool.experts import Expert, ExpertId
from expert_pool.persons import PersonMatch, match_persons, person_of
from expert_pool.vocabulary import CodeLists
from selection.candidates.history import History
from selection.problem import FIXED
from selection.requests import (
    DirectSeat,
    PanelRequest,
    attribute_reader,
    compile_quotas,
    widen_request,
)

DIRECT: Final = f"{FIXED}direct"
"""The quota of those who get a seat without a draw: it makes them visible in every receipt."""
_CERTAIN: Final = frozenset({PersonMatch.IDENTITY, PersonMatch.NAME_AND_UNIT})


def find_served(request: PanelRequest, history: History) -> frozenset[ExpertId]:
    """DRW-26: who sat on the previous panel of this kind, or judged one of these projects."""
    panels = history.last_panels(request.programme, request.fields, request.review, 1)
    judged = (expert for project in request.projects for expert in project.earlier_panel)
    return history.sitters_of(panels) | frozenset(judged)


def quota_finder(
    request: PanelRequest, lists: CodeLists, served: Collection[ExpertId]
) -> Callable[[Expert], frozenset[str]]:
    """For an expert, the ids of all quotas that the person counts for."""
    wide = widen_request(request, lists)
    asked = compile_quotas(wide.quotas, attribute_reader(lists, request.division, served))
    if not request.direct:
        return asked
    direct = frozenset({DIRECT})
    return lambda expert: asked(expert) | (direct if _is_direct(expert, request) else frozenset())


def is_chosen(expert: Expert, seat: DirectSeat) -> bool:
    """Whether a direct seat names this expert: by identity, or by name and unit."""
    return match_persons(person_of(expert), seat.person) in _CERTAIN


def _is_direct(expert: Expert, request: PanelRequest) -> bool:
    return any(is_chosen(expert, seat) for seat in request.direct)
