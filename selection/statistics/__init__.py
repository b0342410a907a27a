"""Figures over the pool and its draws: shares beside each other, with exact bands, none too small.

Pure: it counts what it is given, and knows no person.
"""

from selection.statistics.bands import Band, exact_band
from selection.statistics.fields import (
    Asked,
    Depth,
    FieldDepth,
    fields_asked,
    measure_fields,
)
from selection.statistics.figures import (
    OTHERS,
    Figures,
    PanelTimes,
    Share,
    compare_shares,
    fold_loads,
    fold_small,
    time_panels,
)

__all__ = [
    "OTHERS",
    "Asked",
    "Band",
    "Depth",
    "FieldDepth",
    "Figures",
    "PanelTimes",
    "Share",
    "compare_shares",
    "exact_band",
    "fields_asked",
    "fold_loads",
    "fold_small",
    "measure_fields",
    "time_panels",
]
