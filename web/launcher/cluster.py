"""Starts, shares and stops the PostgreSQL that comes with the service.

The cluster listens on a unix socket only, asks for a random password (SCRAM), keeps data
checksums and never runs as root. Any number of processes may use one cluster: each holds a
shared lock, and the last one out stops the server. It must not know what is in the database.
"""

import asyncio
import fcntl
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import asyncpg

from expert_pool.errors import ExpertPoolError
from web.launcher.places import (
    Account,
    Places,
    find_places,
    hand_over,
    make_directory,
    write_secret,
)

OWNER = "expert_pool"
ADMINISTRATOR = "postgres"
START_SECONDS = 60.0
FIRST_BUILTIN_LOCALE = 17


class EmbeddedPostgres:
    """A PostgreSQL cluster in a directory; a context manager that gives its address.

    `durable=False` switches off what only protects against power cuts; it is for tests.
    """

    def __init__(self, home: Path, *, binaries: Path | None = None, durable: bool = True) -> None:
        self._wanted_home = home.absolute()
        self._wanted_binaries = binaries
        self._durable = durable
        self._users_lock: int | None = None
        self._places: Places | None = None

    @property
    def places(self) -> Places:
        """Where the cluster lives; worked out once, when it is first needed."""
        if self._places is None:
            self._places = find_places(self._wanted_home, self._wanted_binaries)
        return self._places

    def start(self) -> str:
        """Join the running server or start one, and give its address once it answers."""
        lock = self._lock("start.lock", fcntl.LOCK_EX)
        try:
            if self._users_lock is None:
                self._users_lock = self._lock("users.lock", fcntl.LOCK_SH)
            self._ensure_cluster()
            self._ensure_running()
            asyncio.run(_ensure_database(self.administrator_url(), self._password(OWNER)))
        except BaseException:
            self._leave()
            raise
        finally:
            os.close(lock)
        return self.url()

    def stop(self) -> bool:
        """Leave, and tell whether the server is down now: it stops when nobody else uses it."""
        lock = self._lock("start.lock", fcntl.LOCK_EX)
        try:
            return self._leave()
        finally:
            os.close(lock)

    def is_running(self) -> bool:
        """Whether the server's process is there; it may still be starting up."""
        return _is_alive(self.places.cluster)

    def url(self, database: str = OWNER) -> str:
        """Give the address for the service's own role, which is no superuser."""
        return self._address(OWNER, database)

    def administrator_url(self, database: str = "postgres") -> str:
        """Give the address for the cluster's administrator: maintenance and tests only."""
        return self._address(ADMINISTRATOR, database)

    def __enter__(self) -> str:
        """Start and give the address."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave, whatever happened inside."""
        self.stop()

    def _leave(self) -> bool:
        if self._users_lock is not None:
            os.close(self._users_lock)
            self._users_lock = None
        try:
            alone = self._lock("users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        try:
            if self.is_running():
                self._pg_ctl("stop", "--mode=fast", "--wait", f"--timeout={START_SECONDS:.0f}")
        finally:
            os.close(alone)
        return True

    def _lock(self, name: str, kind: int) -> int:
        """Take a lock that the kernel gives back even when this process is killed."""
        return _take_lock(self.places.home / name, kind, self.places.account)

    def _address(self, role: str, database: str) -> str:
        password = self._password(role)
        host = quote(str(self.places.socket), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}"

    def _password(self, role: str) -> str:
        return (self.places.home / f"{role}.password").read_text(encoding="ascii").strip()

    def _pg_ctl(self, action: str, *options: str) -> subprocess.CompletedProcess[str]:
        program = str(self.places.binaries / "pg_ctl")
        return self.places.run(program, action, "--pgdata", str(self.places.cluster), *options)

    def _ensure_cluster(self) -> None:
        places = self.places
        if not places.cluster.exists():
            _create_cluster(places, durable=self._durable)
        found = (places.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        offered = str(major_version(places.binaries))
        if found != offered:
            raise ExpertPoolError(
                "database.other_major_version",
                {"found": found, "offered": offered, "directory": str(places.cluster)},
            )

    def _ensure_running(self) -> None:
        """Start until it answers: after a crash the old children may hold their memory a while."""
        deadline = time.monotonic() + START_SECONDS
        while not asyncio.run(_answers(self.administrator_url())):
            if time.monotonic() > deadline:
                raise ExpertPoolError(
                    "database.does_not_start", {"log": str(self.places.home / "server.log")}
                )
            if not _is_alive(self.places.cluster):
                self._launch()
            time.sleep(0.05)

    def _launch(self) -> None:
        places = self.places
        for stale in (
            places.cluster / "postmaster.pid",
            places.socket / ".s.PGSQL.5432",
            places.socket / ".s.PGSQL.5432.lock",
        ):
            stale.unlink(missing_ok=True)
        make_directory(places.socket, places.account)
        _write_settings(places, durable=self._durable)
        self._pg_ctl("start", "--no-wait", "--silent", "--log", str(places.home / "server.log"))


def major_version(binaries: Path) -> int:
    """Ask the programs which major version they are."""
    command = [str(binaries / "postgres"), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise ExpertPoolError("database.no_programs", {"directory": str(binaries)}) from error
    found = re.search(r"\) (\d+)", said.stdout)
    if found is None:
        raise ExpertPoolError("database.no_programs", {"directory": str(binaries)})
    return int(found[1])


def _create_cluster(places: Places, *, durable: bool) -> None:
    """Initialise beside the final place and rename: a killed set-up leaves nothing half done."""
    unfinished = places.home / "cluster.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for role in (ADMINISTRATOR, OWNER):
        write_secret(places.home / f"{role}.password", places.account)
    provider = "builtin" if major_version(places.binaries) >= FIRST_BUILTIN_LOCALE else "libc"
    made = places.run(
        str(places.binaries / "initdb"),
        f"--pgdata={unfinished}",
        f"--username={ADMINISTRATOR}",
        f"--pwfile={places.home / f'{ADMINISTRATOR}.password'}",
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        f"--locale-provider={provider}",
        "--locale=C.UTF-8",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    )
    if made.returncode != 0:
        raise ExpertPoolError("database.not_created", {"said": made.stderr.strip()})
    unfinished.rename(places.cluster)


def _write_settings(places: Places, *, durable: bool) -> None:
    """Write our lines anew at each start, so that a moved checkout and a new release both work."""
    settings: Mapping[str, str] = {
        "listen_addresses": "",
        "unix_socket_directories": str(places.socket),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "max_connections": "200",
    } | (
        {}
        if durable
        else {
            "fsync": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "synchronous_commit": "off",
        }
    )
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    lines = [f"{name} = '{value}'\n" for name, value in quoted.items()]
    path = places.cluster / "postgresql.auto.conf"
    path.write_text("".join(lines), encoding="utf-8")


async def _answers(url: str) -> bool:
    """Tell whether the server takes a connection; a server that is starting up does not yet."""
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):
        return False
    await connection.close()
    return True


async def _ensure_database(url: str, password: str) -> None:
    """Make the service's role, which is no superuser, and its database."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", OWNER):
            # The password is our own hexadecimal string: nothing in it needs quoting.
            await connection.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{password}'")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", OWNER):
            await connection.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
    finally:
        await connection.close()


def _take_lock(path: Path, kind: int, account: Account | None) -> int:
    try:
        new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise ExpertPoolError("database.not_ours", {"directory": str(path.parent)}) from error
    if new:
        hand_over(path, account)
    try:
        fcntl.flock(descriptor, kind)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _is_alive(cluster: Path) -> bool:
    """Tell whether the process in the pid file is this cluster's server and not a namesake.

    A server works inside its cluster's directory; a dead one, and a stranger who was given the
    same number after a restart of the machine, do not.
    """
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        return False
    if not Path("/proc/self").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False
