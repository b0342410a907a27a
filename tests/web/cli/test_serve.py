import asyncio
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner

from expert_pool.storage.migrating import ROOT, upgrade
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


def ask(port: int, path: str, language: str = "en") -> tuple[int, str]:
    """The status and the text of a page, whatever it is."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"accept-language": language}
    )
    try:
        with urllib.request.urlopen(asked, timeout=30) as page:  # noqa: S310 - our own address
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def wait_for(status: int, port: int, path: str) -> str:
    """The text of a page once it has this status."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found, said = ask(port, path)
        if found == status:
            return said
        time.sleep(0.05)
    pytest.fail(f"{path} did not come to {status}: {found} {said}")


@contextmanager
def nobody_may_start_it(data_dir: Path) -> Iterator[None]:
    """Hold the launcher's lock, so that the database stays away until the block ends."""
    with (data_dir / "postgres" / "start.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_a_killed_database_is_told_in_plain_words_and_comes_back_by_itself(
    data_dir: Path,
) -> None:
    port = free_port()
    service = start(data_dir, port)
    wait_for_the_address(service, port)
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    assert ask(port, "/receipts")[0] == 200

    with nobody_may_start_it(data_dir):
        os.kill(int(pid_file.read_text().split("\n")[0]), signal.SIGKILL)
        health = json.loads(wait_for(503, port, "/healthz"))
        english = ask(port, "/receipts")
        chinese = ask(port, "/receipts", "zh-CN")
        program = ask(port, "/api/v1/receipts")
    back = json.loads(wait_for(200, port, "/healthz"))
    again = ask(port, "/receipts")
    service.send_signal(signal.SIGTERM)
    said, _ = service.communicate(timeout=30)

    assert health == {"status": "unavailable", "reason": "The database does not answer."}
    assert english[0] == chinese[0] == program[0] == 503
    assert "your entries are still in the form" in english[1]
    assert "填写的内容仍保留在表单中" in chinese[1]
    assert json.loads(program[1])["code"] == "http.503"
    assert back == {"status": "ok"}
    assert again[0] == 200
    assert service.returncode == 0, said
    assert "database died" in said
    assert "database restarted" in said
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


@pytest.mark.parametrize(
    ("language", "advice"),
    [("zh", "请用创建这些数据的版本启动"), ("en", "Start it with the version that made the data")],
)
def test_data_of_another_version_are_refused_before_anything_listens(
    empty_database_url: str, tmp_path: Path, language: str, advice: str
) -> None:
    port = free_port()
    upgrade(empty_database_url)
    asyncio.run(execute(empty_database_url, "ALTER TABLE panel_request DROP COLUMN state"))
    said = CliRunner().invoke(
        main,
        ["--language", language, "serve", "--port", str(port)],
        env={"EXPERT_POOL_DATA_DIR": str(tmp_path), "DATABASE_URL": empty_database_url},
    )

    assert said.exit_code == 1
    assert "panel_request.state" in said.output
    assert advice in said.output
    assert not answers(port)


@pytest.mark.parametrize(
    ("email", "chosen", "advice"),
    [
        ("admin1@demo.example", (), "It is not for real work"),
        ("head@bureau.example", ("--demo",), "Leave --demo out"),
    ],
)
def test_a_demo_is_not_served_as_a_real_pool_nor_a_real_pool_as_the_demo(
    empty_database_url: str, tmp_path: Path, email: str, chosen: tuple[str, ...], advice: str
) -> None:
    port = free_port()
    place = {"EXPERT_POOL_DATA_DIR": str(tmp_path), "DATABASE_URL": empty_database_url}
    account = ["user", "add", "--email", email, "--name", "虚构", "--role", "user_admin"]
    assert CliRunner().invoke(main, account, env=place).exit_code == 0
    serve = ["--language", "en", "serve", "--port", str(port), *chosen]
    said = CliRunner().invoke(main, serve, env=place)

    assert said.exit_code == 1
    assert advice.lower() in said.output.lower()
    assert not answers(port)


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
