import threading

import pytest
from structlog.testing import capture_logs

from web.launcher.guard import MOST_TRIES, Guard


class Dead:
    """A server that is never there, however often it is started."""

    def __init__(self) -> None:
        self.starts = 0
        self.started = threading.Event()

    def is_running(self) -> bool:
        return False

    def start(self) -> str:
        self.starts += 1
        self.started.set()
        return ""


class Refusing(Dead):
    def start(self) -> str:
        super().start()
        message = "no room on the disk"
        raise OSError(message)


class Alive(Dead):
    def is_running(self) -> bool:
        return True


def test_a_server_that_runs_is_left_alone() -> None:
    server = Alive()
    assert Guard(server).look()
    assert server.starts == 0


def test_a_dead_server_is_started_again_and_it_stands_in_the_log() -> None:
    server = Dead()
    with capture_logs() as logged:
        assert Guard(server).look()
    assert server.starts == 1
    assert [line["event"] for line in logged] == ["database died", "database restarted"]


@pytest.mark.parametrize("server", [Dead(), Refusing()])
def test_a_server_that_keeps_dying_is_given_up(server: Dead) -> None:
    guard = Guard(server)
    with capture_logs() as logged:
        looks = [guard.look() for _ in range(MOST_TRIES + 1)]
    assert looks == [True] * MOST_TRIES + [False]
    assert server.starts == MOST_TRIES
    assert logged[-1] == {
        "event": "database given up",
        "log_level": "critical",
        "count": MOST_TRIES,
    }


def test_a_failed_restart_says_why() -> None:
    with capture_logs() as logged:
        Guard(Refusing()).look()
    assert logged[-1]["error"] == "no room on the disk"


def test_the_guard_looks_by_itself_and_ends_with_its_block() -> None:
    server = Dead()
    with capture_logs(), Guard(server, every=0.001):
        assert server.started.wait(timeout=30)
        watching = [thread.name for thread in threading.enumerate()]
    assert "database guard" in watching
    assert "database guard" not in [thread.name for thread in threading.enumerate()]
