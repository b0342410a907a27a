"""On which grounds a draw may be annulled, from its state, its source and what was said of it."""

from collections.abc import Sequence

from selection.documents.seed_sources import BeaconSource
from selection.drawing.beacon import LATE
from selection.drawing.sources import TWO_PARTIES, read_source
from selection.states.annulments import AnnulmentGround, DrawSoFar, grounds_for
from selection.states.draws import DrawState
from selection.storage.draw_store import DrawRecord
from selection.storage.source_store import SourceWord


def possible_grounds(draw: DrawRecord, words: Sequence[SourceWord]) -> tuple[AnnulmentGround, ...]:
    """The grounds on which a draw may be annulled, as its source and its words stand."""
    source = read_source(draw)
    so_far = DrawSoFar(
        drawn=draw.state is DrawState.DRAWN,
        by_secrets=source.kind == TWO_PARTIES,
        has_fallback=isinstance(source, BeaconSource) and bool(source.fallback),
        appeared=any(word.kind == LATE for word in words),
    )
    return grounds_for(so_far)
