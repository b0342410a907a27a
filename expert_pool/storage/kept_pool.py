"""Keeps the experts of the pool as they were read, by the versions of their rows.

Its one job is to say whose rows are still those of the last reading, so that a draw reads only
the others again. It must not say who is in the pool: the database is asked that each time.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import Unit
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.unit_store import KnownUnits

KEPT_POOL: Final = "expert_pool.kept_pool"
AT_MOST: Final = 50_000
"""So many experts are kept in memory; a larger pool is read as a whole each time."""

# PostgreSQL never changes a row: it writes a new version elsewhere (ctid), under the number of
# the transaction that did so (xmin). Equal ones mean equal rows.
_VERSIONS: Final = text(
    "SELECT expert.id, concat_ws(' ', expert.xmin, expert.ctid, parts.version)"
    " FROM expert LEFT JOIN ("
    " SELECT expert_id, sum(hashtextextended(concat_ws(' ', version, place), part)) AS version"
    " FROM (SELECT expert_id, xmin AS version, ctid AS place, 1 AS part FROM employment"
    " UNION ALL SELECT expert_id, xmin, ctid, 2 FROM credential"
    " UNION ALL SELECT expert_id, xmin, ctid, 3 FROM expert_field"
    " UNION ALL SELECT expert_id, xmin, ctid, 4 FROM relation"
    " UNION ALL SELECT expert_id, xmin, ctid, 5 FROM avoided_unit"
    " UNION ALL SELECT expert_id, xmin, ctid, 6 FROM leave) AS part GROUP BY expert_id"
    ") AS parts ON parts.expert_id = expert.id"
    " WHERE expert.standing = ANY(CAST(:standings AS text[])) ORDER BY expert.number"
)


class KeptPool:
    """What one process read last of each expert; a database's sessions carry it."""

    def __init__(self) -> None:
        self._units: Mapping[UUID, Unit] = {}
        self._records: Mapping[UUID, tuple[str, ExpertRecord]] = {}

    def find_same(
        self, versions: Mapping[UUID, str], units: KnownUnits
    ) -> dict[UUID, ExpertRecord]:
        """Who was read in these versions; nobody, where a unit is called otherwise than then."""
        if any(units.by_id.get(known) != unit for known, unit in self._units.items()):
            return {}
        return {
            expert: record
            for expert, (version, record) in self._records.items()
            if versions.get(expert) == version
        }

    def keep(
        self, versions: Mapping[UUID, str], units: KnownUnits, pool: Mapping[UUID, ExpertRecord]
    ) -> None:
        """Keep what was read, in place of what was kept: never a part of both."""
        self._units = units.by_id
        kept = pool if len(pool) <= AT_MOST else {}
        self._records = {expert: (versions[expert], record) for expert, record in kept.items()}


async def read_versions(session: AsyncSession, standings: Iterable[str]) -> Mapping[UUID, str]:
    """The version of each expert's rows, in the order of admission."""
    found = await session.execute(_VERSIONS, {"standings": list(standings)})
    return {expert: version for expert, version in found.all()}
