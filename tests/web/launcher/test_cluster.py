import asyncio
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from expert_pool.errors import ExpertPoolError
from web.launcher import EmbeddedPostgres
from web.launcher.cluster import major_version


async def _ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def ask(url: str, query: str = "SELECT 1") -> object:
    return asyncio.run(_ask(url, query))


def server_pid(postgres: EmbeddedPostgres) -> int:
    return int((postgres.places.cluster / "postmaster.pid").read_text().split("\n")[0])


def is_running(postgres: EmbeddedPostgres) -> bool:
    return (postgres.places.cluster / "postmaster.pid").exists()


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that root's unprivileged account can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="expert-pool-") as directory:
        Path(directory).chmod(0o711)
        yield Path(directory) / "postgres"


@pytest.fixture
def postgres(home: Path) -> Iterator[EmbeddedPostgres]:
    postgres = EmbeddedPostgres(home, durable=False)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("password_encryption", "scram-sha-256"),
        ("unix_socket_permissions", "0700"),
        ("timezone", "UTC"),
    ],
)
def test_the_server_runs_as_promised(
    cluster: EmbeddedPostgres, setting: str, expected: str
) -> None:
    assert ask(cluster.url("postgres"), f"SELECT current_setting('{setting}')") == expected


def test_the_services_role_is_no_superuser(cluster: EmbeddedPostgres) -> None:
    query = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(cluster.url("postgres"), query) is False


def test_text_is_compared_the_same_on_every_machine(
    cluster: EmbeddedPostgres,
) -> None:
    query = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'"
    assert ask(cluster.url("postgres"), query) == "bC.UTF-8"


def test_a_wrong_password_is_refused(cluster: EmbeddedPostgres) -> None:
    password = (cluster.places.home / "expert_pool.password").read_text()
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(cluster.url("postgres").replace(password, "0" * 64))


def test_passwords_and_data_are_readable_by_the_owner_alone(cluster: EmbeddedPostgres) -> None:
    home = cluster.places.home
    for path in (home, home / "cluster", home / "socket", *home.glob("*.password")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_server_never_runs_as_root(cluster: EmbeddedPostgres) -> None:
    assert Path(f"/proc/{server_pid(cluster)}").stat().st_uid != 0


def test_the_last_one_out_stops_the_server(postgres: EmbeddedPostgres, home: Path) -> None:
    second = EmbeddedPostgres(home)
    second.start()

    assert not postgres.stop()
    assert ask(second.url()) == 1
    assert second.stop()
    assert not is_running(second)


def test_a_killed_server_is_recovered_with_what_was_committed(home: Path) -> None:
    postgres = EmbeddedPostgres(home)
    ask(postgres.start(), "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(server_pid(postgres), signal.SIGKILL)

    assert ask(postgres.start(), "SELECT number FROM kept") == 7
    assert postgres.stop()


def test_a_server_whose_user_was_killed_is_taken_over(home: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from web.launcher import EmbeddedPostgres;"
        "EmbeddedPostgres(Path(sys.argv[1])).start(); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(home)], check=False)  # noqa: S603
    assert killed.returncode == -signal.SIGKILL

    heir = EmbeddedPostgres(home)
    assert is_running(heir)
    assert ask(heir.start()) == 1
    assert heir.stop()


def test_a_stranger_with_the_old_servers_number_does_not_stand_in_the_way(
    postgres: EmbeddedPostgres,
) -> None:
    postgres.stop()
    for stale in ("cluster/postmaster.pid", "socket/.s.PGSQL.5432.lock"):
        (postgres.places.home / stale).write_text(f"{os.getpid()}\n")

    assert ask(postgres.start()) == 1


def test_an_unfinished_set_up_is_made_again(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "cluster.unfinished").mkdir()
    (home / "cluster.unfinished" / "PG_VERSION").write_text("18")
    _let_the_account_in(home)

    with EmbeddedPostgres(home, durable=False) as url:
        assert ask(url) == 1


def test_another_major_version_is_refused_and_nothing_is_touched(
    postgres: EmbeddedPostgres,
) -> None:
    postgres.stop()
    version = postgres.places.cluster / "PG_VERSION"
    version.write_text("9\n")

    with pytest.raises(ExpertPoolError) as refused:
        postgres.start()

    assert refused.value.code == "database.other_major_version"
    assert refused.value.params["found"] == "9"
    assert refused.value.params["offered"] == str(major_version(postgres.places.binaries))


def test_a_directory_without_programs_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        EmbeddedPostgres(home, binaries=tmp_path).start()

    assert refused.value.code == "database.no_programs"


def test_a_path_too_long_for_a_socket_still_works(home: Path) -> None:
    postgres = EmbeddedPostgres(home.parent / ("d" * 100) / "postgres", durable=False)

    with postgres as url:
        assert ask(url) == 1
    postgres.places.socket.rmdir()


def _let_the_account_in(home: Path) -> None:
    """As root the directory would belong to the unprivileged account already."""
    if os.geteuid() == 0:
        os.chown(home, 65534, 65534)
