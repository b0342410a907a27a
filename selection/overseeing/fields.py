"""Which fields of the pool are thin: members who can be drawn beside the demand of twelve months.

It reads sums only. Who may read the exact ones is for the page to decide.
"""

from datetime import date, datetime, time
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA
from expert_pool.conflicts import months_before
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists
from selection.requests.freezing import thaw_criteria
from selection.statistics import FieldDepth, fields_asked, measure_fields
from selection.storage.field_store import list_asked, list_member_fields

DEMAND_MONTHS: Final = 12


async def read_field_depths(
    session: AsyncSession, lists: CodeLists, policy: Policy, today: date
) -> tuple[FieldDepth, ...]:
    """Every field with its members of today and what was asked of them in twelve months.

    Requests whose panels have still to meet are left out, as from the statistics.
    """
    confirmed = months_before(today, policy.integer("reverify_months"))
    members = await list_member_fields(session, confirmed)
    since = datetime.combine(months_before(today, DEMAND_MONTHS), time(), CHINA)
    requests = [thaw_criteria(frozen) for frozen in await list_asked(session, since)]
    asked = [fields_asked(it) for it in requests if it.review.end < today]
    multiple = policy.integer("min_pool_multiple")
    return measure_fields(members.values(), asked, lists, multiple)
