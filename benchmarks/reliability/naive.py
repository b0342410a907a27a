"""The draw as somebody would write it who never thought of a second process: the controls.

Only harnesses use it; it takes away what the product has, in this process and its own database
alone.
"""

import asyncio
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.recording import record_act
from selection.drawing import concluding

PAUSE = 2.0
_DAYS_ONCE = "ALTER TABLE seat_day DROP CONSTRAINT seat_day_once"


def in_two_transactions() -> None:
    """Tell the log of a result first, and store it then."""
    setattr(concluding, "record_act", _record_apart)  # noqa: B010 - it is not exported


async def _record_apart(session: AsyncSession, **told: Any) -> None:  # noqa: ANN401
    if told["act"] is not Act.DRAW_RESULT:
        await record_act(session, **told)
        return
    async with AsyncSession(session.bind, info=dict(session.info)) as apart, apart.begin():
        await record_act(apart, **told)
    await asyncio.sleep(PAUSE)


def seated_without_a_look() -> None:
    """Seat a panel as if no other draw had ended since it was committed."""
    setattr(concluding, "unseat_overbooked", _nobody)  # noqa: B010 - it is not exported


async def _nobody(*_: object) -> None:
    return None


async def let_days_be_held_twice(url: str) -> None:
    """Take away that an expert holds a day once, which the database itself would see."""
    connection = await asyncpg.connect(url)
    await connection.execute(_DAYS_ONCE)
    await connection.close()
