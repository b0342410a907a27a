"""The real service as a process of its own, with demo data in a directory of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from expert_pool.storage.migrating import ROOT

START_SECONDS = 240
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Service:
    """A service that answers, and the file it logs to."""

    address: str
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_service(mail_port: int) -> Iterator[Service]:
    """Start it with `serve --demo`, wait until it answers, and stop it as Ctrl-C does."""
    # Root's unprivileged account must reach the directory, which pytest's own does not allow.
    with tempfile.TemporaryDirectory(prefix="expert-pool-journey-") as directory:
        Path(directory).chmod(0o711)
        service = Service(f"http://127.0.0.1:{free_port()}", Path(directory) / "service.log")
        told = {
            "EXPERT_POOL_DATA_DIR": directory,
            "EXPERT_POOL_MAIL_HOST": "127.0.0.1",
            "EXPERT_POOL_MAIL_PORT": str(mail_port),
        }
        process = start_service(service, told)
        try:
            yield service
        finally:
            stop(process)
        _check_the_end(service, process)


def start_service(
    service: Service, told: Mapping[str, str], program: Sequence[str] = ("web.cli",)
) -> subprocess.Popen[bytes]:
    """Start the service with these settings, and wait until it answers."""
    command = ("-m", *program, "serve", "--demo")
    port = {"PORT": service.address.rpartition(":")[2]}
    process = start(command, {**told, **port}, service.log)
    _wait_until_it_answers(service, process)
    return process


def start(command: Sequence[str], told: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program of the project that sees these settings and no other of the terminal's."""
    without = ("EXPERT_POOL_", "DATABASE_URL", "PORT", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(without)}
    with log.open("wb") as said:
        return subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *command],
            cwd=ROOT,
            env={**kept, **told},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_it_answers(service: Service, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    try:
        while not _answers(service):
            said = service.log.read_text(encoding="utf-8")
            assert process.poll() is None, f"The service ended before it answered:\n{said}"
            assert time.monotonic() < end, f"The service does not answer:\n{said}"
            time.sleep(0.1)
    except AssertionError:
        stop(process)
        raise


def _answers(service: Service) -> bool:
    try:
        with urllib.request.urlopen(f"{service.address}/healthz", timeout=5) as page:  # noqa: S310 - our own address
            return bool(page.status == 200)
    except OSError:
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process as Ctrl-C does; one that does not listen is killed."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _check_the_end(service: Service, process: subprocess.Popen[bytes]) -> None:
    said = service.log.read_text(encoding="utf-8")
    assert process.returncode == 0, f"{process.returncode}: {said}"
    assert "Traceback" not in said, said
    assert '"level": "error"' not in said, said
