"""What every act on an application works with."""

from dataclasses import dataclass, field

from expert_pool.calendar import WorkingCalendar
from expert_pool.calendar.china import load_calendar
from expert_pool.encryption import FieldCipher
from expert_pool.policy import Policy
from expert_pool.storage.database import Database
from expert_pool.vocabulary import CodeLists


@dataclass(frozen=True, slots=True)
class AdmissionDesk:
    """The database, the keys of private fields, the city's rules and the code lists."""

    database: Database
    cipher: FieldCipher
    policy: Policy
    lists: CodeLists
    calendar: WorkingCalendar = field(default_factory=load_calendar)
