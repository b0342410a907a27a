"""A million draws against their table, and broken samplers that must not pass for fair ones.

Its one job is a table beside the command that made it. Run it with

    python -m benchmarks.draw_statistics [--draws 1000000] [--dealt-panels 24]

Every draw is made by `selection.dealing.deal.deal_from` from the seed SHA-256(label || number of
the draw); the broken samplers run the same code with one part replaced. Each test corrects for all
that it looks at (`benchmarks.draw_tests` says how and why it is valid), Holm's correction for
the number of tests. A sampler passes when no corrected p-value is below 0.001: a right one
fails once in a thousand such runs, at most.
"""

import argparse
import os
import resource
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from benchmarks.draw_samplers import (
    FAULTS,
    Draws,
    Setting,
    draw_panels,
    generate_problem,
    join_draws,
)
from benchmarks.draw_tests import Comparison, compare_draws
from benchmarks.tails import correct_by_holm
from selection.solver.pattern_table import BuiltTable, build_pattern_table

PEOPLE: Final = 240
LEVEL: Final = 0.001
REHEARSALS: Final = 100
CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the tests say of one sampler, with p-values corrected for their number."""

    comparisons: tuple[Comparison, ...]
    corrected: tuple[float, ...]

    @property
    def passes(self) -> bool:
        """Whether nothing speaks against the sampler."""
        return not self.refusing

    @property
    def refusing(self) -> tuple[str, ...]:
        """The tests that speak against the sampler."""
        pairs = zip(self.comparisons, self.corrected, strict=True)
        return tuple(one.name for one, corrected in pairs if corrected < LEVEL)

    @property
    def worst(self) -> tuple[str, float]:
        """The test that speaks loudest against the sampler, with its corrected p-value."""
        smallest = min(self.corrected)
        return self.comparisons[self.corrected.index(smallest)].name, smallest


def make_setting(people: int, dealt_panels: int, *, bound: bool = True) -> Setting:
    """A generated problem with its table, rehearsed and certified."""
    problem = generate_problem(people, bound=bound)
    built = build_pattern_table(problem, rehearsals=REHEARSALS, dealt_panels=dealt_panels)
    if not isinstance(built, BuiltTable) or not built.certified or built.unrepaired:
        sys.exit("the generated problem has no certified table")
    return Setting(problem, built.table, dealt_panels)


def judge(setting: Setting, draws: Draws) -> Judgement:
    """Every test of a sample of draws, corrected for their number."""
    comparisons = compare_draws(setting, draws)
    chances = [comparison.chance for comparison in comparisons]
    return Judgement(comparisons, correct_by_holm(chances))


def sample(setting: Setting, fault: str, draws: int, workers: Executor) -> Draws:
    """So many draws of one sampler, on all processors."""
    chunks = [range(start, min(start + CHUNK, draws)) for start in range(0, draws, CHUNK)]
    parts = workers.map(draw_panels, *zip(*((setting, fault, c) for c in chunks), strict=True))
    return join_draws(list(parts))


def print_fair(setting: Setting, draws: Draws, seconds: float) -> None:
    """Every test of the real sampler."""
    judgement = judge(setting, draws)
    print(
        f"\n{len(draws)} draws of {setting.problem.rules.seats} among "
        f"{len(setting.problem.candidates)}, {len(setting.table.cells)} cells, "
        f"{len(setting.table.patterns)} patterns, {setting.dealt_panels} panels dealt a draw, "
        f"{draws.unrepaired} set aside: {seconds:.0f} s CPU\n"
    )
    print("| Test | Compared | p | p, Holm |")
    print("|---|---|--:|--:|")
    for comparison, corrected in zip(judgement.comparisons, judgement.corrected, strict=True):
        print(
            f"| {comparison.name} | {comparison.compared} | {_write(comparison.chance)} "
            f"| {_write(corrected)} |"
        )
    print(f"\n{'passes' if judgement.passes else 'FAILS'} at {LEVEL}", flush=True)


def print_broken(setting: Setting, draws: int, workers: Executor) -> None:
    """The loudest test of each broken sampler."""
    print(f"\nBroken samplers, {draws} draws each\n")
    print("| Fault | Verdict | Loudest test | p, Holm | All that refuse it |")
    print("|---|---|---|--:|---|")
    for fault in FAULTS:
        if fault:
            judgement = judge(setting, sample(setting, fault, draws, workers))
            name, smallest = judgement.worst
            verdict = "passes" if judgement.passes else "fails"
            row = (fault, verdict, name, _write(smallest), ", ".join(judgement.refusing))
            print(f"| {' | '.join(row)} |", flush=True)


def _write(chance: float) -> str:
    if chance == 0:
        return "< 1e-300"
    return f"{chance:.2g}" if chance >= LEVEL else f"{chance:.0e}"


def _count_seconds() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--broken", type=int, default=50_000, help="draws of a broken sampler")
    parser.add_argument("--dealt-panels", type=int, default=24)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--unbound", action="store_true", help="no employers, no conflicts")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    print(f"python -m benchmarks.draw_statistics {' '.join(sys.argv[1:])}".rstrip())
    setting = make_setting(options.people, options.dealt_panels, bound=not options.unbound)
    # A pool of its own: the system counts a worker's seconds when the worker has ended.
    with ProcessPoolExecutor(options.processes) as workers:
        draws = sample(setting, "", options.draws, workers)
    print_fair(setting, draws, _count_seconds())
    if options.broken:
        with ProcessPoolExecutor(options.processes) as workers:
            print_broken(setting, options.broken, workers)


if __name__ == "__main__":
    main()
