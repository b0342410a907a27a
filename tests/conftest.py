"""Gives each test that asks for one a database of its own, cut from one migrated template."""

import asyncio
import os
import shutil
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import settings

from expert_pool.storage.database import Database
from expert_pool.storage.migrating import upgrade
from tests.expert_pool.log_samples import equipped
from web.launcher import EmbeddedPostgres
from web.launcher.cluster import OWNER

DIRECTORY = "EXPERT_POOL_TEST_DIRECTORY"
OF_THE_SUITE = {DIRECTORY, "EXPERT_POOL_REQUIRE_BROWSER"}
PREFIX = "expert-pool-tests-"
ROOM = 512 * 1024 * 1024
ABANDONED_SECONDS = 3600
TEMPLATE = "migrated"

# The suite tries the same examples everywhere; `make properties` searches for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("searching", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("PROPERTIES", "repeatable"))


def pytest_configure(config: pytest.Config) -> None:
    """Make one directory for the whole session before the workers start and inherit its name.

    Settings of the service that stand in the terminal are for `make run`, not for tests.
    """
    for name in [it for it in os.environ if it.startswith("EXPERT_POOL_")]:
        if name not in OF_THE_SUITE:
            del os.environ[name]
    for name in ("PORT", "DATABASE_URL"):
        os.environ.pop(name, None)
    if hasattr(config, "workerinput"):
        return
    parent = _fast_directory()
    _sweep(parent)
    directory = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    directory.chmod(0o711)
    os.environ[DIRECTORY] = str(directory)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the session's directory; the last worker has stopped the server by now."""
    if not hasattr(config, "workerinput") and DIRECTORY in os.environ:
        shutil.rmtree(os.environ.pop(DIRECTORY), ignore_errors=True)


class Administrator:
    """One connection that makes and drops databases, on a loop apart from the tests' loops."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection: asyncpg.Connection = self._wait(asyncpg.connect(url))

    def execute(self, statement: str) -> None:
        self._wait(self._connection.execute(statement))

    def value(self, query: str, *values: object) -> object:
        return self._wait(self._connection.fetchval(query, *values))

    def close(self) -> None:
        self._wait(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)


@pytest.fixture(scope="session")
def cluster() -> Iterator[EmbeddedPostgres]:
    """The session's PostgreSQL, shared by all workers; nothing in it survives a power cut."""
    postgres = EmbeddedPostgres(Path(os.environ[DIRECTORY]) / "postgres", durable=False)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def administrator(cluster: EmbeddedPostgres) -> Iterator[Administrator]:
    connected = Administrator(cluster.administrator_url())
    yield connected
    connected.close()


@pytest.fixture(scope="session")
def template(cluster: EmbeddedPostgres, administrator: Administrator) -> str:
    """A migrated database that nobody connects to; the first worker makes it, the others wait."""
    administrator.execute("SELECT pg_advisory_lock(1)")
    try:
        made = administrator.value("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE)
        if made is None:
            administrator.execute("DROP DATABASE IF EXISTS unfinished")
            administrator.execute(f"CREATE DATABASE unfinished OWNER {OWNER}")
            upgrade(cluster.url("unfinished"))
            administrator.execute(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")
    finally:
        administrator.execute("SELECT pg_advisory_unlock(1)")
    return TEMPLATE


@pytest.fixture
def database_url(
    cluster: EmbeddedPostgres, administrator: Administrator, template: str
) -> Iterator[str]:
    """The address of a fresh migrated database that is this test's alone."""
    with _made(administrator, template) as name:
        yield cluster.url(name)


@pytest.fixture
def empty_database_url(cluster: EmbeddedPostgres, administrator: Administrator) -> Iterator[str]:
    """The address of a database without any table, for tests of the migrations themselves."""
    with _made(administrator, "template1") as name:
        yield cluster.url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh migrated database that is this test's alone, in which acts can be recorded."""
    opened = Database(database_url, pool_size=4, overflow=4)
    yield equipped(opened)
    await opened.close()


@contextmanager
def _made(administrator: Administrator, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}"
    administrator.execute(
        f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} STRATEGY FILE_COPY"
    )
    try:
        yield name
    finally:
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _fast_directory() -> Path:
    """Prefer memory: a fresh database for each test is mostly a copy of files."""
    memory = Path("/dev/shm")  # noqa: S108 - only the parent of a fresh private directory
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(tempfile.gettempdir())


def _sweep(parent: Path) -> None:
    """Stop the servers of sessions that were killed, and remove what they left."""
    for directory in parent.glob(f"{PREFIX}*"):
        age = time.time() - directory.stat().st_mtime
        if age < ABANDONED_SECONDS or directory.stat().st_uid != os.geteuid():
            continue
        home = directory / "postgres"
        if not home.exists() or EmbeddedPostgres(home).stop():
            shutil.rmtree(directory, ignore_errors=True)
