"""Measures in force, looked up by record or by the blind index of an identity number.

So the same person is recognised who was removed and applies again (rule EVA-05).
"""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.credit import Bar, Measure, find_bars
from expert_pool.crediting.enforcing import TAKES_OUT
from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.storage.credit_store import load_standing_cases


async def find_bars_of(
    session: AsyncSession, policy: Policy, who: tuple[UUID, bytes | None], as_of: date
) -> tuple[Finding, ...]:
    """What stands against admitting somebody; `who` is the record and the index, where known."""
    expert_id, index = who
    cases = await load_standing_cases(session, expert_id, index)
    bars = (Bar(it.measure, it.force_until) for it in cases if it.measure in TAKES_OUT)
    return find_bars(bars, policy, as_of)


async def is_suspended_by_case(session: AsyncSession, expert_id: UUID) -> bool:
    """Whether a suspension by two persons is in force."""
    cases = await load_standing_cases(session, expert_id, None)
    return any(it.measure is Measure.SUSPENSION for it in cases)
