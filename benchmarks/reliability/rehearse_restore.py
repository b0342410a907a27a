"""Backup, loss of the machine, restore, check, and on: minutes, and what was lost.

    python -m benchmarks.reliability.rehearse_restore [--directory DIR] [--acts 200]

Everything is done with the commands that an operator has, on a fictional pool.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead, export_header
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditStore
from web.launcher import EmbeddedPostgres
from web.services import make_services
from web.settings import Settings

KEYS = "*.key"
CLOSED = frozenset({"LOG-22.note_refused", "LOG-23.note_beyond"})
"""What a log whose former name is closed shows until it goes on under a new one."""


@dataclass
class Rehearsal:
    """The machine in a directory, and how long each step took."""

    machine: Path
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long a step takes."""
        begin = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - begin, 2)
        print(f"{step}: {self.seconds[step]} s", file=sys.stderr, flush=True)

    def run(
        self, *arguments: str, allowed: tuple[int, ...] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        """A command of the service, as an operator gives it."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        chosen = {"EXPERT_POOL_DATA_DIR": str(self.machine), "EXPERT_POOL_POLICY": "demo"}
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "web.cli", "--language", "en", *arguments],
            env={**kept, **chosen},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in allowed:
            sys.exit(
                f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}{done.stdout}"
            )
        return done

    def act(self, times: int) -> LogHead:
        """Let things happen; the head of the log after them."""
        with EmbeddedPostgres(self.machine / "postgres") as url:
            return asyncio.run(_act(Settings(database_url=url, data_dir=self.machine), times))

    def lose(self) -> None:
        """Kill PostgreSQL if it runs, and take away everything that was on the machine."""
        for pid_file in self.machine.parent.rglob("postmaster.pid"):
            os.kill(int(pid_file.read_text(encoding="utf-8").split()[0]), signal.SIGKILL)
        places = EmbeddedPostgres(self.machine / "postgres").places
        shutil.rmtree(places.home)
        shutil.rmtree(self.machine)


async def _act(settings: Settings, times: int) -> LogHead:
    services = make_services(settings)
    try:
        for number in range(times):
            async with services.database.transaction() as session:
                await record_act(
                    session,
                    actor=Actor("service", "service"),
                    act=Act.DEMO_FILL,
                    subject="demo",
                    after={"number": number},
                )
        async with services.database.read() as session:
            return await AuditStore(session).head()
    finally:
        await services.database.close()


def rehearse(directory: Path, acts: int) -> dict[str, object]:
    """The whole rehearsal; what it found."""
    machine, elsewhere = directory / "machine", directory / "elsewhere"
    elsewhere.mkdir(parents=True)
    file, newest = elsewhere / "pool.backup", elsewhere / "newest.jsonl"
    rehearsal = Rehearsal(machine)
    with rehearsal.timed("a fictional pool"):
        rehearsal.run("demo")
        rehearsal.act(acts)
    with rehearsal.timed("backup"):
        made = json.loads(rehearsal.run("backup", "--out", str(file), "--json").stdout)
    for key in machine.glob(KEYS):
        shutil.copy(key, elsewhere)
    newest.write_text(f"{export_header(rehearsal.act(7))}\n", encoding="utf-8")
    rehearsal.lose()
    machine.mkdir()
    for key in elsewhere.glob(KEYS):
        shutil.copy(key, machine)
    restore = ("restore", str(file), "--checkpoint", str(newest), "--json")
    with rehearsal.timed("control: the restore that must refuse"):
        refused = rehearsal.run(*restore, allowed=(1,))
    lost = json.loads(newest.read_text(encoding="utf-8"))["size"] - made["log"]["size"]
    with rehearsal.timed("restore"):
        said = json.loads(rehearsal.run(*restore, "--accept-loss", str(lost)).stdout)
    with rehearsal.timed("check"):
        # It ends with 1 as long as the former name is closed.
        checked = json.loads(rehearsal.run("check", "--json", allowed=(1,)).stdout)
    with rehearsal.timed("going on"):
        after = rehearsal.act(1)
    steps = ("restore", "check", "going on")
    codes = [it["code"] for it in checked["findings"]]
    return {
        "entries": made["log"]["size"],
        "uploads": made["uploads"],
        "backup_bytes": made["size"],
        "refused": refused.stderr.strip().splitlines()[-1],
        "lost_entries_after_the_backup": said["lost"],
        "lost_acknowledged_before_the_backup": made["log"]["size"] - said["log"]["size"],
        "closed_name": sorted(CLOSED.intersection(codes)),
        "findings_of_check": [one for one in checked["findings"] if one["code"] not in CLOSED],
        "entries_after_going_on": after.size,
        "seconds": rehearsal.seconds,
        "minutes_until_it_works_again": round(sum(rehearsal.seconds[it] for it in steps) / 60, 2),
    }


def main() -> None:
    """Rehearse in a directory that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path)
    parser.add_argument("--acts", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.directory) as directory:
        Path(directory).chmod(0o711)
        found = rehearse(Path(directory), chosen.acts)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    sys.exit(bool(found["findings_of_check"]) or not found["closed_name"])


if __name__ == "__main__":
    main()
