"""Shares of the drawn beside shares of the eligible, times from request to panel, small numbers.

Its one job is these sums. What a group is called, and who may read it, is not decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from selection.counts import SHOWN_FROM
from selection.statistics.bands import Band, exact_band

OTHERS: Final = ""
"""The group of those who are too few to be told apart."""


@dataclass(frozen=True, slots=True)
class Share:
    """One group: its share of the eligible and of the seats, and the band of the latter.

    Both are counted over all draws: who was eligible in three of them counts three times.
    """

    group: str
    eligible: int
    seats: int
    share_of_eligible: float
    share_of_seats: float
    band: Band

    @property
    def inside(self) -> bool:
        """Whether the share of the eligible lies in the band of the share of the seats."""
        return self.band.lowest <= self.share_of_eligible <= self.band.highest


@dataclass(frozen=True, slots=True)
class PanelTimes:
    """How many panels of those drawn became complete, and the hours that they took."""

    drawn: int
    complete: int
    from_request: float
    from_draw: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page of statistics tells, by group where there are groups."""

    pool: Mapping[str, Mapping[str, int]]
    shares: Mapping[str, Sequence[Share]]
    answers: Mapping[str, int]
    reasons: Mapping[str, int]
    loads: Mapping[int, int]
    times: PanelTimes


def compare_shares(eligible: Mapping[str, int], seats: Mapping[str, int]) -> tuple[Share, ...]:
    """Each group's share of the seats beside its share of the eligible, the largest first."""
    people, drawn = sum(eligible.values()), sum(seats.values())
    if not people or not drawn:
        return ()
    return tuple(
        Share(
            group,
            number,
            seats.get(group, 0),
            number / people,
            seats.get(group, 0) / drawn,
            exact_band(seats.get(group, 0), drawn),
        )
        for group, number in sorted(eligible.items(), key=lambda item: (-item[1], item[0]))
    )


def fold_small(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts with groups below ten put together, with as many more as hide them again.

    Where all of them together are fewer than ten, nothing is told.
    """
    ranked = sorted(counts.items(), key=lambda item: (item[1], item[0]))
    folded, size = 0, 0
    while folded < len(ranked) and (
        ranked[folded][1] < SHOWN_FROM or (folded and (size < SHOWN_FROM or folded == 1))
    ):
        size += ranked[folded][1]
        folded += 1
    shown = dict(reversed(ranked[folded:]))
    return shown | ({OTHERS: size} if size >= SHOWN_FROM else {})


def fold_loads(loads: Mapping[int, int]) -> dict[int, int]:
    """How many were dealt so many seats; the last number stands for itself and all above it.

    Those above are put together from where one of them, or the rest, would be below ten.
    """
    ranked = sorted(loads)
    shown: dict[int, int] = {}
    for place, seats in enumerate(ranked):
        above = sum(loads[it] for it in ranked[place + 1 :])
        if loads[seats] < SHOWN_FROM or 0 < above < SHOWN_FROM:
            size = loads[seats] + above
            return shown | ({seats: size} if size >= SHOWN_FROM else {})
        shown[seats] = loads[seats]
    return shown


def time_panels(
    panels: Sequence[tuple[datetime | None, datetime, datetime | None]],
) -> PanelTimes:
    """Median hours from the request, and from the draw, to the last yes.

    Each panel is when it was asked for, when it was drawn, and when it was complete.
    """
    complete = [(asked or drawn, drawn, done) for asked, drawn, done in panels if done is not None]
    hour = timedelta(hours=1)
    return PanelTimes(
        drawn=len(panels),
        complete=len(complete),
        from_request=median([(done - asked) / hour for asked, _, done in complete] or [0.0]),
        from_draw=median([(done - drawn) / hour for _, drawn, done in complete] or [0.0]),
    )
