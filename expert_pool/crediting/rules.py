"""The rules that a transaction carries, for shells that are given a session only."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import WorkingCalendar
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import Policy
from expert_pool.storage.database import Database

RULES_KEY: Final = "expert_pool.credit_rules"


@dataclass(frozen=True, slots=True)
class CreditRules:
    """The policy in force, and the calendar in which terms end."""

    policy: Policy
    calendar: WorkingCalendar


def carry_rules(database: Database, rules: CreditRules) -> None:
    """Let events be recorded in every transaction of a database."""
    database.carry({RULES_KEY: rules})


def rules_of(session: AsyncSession) -> CreditRules:
    """The rules that a transaction carries.

    Raises:
        ExpertPoolError: `recording.not_equipped`.
    """
    rules = session.info.get(RULES_KEY)
    if not isinstance(rules, CreditRules):
        raise ExpertPoolError("recording.not_equipped")
    return rules
