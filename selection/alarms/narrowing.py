"""A request narrowed step by step until few are left: what the live counts of its form show.

Narrowing is how a good request comes about, too. So only a long way down to a pool that is
small beside the panel is told, and what was changed on the way stands in the log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from selection.alarms.alarm import Alarm, raise_alarm

STEPS: Final = 4
SMALL: Final = 4
"""The pool is small below so many candidates a seat."""
FOLD: Final = 10
"""It was so many times as large where the steps began."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one request's form, in their order; `seats` those asked for at the end."""

    request: str
    officer: str
    seats: int
    candidates: tuple[int, ...]


def find_narrowed(requests: Iterable[Counted]) -> tuple[Alarm, ...]:
    """Requests whose counts end with a long way down to a small pool."""
    return tuple(alarm for one in requests for alarm in _judge(one))


def _judge(one: Counted) -> Sequence[Alarm]:
    way = _last_way_down(one.candidates)
    long = len(way) > STEPS and way[0] >= FOLD * way[-1]
    if not long or way[-1] >= SMALL * one.seats:
        return ()
    raised = raise_alarm(
        "ALM-06.narrowed",
        (f"officer:{one.officer}",),
        (f"request:{one.request}",),
        steps=len(way) - 1,
        first=way[0],
        last=way[-1],
        seats=one.seats,
    )
    return (raised,)


def _last_way_down(candidates: Sequence[int]) -> list[int]:
    """The strictly falling numbers at the end; the same number twice is no step."""
    way: list[int] = []
    for number in reversed(candidates):
        if way and number < way[-1]:
            break
        if not way or number > way[-1]:
            way.append(number)
    return way[::-1]
