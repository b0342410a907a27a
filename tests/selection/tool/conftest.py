"""Fewer rehearsals than in earnest: these pools are small, and the chances are the same."""

import pytest

from selection.tool import lottery, odds


@pytest.fixture(autouse=True)
def _rehearse_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lottery, "REHEARSALS", 3)
    monkeypatch.setattr(odds, "DEALT_PANELS", 100)
