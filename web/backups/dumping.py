"""The database as a stream and back, by PostgreSQL's own programs, in one snapshot.

It knows no table but those of the log, whose head belongs to every backup.
"""

import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import IO, Final
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.errors import DatabaseAway, ExpertPoolError
from web.backups.contents import LogState
from web.launcher.places import packaged_binaries
from web.settings import Settings

_BODIES: Final = (
    "SELECT body FROM audit_order JOIN audit_entry ON id = entry_id ORDER BY seq LIMIT $1"
)
_WAITING: Final = (
    "SELECT count(*) FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_order)"
)
_RELATIONS: Final = (
    "SELECT count(*) FROM pg_class WHERE relnamespace NOT IN "
    "(SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')"
)
_EVERYTHING: Final = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database, as another program can see it, too."""

    name: str
    log: LogState
    revision: str


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection for the time of a block."""
    try:
        connection = await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://", 1))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseAway(str(error) or type(error).__name__) from error
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Snapshot]:
    """Hold one moment of the database for as long as the block runs."""
    async with (
        connected(url) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        name = await connection.fetchval("SELECT pg_export_snapshot()")
        head = await _head(connection, _EVERYTHING)
        waiting = await connection.fetchval(_WAITING)
        revision = await connection.fetchval("SELECT version_num FROM alembic_version")
        yield Snapshot(
            name, LogState(size=head.size, root=head.root.hex(), waiting=waiting), revision
        )


async def stored_head(url: str, size: int) -> LogHead:
    """The head over the first entries of the log, recomputed from their bytes."""
    async with connected(url) as connection, connection.transaction():
        return await _head(connection, size)


async def _head(connection: asyncpg.Connection, size: int) -> LogHead:
    leaves = [leaf_hash(row[0].encode()) async for row in connection.cursor(_BODIES, size)]
    return log_head(leaves)


async def refuse_filled(url: str) -> None:
    """Refuse a database in which there is anything.

    Raises:
        ExpertPoolError: `backup.database_not_empty`.
    """
    async with connected(url) as connection:
        count = await connection.fetchval(_RELATIONS)
    if count:
        raise ExpertPoolError("backup.database_not_empty", {"count": count})


async def empty_again(url: str) -> None:
    """Take away everything that a refused restore has put into the empty database."""
    async with connected(url) as connection:
        await connection.execute("DROP OWNED BY CURRENT_USER CASCADE")


def dump(settings: Settings, url: str, moment: str, take: Callable[[IO[bytes]], int]) -> int:
    """Give the dump of a snapshot to `take` as it comes; how many bytes it had.

    Raises:
        ExpertPoolError: `backup.program_failed` with what the program said.
    """
    options = ("--format=custom", "--no-owner", "--no-acl", f"--snapshot={moment}")
    with _run(settings, "pg_dump", url, *options, stdout=subprocess.PIPE) as program:
        size = take(program.stdout) if program.stdout else 0
        _end(program, "pg_dump")
    return size


def load(settings: Settings, url: str, parts: Iterator[bytes]) -> None:
    """Fill an empty database from the parts of a dump, in one transaction.

    Raises:
        ExpertPoolError: `backup.program_failed` with what the program said.
    """
    options = (
        "--format=custom",
        "--no-owner",
        "--no-acl",
        "--exit-on-error",
        "--single-transaction",
    )
    with _run(settings, "pg_restore", url, *options, stdin=subprocess.PIPE) as program:
        with suppress(BrokenPipeError):  # What it said follows.
            _feed(program.stdin, parts)
        _end(program, "pg_restore")


def _feed(target: IO[bytes] | None, parts: Iterator[bytes]) -> None:
    if target is not None:
        for part in parts:
            target.write(part)


def _run(
    settings: Settings,
    name: str,
    url: str,
    *options: str,
    stdin: int | None = None,
    stdout: int | None = None,
) -> "subprocess.Popen[bytes]":
    """A program of PostgreSQL; the password goes by its environment, where nobody else reads it."""
    binary = (settings.pg_bin or packaged_binaries()) / name
    parts = urlsplit(url.replace("postgresql+asyncpg://", "postgresql://", 1))
    account, at, host = parts.netloc.rpartition("@")
    plain = parts._replace(netloc=f"{account.partition(':')[0]}{at}{host}")
    command = [str(binary), f"--dbname={urlunsplit(plain)}", *options]
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    if parts.password is not None:
        environment["PGPASSWORD"] = unquote(parts.password)
    try:
        return subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise ExpertPoolError("database.no_programs", {"directory": str(binary.parent)}) from error


def _end(program: "subprocess.Popen[bytes]", name: str) -> None:
    _, said = program.communicate()
    if program.returncode:
        lines = said.decode(errors="replace").strip().splitlines() or [""]
        raise ExpertPoolError("backup.program_failed", {"program": name, "said": lines[0]})
