"""Officers whose panels lose more members than everybody else's: recusals that may steer.

Members who leave one panel together, when its day moves, are one event and not several. So
whole panels are compared: an exact permutation test over them, after Fisher's test over
seats, which is quick and asks for less.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selection.alarms.alarm import LEVEL, Alarm, corrected, once_in, raise_alarm
from selection.alarms.exact import groups_tail, sample_tail


@dataclass(frozen=True, slots=True)
class PanelSeen:
    """A drawn panel: whose request it was, its seats, and how many members left for good."""

    draw: str
    officer: str
    seats: int
    left: int


def find_steered(panels: Iterable[PanelSeen]) -> tuple[Alarm, ...]:
    """Officers out of whose panels more members left than chance between panels explains."""
    by_officer: defaultdict[str, list[PanelSeen]] = defaultdict(list)
    for panel in panels:
        by_officer[panel.officer].append(panel)
    if len(by_officer) == 1:
        return ()
    return tuple(_judge(by_officer))


def _judge(by_officer: Mapping[str, Sequence[PanelSeen]]) -> Iterator[Alarm]:
    everything = [panel for panels in by_officer.values() for panel in panels]
    seats, left = sum(it.seats for it in everything), sum(it.left for it in everything)
    compared = len(by_officer)
    for officer, own in sorted(by_officer.items()):
        own_seats, own_left = sum(it.seats for it in own), sum(it.left for it in own)
        # A seat may fall vacant more than once: there are as many places as members who sat.
        by_seat = sample_tail(own_seats + own_left, left, seats + left, own_left)
        if corrected(by_seat, compared) >= LEVEL:
            continue
        by_panel = groups_tail([it.left for it in everything], len(own), own_left)
        chance = corrected(by_panel, compared)
        if chance < LEVEL:
            yield raise_alarm(
                "ALM-02.too_often",
                (f"officer:{officer}",),
                tuple(f"draw:{it.draw}" for it in own if it.left),
                left=own_left,
                panels=len(own),
                others=left - own_left,
                panels_of_others=len(everything) - len(own),
                compared=compared,
                once_in=once_in(chance),
            )
