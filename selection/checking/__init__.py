"""Recomputes every stored draw and holds it against its request, its seats and the log.

Shell: reads in one snapshot, asks the core, changes nothing and writes no entry.
"""

from selection.checking.convened import check_convened
from selection.checking.draws import DrawsReport, check_draws, remembered_heads
from selection.checking.evaluations import check_evaluations
from selection.checking.payments import check_payments
from selection.checking.trails import check_trails

__all__ = [
    "DrawsReport",
    "check_convened",
    "check_draws",
    "check_evaluations",
    "check_payments",
    "check_trails",
    "remembered_heads",
]
