"""What the page of a draw tells of its source: which, when it speaks, and who has said what."""

from dataclasses import dataclass
from datetime import datetime

from selection.documents.seed_sources import BeaconSource, LotterySource
from selection.drawing import Ceremony
from selection.drawing.beacon import LATE, PASSED
from selection.drawing.sources import (
    DICE,
    LOTTERY,
    drawn_at,
    find_lottery,
    missing_from,
    passes_until,
    read_source,
    reveal_window,
)
from selection.storage.draw_store import DrawRecord


@dataclass(frozen=True, slots=True)
class SourceView:
    """The source of a committed draw at this moment."""

    kind: str
    round: int | None
    chain: str
    speaks_at: datetime
    closes_at: datetime | None
    missing_from: datetime | None
    dice: bool
    lottery: LotterySource | None
    lottery_at: datetime | None
    reserve: LotterySource | None
    passes_until: datetime | None
    typed: tuple[str, ...]
    passed: bool
    late: bool

    @property
    def speaks_by(self) -> str:
        """What speaks in the end: the committed kind, or what took the round's place."""
        if not self.passed:
            return self.kind
        return LOTTERY if self.lottery else DICE


def describe_source(ceremony: Ceremony, draw: DrawRecord) -> SourceView:
    """The source as the commitment names it, with what was said since."""
    source = read_source(draw)
    kinds = {word.kind for word in ceremony.words}
    beacon = source if isinstance(source, BeaconSource) else None
    fallback = beacon is not None and bool(beacon.fallback)
    passed = PASSED in kinds
    lottery = find_lottery(source, passed=passed)
    return SourceView(
        kind=source.kind,
        round=beacon.round if beacon else None,
        chain=beacon.chain if beacon else "",
        speaks_at=draw.reveal_from,
        closes_at=reveal_window(draw)[1] if ceremony.shares else None,
        missing_from=missing_from(draw) if fallback else None,
        dice=source.kind == DICE or (passed and lottery is None),
        lottery=lottery,
        lottery_at=drawn_at(lottery) if lottery else None,
        reserve=beacon.lottery if beacon else None,
        passes_until=passes_until(beacon) if beacon else None,
        typed=tuple(word.role for word in ceremony.words if word.kind in {DICE, LOTTERY}),
        passed=passed,
        late=LATE in kinds,
    )
