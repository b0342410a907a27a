"""The numbers of one draw for programs, with the weights where there are any."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from selection.drawing.odds_numbers import Json
from selection.storage.draw_store import DrawRecord, DrawState
from web.api.draws import draw_in_full

MOMENT = datetime(2026, 5, 6, tzinfo=UTC)
WEIGHTS: Json = {"limit": 3, "months": 12, "groups": [[1, 5, "1/9", "1/9"], [3, 9, "1/3", "1/3"]]}


@pytest.mark.parametrize(("weights", "told"), [(WEIGHTS, (3, 12)), (None, (None, None))])
def test_weights_are_told_where_chances_follow_them(weights: Json, told: object) -> None:
    summary = {"pool": 14, "candidates": 14, "lowest": "1/9", "highest": "1/3", "weights": weights}
    draw = DrawRecord(
        UUID(int=1), UUID(int=2), 1, DrawState.DRAWN, b"h" * 32, MOMENT, MOMENT, summary=summary
    )
    said = draw_in_full(draw, exact=True)
    assert (said.weight_limit, said.weight_months) == told
    assert said.lowest_chance == "1/9"
