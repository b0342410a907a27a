"""A simulated year on a PostgreSQL of its own, which is gone afterwards, and its figures."""

import asyncio
import gc
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Final

from expert_pool.storage.audit_sequence import LogOrder
from expert_pool.storage.database import Database
from expert_pool.storage.migrating import upgrade
from web.launcher import EmbeddedPostgres, Guard
from web.services import make_services
from web.settings import Settings
from web.simulation.agenda import MovedClock
from web.simulation.audit import MAY_GIVE_WAY, Violation, find_violations
from web.simulation.audit_after import find_later_violations
from web.simulation.audit_days import find_day_violations
from web.simulation.facts import collect_world, open_log
from web.simulation.figures import count_afterwards, count_days, count_loads, count_panels
from web.simulation.habits import Habits
from web.simulation.year import Size, Year

CONNECTIONS: Final = 5
"""As many as are ever used at once, so that each keeps what it has prepared."""
MOST_TOLD: Final = 20
uvloop: ModuleType | None
try:
    import uvloop
except ImportError:  # Not on Windows.
    uvloop = None


def simulate(size: Size, tell: Callable[[str], None]) -> dict[str, object]:
    """Let a year happen and give its figures; nothing of the service's own data is touched.

    `tell` is called with each month that begins. Ctrl-C ends the year early, and what was lived
    is judged and counted all the same; pressed once more it ends everything.
    """
    with tempfile.TemporaryDirectory() as home:
        postgres = EmbeddedPostgres(Path(home) / "postgres", durable=False)
        try:
            with postgres as url, Guard(postgres):
                upgrade(url)
                return _run(_live(size, url, Path(home), tell))
        finally:
            # For root the cluster may lie outside of the directory that goes by itself.
            shutil.rmtree(postgres.places.home, ignore_errors=True)


def _run(year: Coroutine[None, None, dict[str, object]]) -> dict[str, object]:
    """On the quicker loop that the service has, too, where there is one."""
    factory = asyncio.new_event_loop if uvloop is None else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(year)


@contextmanager
def _ended_early(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C end a year in order; the next one is what it always is."""
    loop = asyncio.get_running_loop()

    def once() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        stop()

    loop.add_signal_handler(signal.SIGINT, once)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


async def _live(size: Size, url: str, home: Path, tell: Callable[[str], None]) -> dict[str, object]:
    rules = resources.files("web.simulation").joinpath("rules.toml")
    start = datetime(size.year, 1, 1, tzinfo=UTC) - timedelta(hours=8)
    clock = MovedClock(start)
    with resources.as_file(rules) as policy:
        settings = Settings(database_url=url, data_dir=home, policy=str(policy), demo=True)
        services = make_services(
            settings, clock, partial(Database, pool_size=CONNECTIONS, alone=True)
        )
    try:
        # The pool lives as long as the run: nobody searches it for what could be given back.
        gc.set_threshold(50_000, 20, 100)
        year = Year(services, clock, size, Habits())
        with _ended_early(year.stop):
            lived = await year.live(tell)
        world, candidates = await collect_world(services, lived)
        await LogOrder(services.database).settle()
        log = await open_log(services)
    finally:
        await services.database.close()
    found = (
        *find_violations(world, log),
        *find_day_violations(world, log),
        *find_later_violations(world, log),
    )
    broken = Counter(it.rule for it in found)
    gave_way = {rule: number for rule, number in broken.items() if rule in MAY_GIVE_WAY}
    broken -= Counter(gave_way)
    return {
        "experts": size.experts,
        "requests": size.requests,
        "seed": size.seed,
        "whole": lived.whole,
        "until": lived.until.isoformat(),
        **count_panels(lived.panels, services.calendar),
        **count_loads(world, log, candidates),
        **count_days(lived.panels, world),
        **count_afterwards(log),
        "entries": len(log),
        "refused_steps": dict(sorted(lived.refused.items())),
        "gave_way": dict(sorted(gave_way.items())),
        "violations": broken.total(),
        "broken_rules": dict(sorted(broken.items())),
        "first_violations": [_told(it) for it in found if it.rule in broken][:MOST_TOLD],
    }


def _told(found: Violation) -> str:
    return f"{found.at:%Y-%m-%d %H:%M} {found.rule} {found.panel} {found.expert}"
