"""Evaluations after a review: whether only members who attended were judged, and by whom.

The database itself holds that each is handed in once and corrected once.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.checking.trails import fault
from expert_pool.findings import Finding
from selection.storage.evaluation_store import load_questionable


async def check_evaluations(session: AsyncSession) -> list[Finding]:
    """Evaluations of somebody who did not take part, or by another than who asked for it."""
    found: list[Finding] = []
    for one in await load_questionable(session):
        code = "CHK-16.by_another" if one.attended else "CHK-16.not_attended"
        found.append(fault(code, evaluation=str(one.id)))
    return found
