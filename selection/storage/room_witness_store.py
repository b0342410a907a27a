"""Who watches a draw in the room (DRW-12): values in and out; the rows never leave."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.source_tables import RoomWitnessRow

_WITNESS = table_of(RoomWitnessRow)


@dataclass(frozen=True, slots=True)
class RoomWitness:
    """A witness of one attempt: an own account, or a named person; confirmed or not yet."""

    id: UUID
    request_id: UUID
    attempt: int
    named_by: UUID
    named_at: datetime
    account_id: UUID | None = None
    person_cipher: bytes | None = None
    confirmed_by: UUID | None = None
    confirmed_at: datetime | None = None


async def put_witness(session: AsyncSession, witness: RoomWitness) -> None:
    """Keep a witness; an unconfirmed one that the same account named is gone."""
    await session.execute(
        delete(_WITNESS).where(
            _WITNESS.c.request_id == witness.request_id,
            _WITNESS.c.attempt == witness.attempt,
            _WITNESS.c.named_by == witness.named_by,
            _WITNESS.c.confirmed_at.is_(None),
        )
    )
    values = {name: getattr(witness, name) for name in RoomWitness.__slots__}
    await session.execute(insert(_WITNESS).values(**values))


async def mark_confirmed(session: AsyncSession, witness: RoomWitness) -> None:
    """Store who confirmed a witness, and when."""
    query = update(_WITNESS).where(_WITNESS.c.id == witness.id)
    said = {"confirmed_by": witness.confirmed_by, "confirmed_at": witness.confirmed_at}
    await session.execute(query.values(**said))


async def load_witnesses(
    session: AsyncSession, request_id: UUID, attempt: int
) -> tuple[RoomWitness, ...]:
    """Everybody who was named for this attempt, in the order of naming."""
    query = (
        select(_WITNESS)
        .where(_WITNESS.c.request_id == request_id, _WITNESS.c.attempt == attempt)
        .order_by(_WITNESS.c.named_at, _WITNESS.c.id)
    )
    return tuple(
        RoomWitness(**{name: getattr(row, name) for name in RoomWitness.__slots__})
        for row in (await session.execute(query)).all()
    )
