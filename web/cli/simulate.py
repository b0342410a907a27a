"""`expert-pool simulate`: a fictional year on a database of its own. `web.simulation` does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import click

from selection.tool.command_list import SpokenCommand
from web.cli.language import say

FOUND = 1
ENDED_EARLY = 130
"""As a shell says of a command that Ctrl-C ended."""
MONTHS = 12


@click.command(cls=SpokenCommand)
@click.option(
    "--experts", type=click.IntRange(50, 20_000), default=5000, help="Experts in the pool."
)
@click.option(
    "--requests", type=click.IntRange(1, 5000), default=600, help="Panel requests in the year."
)
@click.option("--seed", type=click.IntRange(0), default=1, help="Of pool, requests and habits.")
@click.option("--year", type=click.IntRange(2021, 2035), default=2026, help="Which year.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def simulate(experts: int, requests: int, seed: int, year: int, as_json: bool) -> None:
    """Let a year of fictional experts and officers happen, and judge its log.

    It uses the acts of the service, a PostgreSQL of its own and a clock of its own; the data
    of the service stay as they are. Ctrl-C ends the year early: the figures are those of the part
    that was lived, and say so. Exit code 1: a rule was broken at some time; 130: ended early.
    """
    from web.cli.opening import orderly_end
    from web.logs import configure_logs
    from web.simulation.running import simulate as run
    from web.simulation.year import Size

    configure_logs()
    with orderly_end():
        size = Size(year, experts, requests, seed)
        figures = run(size, _progress())
    if as_json:
        # In one line, unlike other data: it is the last line that is printed.
        click.echo(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            click.echo(f"{say(f'simulation.{name}')}: {_shown(value)}")
    if figures["violations"]:
        raise SystemExit(FOUND)
    if not figures["whole"]:
        raise SystemExit(ENDED_EARLY)


def _progress() -> Callable[[str], None]:
    """Tell each month that begins, the time that has gone, and about how much is to come."""
    began = monotonic()

    def tell(month: str) -> None:
        gone, done = monotonic() - began, int(month[-2:]) - 1
        left = timedelta(seconds=round(gone / done * (MONTHS - done))) if done else "?"
        passed = timedelta(seconds=round(gone))
        told = {"month": month, "passed": str(passed), "left": str(left)}
        click.echo(say("simulation.progress", **told), err=True)

    return tell


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items()) or "-"
    return str(value)
