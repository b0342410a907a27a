"""Kills draw workers at any instruction; each request is published exactly once, the same way.

    python -m benchmarks.reliability.kill_workers [--draws 5000] [--kills 500] [--control]

Workers race for the same requests. `--control` tells the log of a result in a transaction of its
own: then the same harness has to report results that were told twice.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

import asyncpg

from benchmarks.reliability.judging import judge
from benchmarks.reliability.naive import in_two_transactions
from benchmarks.reliability.stage import Stage, lay_out, work
from expert_pool.storage.migrating import upgrade
from web.launcher import EmbeddedPostgres

FORK = get_context("fork")
WAIT = 3.0
_DRAWN = "SELECT count(*) FROM draw WHERE state = 'drawn'"
FIRST_DAY = date(2027, 1, 4)
SEATS = 5
BAD = ("published_more_than_once", "results_not_logged_once", "replay_mismatches")


def run(stage: Stage, kills: int, workers: int) -> int:
    """Let workers race, and kill one after the other all along the draws; the kills done."""
    notes = stage.data / "notes"

    def begin() -> ForkProcess:
        made = FORK.Process(target=work, args=(stage, stage.requests, notes), daemon=True)
        made.start()
        return made

    running, killed = [begin() for _ in range(workers)], 0
    while any(one.is_alive() for one in running):
        if killed >= kills:
            for one in running:
                one.join()
            break
        time.sleep(random.uniform(0, WAIT))  # noqa: S311 - any moment will do
        if killed * len(stage.requests) > kills * asyncio.run(_count_drawn(stage.url)):
            continue
        place = random.randrange(workers)  # noqa: S311 - any of them
        if running[place].is_alive():
            running[place].kill()
            running[place].join()
            running[place] = begin()
            killed += 1
    return killed


async def _count_drawn(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(_DRAWN))
    finally:
        await connection.close()


def rehearse(directory: Path, draws: int, kills: int, workers: int) -> dict[str, object]:
    """Everything, on a cluster of its own; what was found."""
    people = max(40, 2 * SEATS * min(draws, 365) // 10)
    days = tuple(FIRST_DAY + timedelta(days=number) for number in range(draws))
    with EmbeddedPostgres(directory / "postgres") as url:
        upgrade(url)
        stage = asyncio.run(lay_out(url, directory, people, days, 0.0))
        begin = time.monotonic()
        killed = run(stage, kills, workers)
        seconds = round(time.monotonic() - begin, 1)
        found = asyncio.run(judge(stage))
    return {"kills": killed, "workers": workers, "people": people, "seconds": seconds, **found}


def main() -> None:
    """Run it, print what was found, and fail where it is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--directory", type=Path)
    chosen = parser.parse_args()
    if chosen.control:
        in_two_transactions()
    with tempfile.TemporaryDirectory(dir=chosen.directory) as directory:
        Path(directory).chmod(0o711)
        found = rehearse(Path(directory), chosen.draws, chosen.kills, chosen.workers)
    print(json.dumps({"control": chosen.control, **found}, indent=2))
    failed = any(found[it] for it in BAD)
    sys.exit(failed != chosen.control)


if __name__ == "__main__":
    main()
