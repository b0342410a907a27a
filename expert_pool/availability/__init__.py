"""When an expert can be asked at all: weekdays without reviews, and the expert's calendar.

Pure: no clock and no file. Leave periods are dates of the expert's record; the screening of
`selection.candidates` asks both. Calendars are written by `expert_pool.availability.events`.
"""

from expert_pool.availability.weekly import check_weekdays, first_day_away

__all__ = ["check_weekdays", "first_day_away"]
