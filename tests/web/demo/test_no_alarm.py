"""The demo as it is filled holds no pattern that an auditor should look at."""

import pytest

from selection.overseeing.raising import raise_alarms
from web.demo import load
from web.services import Services


async def test_the_demo_raises_no_alarm(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "POOL_SIZE", 1500)
    await load.fill_database(services)
    async with services.database.read() as session:
        assert await raise_alarms(session, services.draw_desk) == ()
