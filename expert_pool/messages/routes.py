"""On which channels a message goes, and what follows when an attempt failed.

Its one job is rule NTF-01: each message stands in the account and goes by mail at once; of
the channels to a telephone the next one is tried where the one before came to nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from expert_pool.messages.kinds import Channel, Result

Route = tuple[Channel, ...]
_TELEPHONE: Final = frozenset({Channel.SMS, Channel.VOICE})
_AGAIN: Final = frozenset({Result.UNREACHABLE, Result.INTERRUPTED})
_PAUSES: Final = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
"""Short ones: on the day of the review a member has a quarter of an hour to answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is tried next: a channel, which time, and after which pause."""

    channel: Channel
    number: int
    pause: timedelta


def plan_routes(channels: Iterable[str]) -> tuple[Route, ...]:
    """The routes of a message, tried beside each other; within one, in the policy's order."""
    wanted = [Channel(code) for code in channels]
    single = [(it,) for it in Channel if it in wanted and it not in _TELEPHONE]
    telephone = tuple(it for it in wanted if it in _TELEPHONE)
    return (*single, *((telephone,) if telephone else ()))


def next_step(
    route: Route, channel: Channel, number: int, result: Result, *, keeps_time: bool = True
) -> Step | None:
    """What follows an attempt that failed; None where the route came to its end.

    A channel that could not be reached is tried again up to four times; one that refused, or
    is not there, is left at once. So is one whose pause would outlast the message.
    """
    if result in {Result.SENT, Result.TOO_LATE, Result.WITHDRAWN}:
        return None
    if result in _AGAIN and number <= len(_PAUSES) and keeps_time:
        return Step(channel, number + 1, _PAUSES[number - 1])
    later = route[route.index(channel) + 1 :]
    return Step(later[0], 1, timedelta(0)) if later else None
