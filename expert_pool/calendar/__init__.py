"""When the bureau works: working days of China, working hours, quiet hours, and terms in them.

Pure: no clock and no file. The packaged calendar is loaded by `expert_pool.calendar.china`.
"""

from expert_pool.calendar.days import NO_HOLIDAYS, WorkingCalendar
from expert_pool.calendar.hours import CHINA, WorkingHours, read_working_hours
from expert_pool.calendar.terms import AnswerKind, answer_by, answer_kind, next_notice_time

__all__ = [
    "CHINA",
    "NO_HOLIDAYS",
    "AnswerKind",
    "WorkingCalendar",
    "WorkingHours",
    "answer_by",
    "answer_kind",
    "next_notice_time",
    "read_working_hours",
]
