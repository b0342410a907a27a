"""Kills PostgreSQL and the sequencer under writers; nothing acknowledged may be lost.

    python -m benchmarks.reliability.kill_database [--kills 200] [--writers 6] [--control]

Every head that was signed and left the process is held against the log in the end, and the log
is checked with all its notes. `--control` lets PostgreSQL acknowledge before it wrote
(`synchronous_commit=off`): then the same harness has to report losses, and the command fails
where it reports none.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

import asyncpg

from benchmarks.reliability.writers import OFFICER, work
from expert_pool.audit.log import LogHead, compare_with_head
from expert_pool.checking import check_log
from expert_pool.storage.migrating import upgrade
from web.launcher import EmbeddedPostgres
from web.launcher.cluster import OWNER
from web.services import make_services
from web.settings import Settings

BETWEEN = (0.3, 1.2)
SEQUENCER = "sequencer"
REFUSED = "refused"
WRITER_EVERY = 10
FORK = get_context("fork")


@dataclass
class Harness:
    """One cluster, its writers and its sequencer."""

    directory: Path
    postgres: EmbeddedPostgres
    url: str
    children: dict[str, ForkProcess] = field(default_factory=dict)

    def file(self, name: str) -> Path:
        """Where a child notes what it was told."""
        return self.directory / f"{name}.noted"

    def start(self, name: str) -> None:
        """A writer or the sequencer, as a process of its own."""
        kind = "sequence" if name == SEQUENCER else "write"
        arguments = (kind, self.url, self.directory, self.file(name))
        self.children[name] = FORK.Process(target=work, args=arguments, daemon=True)
        self.children[name].start()

    def kill(self, name: str) -> None:
        """Nothing that can be caught."""
        child = self.children.pop(name)
        child.kill()
        child.join()

    def kill_postgres(self) -> None:
        """The server and each of its processes, then a new server that has to recover."""
        file = self.postgres.places.cluster / "postmaster.pid"
        server = int(file.read_text(encoding="utf-8").split()[0])
        for pid in (server, *_children_of(server)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.postgres.start()


def _children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(it) for it in found.read_text(encoding="ascii").split()] if found.exists() else []


async def prepare(postgres: EmbeddedPostgres, url: str, *, control: bool) -> None:
    """The schema's one account, and for the control a server that acknowledges too early."""
    connection = await asyncpg.connect(url)
    await connection.execute(
        "INSERT INTO account (id, email, display_name, language) VALUES ($1, $2, $3, $4)",
        *(OFFICER, "officer@example.org", "officer", "en"),
    )
    await connection.close()
    if control:
        connection = await asyncpg.connect(postgres.administrator_url())
        await connection.execute(f"ALTER ROLE {OWNER} SET synchronous_commit = off")
        await connection.close()


def run(harness: Harness, kills: int, writers: int) -> Counter[str]:
    """Kill the server and the sequencer in turn, some writers too; what was killed how often."""
    counted = Counter[str]()
    names = [f"writer-{number}" for number in range(writers)]
    for name in (*names, SEQUENCER):
        harness.start(name)
    while not all(whole_lines(harness.file(name)) for name in harness.children):
        time.sleep(0.1)
    for number in range(kills):
        time.sleep(random.uniform(*BETWEEN))  # noqa: S311 - any moment will do
        if number % 2 == 0:
            harness.kill_postgres()
            counted["postgres"] += 1
        else:
            harness.kill(SEQUENCER)
            harness.start(SEQUENCER)
            counted[SEQUENCER] += 1
        if number % WRITER_EVERY == WRITER_EVERY - 1:
            name = names[number // WRITER_EVERY % writers]
            harness.kill(name)
            harness.start(name)
            counted["writers"] += 1
            print(f"{number + 1} kills", file=sys.stderr, flush=True)
    time.sleep(1)
    harness.kill_postgres()
    for name in list(harness.children):
        harness.kill(name)
    return counted


async def judge(harness: Harness, writers: int) -> dict[str, object]:
    """Hold everything that was acknowledged or handed out against what is stored."""
    noted = [harness.file(f"writer-{number}") for number in range(writers)]
    acknowledged = [it for file in noted for it in whole_lines(file)]
    lines = whole_lines(harness.file(SEQUENCER))
    heads = [_head(line) for line in lines if line != REFUSED]
    connection = await asyncpg.connect(harness.url)
    stored = {str(row[0]) for row in await connection.fetch("SELECT id FROM project")}
    entries = Counter(
        row[0].rpartition(":")[2]
        for row in await connection.fetch(
            "SELECT subject FROM audit_entry WHERE act = 'project.create'"
        )
    )
    await connection.close()
    services = make_services(Settings(database_url=harness.url, data_dir=harness.directory))
    async with services.database.read() as session:
        log = await check_log(session, services.cipher, heads, services.outside())
    leaves = log.leaves
    await services.database.close()
    wrong = [head.size for head in heads if compare_with_head(leaves, head)]
    sizes = [head.size for head in heads]
    return {
        "acknowledged": len(acknowledged),
        "lost": sum(it not in stored for it in acknowledged),
        "entries": len(leaves),
        "acts_without_one_entry": sum(entries[it] != 1 for it in stored),
        "entries_without_act": sum(it not in stored for it in entries),
        "heads_handed_out": len(heads),
        "heads_that_do_not_fit": len(wrong),
        "rewinds": sum(later < former for former, later in pairwise(sizes)),
        "signatures_refused": len(lines) - len(heads),
        "faults_of_the_log": [finding.code for finding in log.findings],
    }


def whole_lines(file: Path) -> list[str]:
    """The lines that were written to their end."""
    text = file.read_text(encoding="ascii") if file.exists() else ""
    return text.rpartition("\n")[0].splitlines()


def _head(line: str) -> LogHead:
    size, _, root = line.partition(" ")
    return LogHead(int(size), bytes.fromhex(root))


BAD = (
    "lost",
    "acts_without_one_entry",
    "entries_without_act",
    "heads_that_do_not_fit",
    "rewinds",
    "signatures_refused",
    "faults_of_the_log",
)


def rehearse(directory: Path, kills: int, writers: int, *, control: bool) -> dict[str, object]:
    """Everything, on a cluster of its own; what was found."""
    postgres = EmbeddedPostgres(directory / "postgres")
    url = postgres.start()
    try:
        upgrade(url)
        asyncio.run(prepare(postgres, url, control=control))
        harness = Harness(directory, postgres, url)
        killed = run(harness, kills, writers)
        return {"killed": dict(killed), **asyncio.run(judge(harness, writers))}
    finally:
        postgres.stop()


def main() -> None:
    """Run it, print what was found, and fail where it is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=6)
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--directory", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.directory) as directory:
        Path(directory).chmod(0o711)
        found = rehearse(Path(directory), chosen.kills, chosen.writers, control=chosen.control)
    print(json.dumps({"control": chosen.control, **found}, indent=2))
    failed = any(found[it] for it in BAD)
    sys.exit(failed != chosen.control)


if __name__ == "__main__":
    main()
