"""The demo as it is filled: something to see of each duty, and nothing that an auditor must see."""

import pytest
from sqlalchemy import text

from selection.overseeing.raising import raise_alarms
from web.demo import load
from web.services import Services

STATES = {
    "answers": "SELECT state FROM invitation",
    "cases": "SELECT state FROM credit_case",
    "calls": "SELECT state FROM expert_call",
    "choices": "SELECT state FROM panel_choice",
    "requests": "SELECT state FROM panel_request",
    "versions": "SELECT version FROM evaluation",
}
HELD = {
    "answers": {"accepted", "declined", "pledged", "sent"},
    "cases": {"answered", "decided", "in_force", "proposed", "told"},
    "calls": {"draft", "released"},
    "choices": {"open"},
    "requests": {"approved", "cancelled", "drawn", "submitted"},
    "versions": {1, 2},
}


async def test_the_demo_shows_each_duty_and_raises_no_alarm(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "POOL_SIZE", 1500)
    await load.fill_database(services)
    async with services.database.read() as session:
        assert await raise_alarms(session, services.draw_desk) == ()
        found = {
            name: frozenset((await session.scalars(text(query))).all())
            for name, query in STATES.items()
        }
    assert found == HELD
