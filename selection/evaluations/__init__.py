"""After a review: who judges whom by which items until when, and what the answers come to.

Pure: rules EVA-01 to EVA-04 as values and findings. No clock, no database, no punishment: what
follows from an evaluation is for the credit file and the people who decide on it.
"""

from selection.evaluations.attending import Member, attended, is_over
from selection.evaluations.marks import (
    HIGHEST,
    LOWEST,
    REASON_BELOW,
    Mark,
    Marks,
    check_answer,
    check_correction,
    check_hand_in,
    find_mark_faults,
    score_of,
)
from selection.evaluations.outliers import find_outliers, tenths
from selection.evaluations.process import (
    FEWEST,
    ProcessItem,
    ProcessView,
    check_process,
    fold_process,
)
from selection.evaluations.service import Service, find_services
from selection.evaluations.summary import Averages, average
from selection.evaluations.terms import (
    EvaluationState,
    Notice,
    Term,
    answer_until,
    find_notice,
    find_state,
    find_term,
)

__all__ = [
    "FEWEST",
    "HIGHEST",
    "LOWEST",
    "REASON_BELOW",
    "Averages",
    "EvaluationState",
    "Mark",
    "Marks",
    "Member",
    "Notice",
    "ProcessItem",
    "ProcessView",
    "Service",
    "Term",
    "answer_until",
    "attended",
    "average",
    "check_answer",
    "check_correction",
    "check_hand_in",
    "check_process",
    "find_mark_faults",
    "find_notice",
    "find_outliers",
    "find_services",
    "find_state",
    "find_term",
    "fold_process",
    "is_over",
    "score_of",
    "tenths",
]
