"""Who may be drawn: the pool of a request, parted into candidates and excluded.

Its one job is to apply every rule on a person to every expert and to hand the candidates
to the draw by pseudonym. It must not choose anybody.
"""

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
from selection.candidates.screening import (
    Screened,
    Screening,
    exclude_without_seat,
    screen_candidates,
)

__all__ = [
    "NO_HISTORY",
    "Assignment",
    "History",
    "Outcome",
    "Pseudonyms",
    "Screened",
    "Screening",
    "exclude_without_seat",
    "find_conflicting_pairs",
    "history_of",
    "panel_rules",
    "screen_candidates",
    "to_problem",
]
