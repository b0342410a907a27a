"""Evaluations after a review as acts: the organiser judges members, members judge the process.

Shell: reads, calls `selection.evaluations`, and writes rows and log entries in one transaction.
The officer who asked for the panel evaluates; a member sees the own evaluation and answers it;
what a member says of the process, auditors read, and others only averages of several answers.
"""

from selection.evaluating.correcting import Correctable, correct_evaluation, load_correctable
from selection.evaluating.members import MemberSheet, Sheet, hand_in_evaluations, load_sheet
from selection.evaluating.opening import Judged
from selection.evaluating.own import (
    OwnJudged,
    OwnReview,
    answer_evaluation,
    load_own_review,
    load_own_reviews,
)
from selection.evaluating.own_copy import describe_evaluations
from selection.evaluating.process import (
    Heard,
    ProcessTold,
    Said,
    give_process,
    record_applicant_view,
)
from selection.evaluating.reviewed import Participant, Reviewed

__all__ = [
    "Correctable",
    "Heard",
    "Judged",
    "MemberSheet",
    "OwnJudged",
    "OwnReview",
    "Participant",
    "ProcessTold",
    "Reviewed",
    "Said",
    "Sheet",
    "answer_evaluation",
    "correct_evaluation",
    "describe_evaluations",
    "give_process",
    "hand_in_evaluations",
    "load_correctable",
    "load_own_review",
    "load_own_reviews",
    "load_sheet",
    "record_applicant_view",
]
