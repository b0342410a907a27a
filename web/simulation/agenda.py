"""What is still to happen in a simulated year, in the order of time, and the clock that follows."""

import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count

from expert_pool.errors import ExpertPoolError

Step = Callable[[], Awaitable[None]]


class MovedClock:
    """A clock that stands until it is moved; never back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The moment that the simulation has come to."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, if it lies ahead."""
        self._now = max(self._now, moment)


class Agenda:
    """Steps by their moments; of two at one moment the one that was planned first goes first."""

    def __init__(self, clock: MovedClock) -> None:
        self._clock = clock
        self._planned: list[tuple[datetime, int, Step]] = []
        self._serial = count()
        self.refused: Counter[str] = Counter()
        self.stopped = False

    def stop(self) -> None:
        """Leave the rest undone: the step in hand is the last one."""
        self.stopped = True

    def at(self, moment: datetime, step: Step) -> None:
        """Plan a step."""
        heapq.heappush(self._planned, (moment, next(self._serial), step))

    async def run(self) -> None:
        """Take every step, also those that are planned meanwhile.

        What the service refuses ends the step, not the year; `refused` counts it by its code.
        """
        while self._planned and not self.stopped:
            moment, _, step = heapq.heappop(self._planned)
            self._clock.move_to(moment)
            try:
                await step()
            except ExpertPoolError as error:
                self.refused[error.code] += 1
