"""Reminders of evaluations go out on each new day, and never at night."""

from datetime import UTC, datetime

import pytest

from tests.web.conftest import SteppingClock
from web import evaluation_notices
from web.evaluation_notices import run_evaluation_notices
from web.services import Services

MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "times"), [(MORNING, 1), (NIGHT, 0)])
async def test_a_day_is_attended_once_and_not_at_night(
    services: Services,
    clock: SteppingClock,
    monkeypatch: pytest.MonkeyPatch,
    moment: datetime,
    times: int,
) -> None:
    clock.moment = moment
    done: list[int] = []

    async def remind(services: Services) -> int:
        done.append(await evaluation_notices_of(services))
        return done[-1]

    evaluation_notices_of = evaluation_notices.remind_all

    async def twice(_name, step, _seconds) -> None:
        await step()
        await step()

    monkeypatch.setattr(evaluation_notices, "remind_all", remind)
    monkeypatch.setattr(evaluation_notices, "keep_doing", twice)
    await run_evaluation_notices(services)
    assert done == [0] * times
