"""Starts the service's own PostgreSQL again when its process died, a bounded number of times.

Its one job is to look and to call `start`. It must not know how a cluster is started.
"""

import threading
import time
from collections import deque
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final, Protocol, Self

import structlog

MOST_TRIES: Final = 5
WITHIN_SECONDS: Final = 600.0
LOOK_SECONDS: Final = 1.0


class Restartable(Protocol):
    """A server that can tell whether it runs and be started again."""

    def is_running(self) -> bool:
        """Whether its process is there."""

    def start(self) -> str:
        """Start it, or join it where it runs already."""


class Guard(AbstractContextManager["Guard"]):
    """Looks after one server while the block runs, in a thread of its own.

    It gives up after `MOST_TRIES` restarts within `WITHIN_SECONDS`: a server that keeps dying
    has a reason that a person must find.
    """

    def __init__(self, server: Restartable, *, every: float = LOOK_SECONDS) -> None:
        self._server = server
        self._every = every
        self._tries: deque[float] = deque(maxlen=MOST_TRIES)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="database guard", daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop looking; a restart in hand ends first."""
        self._over.set()
        self._thread.join()

    def look(self) -> bool:
        """Start the server again if it died; whether it is still worth looking."""
        if self._server.is_running():
            return True
        now = time.monotonic()
        if len(self._tries) == MOST_TRIES and now - self._tries[0] < WITHIN_SECONDS:
            structlog.get_logger().critical("database given up", count=MOST_TRIES)
            return False
        self._tries.append(now)
        structlog.get_logger().error("database died", count=len(self._tries))
        self._start()
        return True

    def _start(self) -> None:
        try:
            self._server.start()
        except Exception as error:
            structlog.get_logger().error("database not restarted", error=str(error))
        else:
            structlog.get_logger().warning("database restarted")

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            if not self.look():
                return
