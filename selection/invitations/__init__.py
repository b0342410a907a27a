"""What members of a drawn panel are asked, until when, and what they may answer.

Pure: no clock, no database. The shells are `selection.drawing.invited` and
`selection.inviting`.
"""

from selection.invitations.answers import (
    AFTERWARDS,
    Answer,
    act_of,
    check_answer,
    decline_reasons,
)
from selection.invitations.arrangements import Arrangement, check_arrangement
from selection.invitations.content import describe, write_event
from selection.invitations.terms import Terms, find_choice_end, find_terms, prolong

__all__ = [
    "AFTERWARDS",
    "Answer",
    "Arrangement",
    "Terms",
    "act_of",
    "check_answer",
    "check_arrangement",
    "decline_reasons",
    "describe",
    "find_choice_end",
    "find_terms",
    "prolong",
    "write_event",
]
