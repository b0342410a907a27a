"""Who may be drawn: the pool of a request, parted into candidates and excluded.

Its one job is to apply every rule on a person to every expert and to hand the candidates
to the draw by pseudonym. It must not choose anybody.
"""

from selection.candidates.direct import check_chosen
from selection.candidates.employers import GROUP
from selection.candidates.handover import (
    Pseudonyms,
    find_conflicting_pairs,
    panel_rules,
    to_problem,
)
from selection.candidates.history import (
    NO_HISTORY,
    Assignment,
    History,
    Outcome,
    history_of,
)
from selection.candidates.membership import DIRECT, find_served, quota_finder
from selection.candidates.screening import (
    Screened,
    Screening,
    exclude_without_seat,
    screen_candidates,
)
from selection.candidates.sparing import list_given_way, spare_candidates
from selection.candidates.weights import find_weight_limit

__all__ = [
    "DIRECT",
    "GROUP",
    "NO_HISTORY",
    "Assignment",
    "History",
    "Outcome",
    "Pseudonyms",
    "Screened",
    "Screening",
    "check_chosen",
    "exclude_without_seat",
    "find_conflicting_pairs",
    "find_served",
    "find_weight_limit",
    "history_of",
    "list_given_way",
    "panel_rules",
    "quota_finder",
    "screen_candidates",
    "spare_candidates",
    "to_problem",
]
