"""What the log costs: acts a second with it and without, and verifying it beside hashing alone.

    python -m benchmarks.log [--entries 50000] [--seconds 5] [--rounds 3] [--writers 8]
    python -m benchmarks.log --entries 1000000 --rounds 0

Its one job is to print figures beside the command that made them. Both loads insert the same
row, one a transaction; with the log each transaction holds an entry with a detail, too, and
the sequencer signs beside them. The rounds alternate, so that other work weighs on both.
Nobody in the entries is real.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import text

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.exported import Trusted, verify_export
from expert_pool.audit.log import LogLine, log_head
from expert_pool.audit.merkle import leaf_hash, tree_root
from expert_pool.recording import record_act
from expert_pool.storage.migrating import upgrade
from tests.expert_pool.audit.entry_samples import log_lines, write_export
from tests.expert_pool.audit.note_samples import LOG, ORIGIN
from web.cli.lines import read_lines
from web.launcher import EmbeddedPostgres
from web.log_keeping import run_sequencer
from web.services import Services, make_services
from web.settings import Settings

ACTOR: Final = Actor("fictional", "officer")
_TABLE: Final = text(
    "CREATE TABLE benchmark_act (id bigint GENERATED ALWAYS AS IDENTITY, said text)"
)
_ACT: Final = text("INSERT INTO benchmark_act (said) VALUES (:said)")
_WAITING: Final = text("SELECT count(*) FROM audit_queue")


async def act(services: Services, number: int, *, logged: bool) -> None:
    """One change in a transaction, with its entry or without."""
    async with services.database.transaction() as session:
        await session.execute(_ACT, {"said": f"change {number}"})
        if logged:
            await record_act(
                session,
                actor=ACTOR,
                act=Act.DEMO_FILL,
                subject=f"project:{number}",
                after={"number": number},
            )


async def load(services: Services, seconds: float, writers: int, *, logged: bool) -> list[float]:
    """How long each act of some writers took, for so many seconds."""
    took, until = list[float](), time.perf_counter() + seconds

    async def write() -> None:
        while (begun := time.perf_counter()) < until:
            await act(services, len(took), logged=logged)
            took.append(time.perf_counter() - begun)

    await asyncio.gather(*(write() for _ in range(writers)))
    return took


async def load_with_log(services: Services, seconds: float, writers: int) -> list[float]:
    """The same load with entries, while the sequencer gives places and signs."""
    sequencer = asyncio.create_task(run_sequencer(services))
    try:
        return await load(services, seconds, writers, logged=True)
    finally:
        sequencer.cancel()
        with suppress(asyncio.CancelledError):
            await sequencer


async def compare(url: str, data: Path, asked: argparse.Namespace) -> dict[str, object]:
    """Both loads in turn on one database, and whether every entry is signed in the end."""
    services = make_services(Settings(database_url=url, data_dir=data))
    without, with_log = list[float](), list[float]()
    try:
        async with services.database.transaction() as session:
            await session.execute(_TABLE)
        for _ in range(asked.rounds):
            without += await load(services, asked.seconds, asked.writers, logged=False)
            with_log += await load_with_log(services, asked.seconds, asked.writers)
        note = await services.sequencer.step()
        async with services.database.aside() as session:
            waiting = await session.scalar(_WAITING)
    finally:
        await services.database.close()
    if note is None or waiting or int(note.text.split("\n")[1]) != len(with_log):
        raise SystemExit("not every entry that was acknowledged is signed")
    span = asked.seconds * asked.rounds
    return {
        "without_log": _figures(without, span),
        "with_log": _figures(with_log, span),
        "ratio_per_second": round(len(with_log) / len(without), 3),
    }


def _figures(took: list[float], seconds: float) -> dict[str, float]:
    return {
        "per_second": round(len(took) / seconds, 1),
        "median_ms": round(1e3 * statistics.median(took), 2),
        "p99_ms": round(1e3 * statistics.quantiles(took, n=100)[98], 2),
    }


def verify(entries: int, directory: Path, *, details: bool) -> dict[str, object]:
    """CPU of verifying an export in a file with one signed note, and of hashing it alone.

    An auditor's export holds the detail of every third entry; the signed one has none.
    """
    lines = log_lines(entries)
    bodies = [line.body for line in lines]
    told = lines if details else [LogLine(body) for body in bodies]
    file = directory / "entries.jsonl"
    file.write_text("".join(f"{line}\n" for line in write_export(told)), encoding="utf-8")
    del lines, told
    head = log_head([leaf_hash(body) for body in bodies])
    note = sign_checkpoint(Checkpoint(ORIGIN, head), [LOG]).written().encode()
    trusted = Trusted((LOG.verifier,))

    def whole() -> None:
        if verify_export(read_lines(file), [("note", note)], trusted).findings:
            raise SystemExit("a log that is right was refused")

    hashing = _cpu(lambda: tree_root([leaf_hash(body) for body in bodies]))
    verifying = _cpu(whole)
    return {
        "entries": entries,
        "details": details,
        "hashing_cpu_s": round(hashing, 3),
        "verifying_cpu_s": round(verifying, 3),
        "multiple_of_hashing": round(verifying / hashing, 1),
    }


def _cpu(work: Callable[[], object], repeats: int = 3) -> float:
    found = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return statistics.median(found)


def main() -> None:
    """Measure both, and print one JSON object."""
    parser = argparse.ArgumentParser(description="What the log costs.")
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--writers", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        data.mkdir()
        with EmbeddedPostgres(Path(directory) / "postgres") as url:
            upgrade(url)
            found = asyncio.run(compare(url, data, asked)) if asked.rounds else {}
        verified = [verify(asked.entries, data, details=details) for details in (False, True)]
    print(json.dumps({**found, "verified": verified}, indent=2))


if __name__ == "__main__":
    main()
