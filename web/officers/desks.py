"""What the pages of officers and approvers work with, made once for each application."""

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from selection.requesting import AskedLines, LiveCounts, RequestDesk
from web.services import PageRequest, services_of
from web.visits import visit_of

_COUNTS = "live_counts"
_ASKED = "asked_lines"


def desk_of(request: PageRequest) -> RequestDesk:
    """The desk of projects and requests."""
    return services_of(request).request_desk


def counts_of(request: PageRequest) -> LiveCounts:
    """The live counts, which keep the pool for a short time."""
    state = request.app.state
    if _COUNTS not in state:
        state[_COUNTS] = LiveCounts(desk_of(request))
    counts: LiveCounts = state[_COUNTS]
    return counts


def asked_of(request: PageRequest) -> AskedLines:
    """What was counted in this hour already."""
    state = request.app.state
    if _ASKED not in state:
        state[_ASKED] = AskedLines()
    asked: AskedLines = state[_ASKED]
    return asked


def actor_of(request: PageRequest) -> Actor:
    """Who acts, in the one role of theirs that these pages know."""
    visit = visit_of(request)
    held = visit.visitor.roles if visit.visitor else frozenset()
    order = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
    role = next((it for it in order if it.value in held), Role.OFFICER)
    return visit.acting_as(role.value)
