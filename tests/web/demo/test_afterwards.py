"""When the members of the demo's last panel are asked: lately, and never at night."""

from datetime import UTC, datetime

import pytest

from web.demo.afterwards import lately


@pytest.mark.parametrize(
    ("loaded_at", "asked_at"),
    [
        ("2026-11-20T02:00", "2026-11-20T01:20"),
        ("2026-11-20T12:39", "2026-11-20T11:59"),
        ("2026-11-20T12:41", "2026-11-20T11:30"),
        ("2026-11-20T00:30", "2026-11-19T11:30"),
        ("2026-11-20T00:40", "2026-11-20T00:00"),
        ("2026-11-20T18:00", "2026-11-20T11:30"),
    ],
)
def test_members_are_asked_a_moment_ago_or_the_evening_before(
    loaded_at: str, asked_at: str
) -> None:
    loaded, asked = (datetime.fromisoformat(it).replace(tzinfo=UTC) for it in (loaded_at, asked_at))
    assert lately(loaded) == asked
