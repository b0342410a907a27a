"""The service at another time, or without its lock: `python -m ... SECONDS locked|unlocked serve`.

Only this process is altered. `unlocked` is the control of the rehearsal: draws are locked whatever
the witness saw, so that a commitment which nobody saw in time is drawn from all the same.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from selection.drawing import beacon, concluding, dicing
from selection.drawing.desk import DrawDesk
from selection.drawing.locking import lock_draw
from selection.storage.draw_store import DrawRecord
from web.app import create_app
from web.cli import main, serving

UNLOCKED = "unlocked"


async def lock_unseen(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, deadline: datetime
) -> DrawRecord:
    """Lock as if nobody had to see the commitment."""
    return await lock_draw(session, replace(desk, witnesses=()), draw, deadline)


def alter(seconds: int, lock: str) -> None:
    """Put the clock forward, and take the lock away if told to."""
    ahead = timedelta(seconds=seconds)
    setattr(  # noqa: B010 - it is not exported
        serving, "create_app", partial(create_app, clock=lambda: datetime.now(UTC) + ahead)
    )
    for module in (beacon, concluding, dicing) if lock == UNLOCKED else ():
        setattr(module, "lock_draw", lock_unseen)  # noqa: B010 - it is not exported


if __name__ == "__main__":
    alter(int(sys.argv[1]), sys.argv[2])
    main(sys.argv[3:])
