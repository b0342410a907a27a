"""Draws at once over a pool that is nearly used up: nobody sits too often, each replays alike.

    python -m benchmarks.reliability.concurrent_draws [--draws 1000] [--workers 16] [--control]

As it stands, 1,000 panels of five take 96 % of all seats that a year allows 521 experts. With
`--days 1` all panels meet on one day, so that an expert has one seat in them at most; with
`--full 0.96` so much was taken before they begin. Where too few are left a draw is sent back,
as it should be. `--control` lets panels be seated without another look, in a database that lets
an expert hold a day twice: then the same harness has to report experts over a limit.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from benchmarks.reliability.judging import judge
from benchmarks.reliability.naive import let_days_be_held_twice, seated_without_a_look
from benchmarks.reliability.stage import Stage, lay_out, work
from expert_pool.policy import load_policy
from expert_pool.storage.migrating import upgrade
from web.launcher import EmbeddedPostgres

FORK = get_context("fork")
FIRST_DAY = date(2027, 1, 4)
BAD = ("over_a_limit", "replay_mismatches", "deadlocks")


def run(stage: Stage, workers: int) -> int:
    """Let each worker carry out its share; how many deadlocks PostgreSQL broke."""
    notes = stage.data / "notes"
    shares = [stage.requests[number::workers] for number in range(workers)]
    running = [FORK.Process(target=work, args=(stage, share, notes)) for share in shares]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return len(notes.read_text(encoding="ascii").split()) if notes.exists() else 0


def rehearse(directory: Path, chosen: argparse.Namespace) -> dict[str, object]:
    """Everything, on a cluster of its own; what was found."""
    draws, people, span = chosen.draws, chosen.people, chosen.days
    days = tuple(FIRST_DAY + timedelta(days=place * span // draws) for place in range(draws))
    with EmbeddedPostgres(directory / "postgres") as url:
        upgrade(url)
        if chosen.control:
            seated_without_a_look()
            asyncio.run(let_days_be_held_twice(url))
        stage = asyncio.run(lay_out(url, directory, people, days, chosen.full))
        begin = time.monotonic()
        deadlocks = run(stage, chosen.workers)
        seconds = round(time.monotonic() - begin, 1)
        found = asyncio.run(judge(stage))
    allowed = people * load_policy("demo").integer("max_per_year")
    used = round(int(str(found["seats"])) / allowed, 3)
    return {"seconds": seconds, "deadlocks": deadlocks, **found, "used": used}


def main() -> None:
    """Run it, print what was found, and fail where it is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--people", type=int, default=521)
    parser.add_argument("--full", type=float, default=0.0)
    parser.add_argument("--days", type=int, default=50)
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--directory", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.directory) as directory:
        Path(directory).chmod(0o711)
        found = rehearse(Path(directory), chosen)
    asked = {key: value for key, value in vars(chosen).items() if key != "directory"}
    print(json.dumps({**asked, **found}, indent=2))
    failed = any(found[it] for it in BAD)
    sys.exit(failed != chosen.control)


if __name__ == "__main__":
    main()
