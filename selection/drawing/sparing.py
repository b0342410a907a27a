"""How far soft rules can spare people: as far as a panel can be drawn without them.

Its one job is what "enough" means for rule DRW-27: the usual multiple of candidates for
the panel and each quota, and at least one legal panel.
"""

from collections.abc import Sequence

from expert_pool.conflicts import ProjectParties
from expert_pool.policy import Policy
from selection.candidates import Pseudonyms, Screening, spare_candidates, to_problem
from selection.counts import check_depth
from selection.errors import SelectionError
from selection.requests import PanelRequest
from selection.solver.feasibility import Feasible, find_feasibility


def spare(
    screening: Screening, request: PanelRequest, policy: Policy, teams: Sequence[ProjectParties]
) -> Screening:
    """DRW-27: the screening without those whom soft rules spare, where enough others remain."""

    def is_enough(left: Screening) -> bool:
        return not check_depth(left, request, policy) and _has_panel(left, request, policy, teams)

    return spare_candidates(screening, policy, is_enough)


def _has_panel(
    screening: Screening, request: PanelRequest, policy: Policy, teams: Sequence[ProjectParties]
) -> bool:
    """Whether a panel exists; where the solver's limit of work came first, nobody is spared."""
    people = {one.expert.id: str(one.expert.id) for one in screening.candidates}
    groups = {key: key for one in screening.candidates for key in (one.employer, one.group)}
    problem = to_problem(screening, request, Pseudonyms(people, groups), policy, teams)
    try:
        return isinstance(find_feasibility(problem), Feasible)
    except SelectionError:
        return False
