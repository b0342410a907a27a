"""What acts on projects and requests work with: database, rules, clock, fresh bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from expert_pool.calendar import WorkingCalendar
from expert_pool.calendar.china import load_calendar
from expert_pool.policy import Policy
from expert_pool.storage.database import Database
from expert_pool.vocabulary import CodeLists


@dataclass(frozen=True, slots=True)
class RequestDesk:
    """Made once by the service; `today` is the day in China that the rules ask about."""

    database: Database
    policy: Policy
    lists: CodeLists
    now: Callable[[], datetime]
    today: Callable[[], date]
    fresh_bytes: Callable[[int], bytes]
    calendar: WorkingCalendar = field(default_factory=load_calendar)
