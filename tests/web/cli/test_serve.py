import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from expert_pool.storage.migrating import ROOT
from web.cli import main

READY_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A directory that root's unprivileged account can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="expert-pool-") as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)


def start(data_dir: Path, port: int) -> subprocess.Popen[str]:
    without = {"DATABASE_URL", "PORT"}
    environment = {name: value for name, value in os.environ.items() if name not in without}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "web.cli", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment | {"EXPERT_POOL_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def wait_until_ready(service: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while service.poll() is None and time.monotonic() < deadline:
        if answers(port):
            return
        time.sleep(0.1)
    service.kill()
    pytest.fail(f"The service did not get ready:\n{service.communicate()[0]}")


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_service_stops_cleanly_and_takes_its_database_along(
    data_dir: Path, kind: signal.Signals
) -> None:
    port = free_port()
    service = start(data_dir, port)
    wait_until_ready(service, port)
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    assert pid_file.exists()

    service.send_signal(kind)
    said, _ = service.communicate(timeout=30)

    assert service.returncode == 0, said
    assert f"http://127.0.0.1:{port}" in said
    assert not pid_file.exists()


def test_a_taken_port_is_told_before_anything_starts(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = CliRunner().invoke(
            main,
            ["serve", "--port", str(port)],
            env={"EXPERT_POOL_DATA_DIR": str(data_dir)},
        )

    assert said.exit_code == 1
    assert f"PORT={port + 1} make run" in said.output
    assert list(data_dir.iterdir()) == []
