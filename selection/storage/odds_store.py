"""Reports on odds, each kept under the digest of what it was worked out from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.tables import OddsReportRow

_REPORT = table_of(OddsReportRow)

Json = Mapping[str, object]


class ReportState(StrEnum):
    """How far a report is: odds foreseen, rules priced too, or why there is none."""

    FORESEEN = "foreseen"
    PRICED = "priced"
    INFEASIBLE = "infeasible"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report as stored: numbers and prices as the shell wrote them, nobody's name."""

    request_id: UUID
    basis: bytes
    state: ReportState
    as_of: datetime
    numbers: Json = field(default_factory=dict)
    costs: Sequence[Json] = ()


async def save_report(session: AsyncSession, record: ReportRecord) -> None:
    """Store a report in place of the former one on the same basis."""
    told = {
        "state": record.state.value,
        "as_of": record.as_of,
        "numbers": dict(record.numbers),
        "costs": list(record.costs),
    }
    row = {"id": uuid4(), "request_id": record.request_id, "basis": record.basis} | told
    query = insert(_REPORT).values(**row)
    await session.execute(query.on_conflict_do_update(index_elements=["basis"], set_=told))


async def load_report(session: AsyncSession, basis: bytes) -> ReportRecord | None:
    """The report on this basis, or None."""
    query = select(_REPORT).where(_REPORT.c.basis == basis)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return ReportRecord(
        row.request_id, row.basis, ReportState(row.state), row.as_of, row.numbers, tuple(row.costs)
    )
