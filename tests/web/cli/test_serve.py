import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from expert_pool.storage.migrating import ROOT
from web.cli import main


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
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


def wait_for_the_address(service: subprocess.Popen[str], port: int) -> None:
    assert service.stdout is not None
    said = []
    for line in service.stdout:
        said.append(line)
        if f"http://127.0.0.1:{port}" in line:
            return
    pytest.fail(f"The service ended before it said its address:\n{''.join(said)}")


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_service_says_its_address_once_it_answers_and_stops_with_its_database(
    data_dir: Path, kind: signal.Signals
) -> None:
    port = free_port()
    service = start(data_dir, port)
    wait_for_the_address(service, port)
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    assert pid_file.exists()
    assert answers(port)

    service.send_signal(kind)
    said, _ = service.communicate(timeout=30)

    assert service.returncode == 0, said
    assert not pid_file.exists()


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = CliRunner().invoke(
            main,
            ["serve", "--port", str(port)],
            env={"EXPERT_POOL_DATA_DIR": str(tmp_path)},
        )

    assert said.exit_code == 1
    assert f"PORT={port + 1} make run" in said.output
    assert list(tmp_path.iterdir()) == []
