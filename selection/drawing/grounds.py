"""On which grounds a draw may be annulled, from its state, its source and what was said of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from selection.documents.seed_sources import BeaconSource
from selection.drawing.beacon import LATE, PASSED
from selection.drawing.sources import TWO_PARTIES, drawn_at, read_source
from selection.sources.beacon import MISSING_AFTER, OPENED_BEFORE
from selection.states.annulments import AnnulmentGround, DrawSoFar, grounds_for
from selection.states.draws import DrawState
from selection.storage.draw_store import DrawRecord
from selection.storage.source_store import SourceWord


def possible_grounds(
    draw: DrawRecord, words: Sequence[SourceWord], now: datetime
) -> tuple[AnnulmentGround, ...]:
    """The grounds on which a draw may be annulled, as its source and its words stand."""
    source = read_source(draw)
    so_far = DrawSoFar(
        drawn=draw.state is DrawState.DRAWN,
        by_secrets=source.kind == TWO_PARTIES,
        has_fallback=isinstance(source, BeaconSource) and _has_fallback(source, words, now),
        appeared=any(word.kind == LATE for word in words),
    )
    return grounds_for(so_far)


def _has_fallback(source: BeaconSource, words: Sequence[SourceWord], now: datetime) -> bool:
    """Whether a fallback still can speak: a lottery in time, or within a day after its draw."""
    if source.lottery is None:
        return bool(source.fallback)
    if any(word.kind == PASSED for word in words):
        return now < drawn_at(source.lottery) + timedelta(seconds=MISSING_AFTER)
    return now <= drawn_at(source.lottery) - timedelta(seconds=OPENED_BEFORE)
