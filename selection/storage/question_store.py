"""How many live counts a draft has asked for, hour by hour: numbers, not what was asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.tables import CountQuestionRow

_QUESTION = table_of(CountQuestionRow)


@dataclass(frozen=True, slots=True)
class Questions:
    """How many counts were asked for, in how many hours, and the most in one hour."""

    asked: int
    hours: int
    most_in_an_hour: int


async def add_questions(
    session: AsyncSession, request_id: UUID, account_id: UUID, hour: datetime, number: int
) -> tuple[int, int]:
    """Add to this hour's questions; those of the draft and of its officer in this hour."""
    values = {"request_id": request_id, "account_id": account_id, "hour": hour}
    query = (
        insert(_QUESTION)
        .values(**values, asked=number, logged=0)
        .on_conflict_do_update(
            index_elements=["request_id", "hour"],
            set_={"asked": _QUESTION.c.asked + number},
        )
    )
    of_draft = await session.scalar(query.returning(_QUESTION.c.asked))
    wanted = select(func.sum(_QUESTION.c.asked)).where(
        _QUESTION.c.account_id == account_id, _QUESTION.c.hour == hour
    )
    return of_draft or 0, int(await session.scalar(wanted) or 0)


async def take_unlogged(session: AsyncSession, request_id: UUID) -> Questions:
    """The questions of a draft that no entry of the log holds yet; from now on one does."""
    open_ones = (_QUESTION.c.request_id == request_id, _QUESTION.c.asked > _QUESTION.c.logged)
    numbers = select(_QUESTION.c.asked - _QUESTION.c.logged).where(*open_ones).with_for_update()
    found = [int(number) for number in await session.scalars(numbers)]
    await session.execute(update(_QUESTION).where(*open_ones).values(logged=_QUESTION.c.asked))
    return Questions(sum(found), len(found), max(found, default=0))
