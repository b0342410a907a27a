"""Patterns over many draws that somebody should look at: statistics and likeness, no verdict.

Its one job is to say what stands out and against what it was compared. It must not accuse:
an alarm is a reason to look, with the numbers and the test that it rests on.
"""

from selection.alarms.alarm import LEVEL, Alarm
from selection.alarms.calling_off import find_called_off
from selection.alarms.company import (
    COMPARED_FROM,
    Compared,
    Sitting,
    chance_of_both,
    find_company,
    find_recurring,
)
from selection.alarms.likeness import Likeness, RequestSeen, Subject, find_alike, liken
from selection.alarms.narrowing import Counted, find_narrowed
from selection.alarms.passed_over import Offered, find_passed_over
from selection.alarms.replaced import PanelSeen, find_steered
from selection.alarms.tallies import Event, Occurrence, Tally, tally_events

__all__ = [
    "COMPARED_FROM",
    "LEVEL",
    "Alarm",
    "Compared",
    "Counted",
    "Event",
    "Likeness",
    "Occurrence",
    "Offered",
    "PanelSeen",
    "RequestSeen",
    "Sitting",
    "Subject",
    "Tally",
    "chance_of_both",
    "find_alike",
    "find_called_off",
    "find_company",
    "find_narrowed",
    "find_passed_over",
    "find_recurring",
    "find_steered",
    "liken",
    "tally_events",
]
