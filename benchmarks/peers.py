"""sortition-algorithms beside the engine, on the same instances, in one run.

Its one job is to print a table beside the command that made it. Run it with

    python -m benchmarks.peers [--limit CPU_SECONDS] [--python PYTHON] [NAME ...]

The program (GPL, so it is never a part of this one) comes from PyPI into an environment of
its own in a temporary folder, and runs in processes of its own: its HiGHS and OR-Tools
cannot share one. Its leximin needs Gurobi's package, whose free licence is for small models.
Every panel of theirs and of ours is checked straight from the files by
`benchmarks.panel_audit`. The figures are CPU seconds of the calls alone, without reading.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.instances import (
    HERE,
    Instance,
    Measured,
    audit_ours,
    list_instances,
    load_problem,
    measure,
    warm_up,
)
from benchmarks.panel_audit import audit_panels

VERSION = "0.12.15"
PACKAGE = f"sortition-algorithms[gurobi,mip]=={VERSION}"
RUNNER = Path(__file__).parent / "peers_runner.py"
RUNS = (("maximin", "highspy"), ("maximin", "mip-cbc"), ("leximin", "highspy"))


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What one algorithm of theirs cost and gave; no seconds where it gave nothing.

    `spent` are the seconds after which it was stopped; None where it ended by itself.
    """

    algorithm: str
    backend: str
    seconds: float | None
    spent: int | None
    lowest: float
    panels: int
    illegal: int
    remark: str


def install(folder: Path) -> Path:
    """An environment with the pinned version; its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", PACKAGE]
    subprocess.run(command, check=True)  # noqa: S603 - our own words
    return python


def run_peer(python: Path, instance: Instance, algorithm: str, backend: str, limit: int) -> PeerRun:
    """One algorithm on one instance, within a limit of CPU seconds; every panel checked."""
    column = instance.at_most_one_per[0] if instance.at_most_one_per else "-"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        words = [*instance.files, instance.seats, column, algorithm, backend, limit, out]
        command = [str(python), str(RUNNER), *map(str, words)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if not out.exists():
            spent = limit if ended.returncode < 0 else None
            return PeerRun(algorithm, backend, None, spent, 0.0, 0, 0, _explain(ended, limit))
        found = json.loads(out.read_text(encoding="utf-8"))
    chances: Counter[str] = Counter()
    for panel, chance in zip(found["panels"], found["chances"], strict=True):
        chances.update(dict.fromkeys(panel, chance))
    audit = audit_panels(*instance.files, instance.seats, instance.at_most_one_per, found["panels"])
    return PeerRun(
        algorithm,
        backend,
        found["seconds"],
        None,
        min(chances.values()),
        audit.panels,
        audit.illegal,
        audit.first_fault,
    )


def _explain(ended: "subprocess.CompletedProcess[str]", limit: int) -> str:
    if ended.returncode < 0:
        return f"none in {limit} s"
    lines = ended.stderr.strip().splitlines() or ["ended without an answer"]
    return lines[-1][:100].replace("|", "/")


def print_ours(instance: Instance, seen: Measured, panels: int, illegal: int) -> None:
    """The row of the engine, odds and patterns of full leximin."""
    built = seen.built
    print(
        f"| {instance.name} | this engine: leximin | {seen.odds_seconds:.3f} | 1 "
        f"| {float(built.lowest):.7f} | {panels} | {illegal} "
        f"| {'certified' if built.certified else 'not certified'}, "
        f"gap {float(built.gap):.0e}, prepared and rehearsed in {seen.whole_seconds:.2f} s |",
        flush=True,
    )


def print_theirs(instance: Instance, seen: Measured, run: PeerRun) -> None:
    """The row of one of their algorithms, with the ratio of CPU seconds."""
    lowest = "-" if run.seconds is None else f"{run.lowest:.7f}"
    print(
        f"| {instance.name} | {run.algorithm}, {run.backend} | {_compare(run, 1.0, 2)} "
        f"| {_compare(run, seen.odds_seconds, 0)} "
        f"| {lowest} | {run.panels} | {run.illegal} | {run.remark} |",
        flush=True,
    )


def _compare(run: PeerRun, unit: float, digits: int) -> str:
    """Their seconds in this unit; more than the limit where they were stopped at it."""
    if run.seconds is not None:
        return f"{run.seconds / unit:.{digits}f}"
    return "-" if run.spent is None else f"> {run.spent / unit:.0f}"


def compare(python: Path, folder: Path, names: list[str], limit: int) -> None:
    """Print the rows of every instance."""
    print("| instance | method | CPU s | ratio | lowest | panels | illegal | remark |")
    print("|---|---|--:|--:|--:|--:|--:|---|")
    for instance in list_instances(folder, names):
        problem = load_problem(instance)
        seen = measure(problem)
        audit = audit_ours(instance, problem, seen.built.table)
        print_ours(instance, seen, audit.panels, audit.illegal)
        for algorithm, backend in RUNS:
            print_theirs(instance, seen, run_peer(python, instance, algorithm, backend, limit))


def main() -> None:
    """Install the program where no Python with it is given, then compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--instances", type=Path, default=HERE)
    parser.add_argument("--limit", type=int, default=120)
    parser.add_argument("--python", type=Path)
    options = parser.parse_args()
    warm_up()
    print(f"python -m benchmarks.peers {' '.join(sys.argv[1:])}".rstrip())
    with tempfile.TemporaryDirectory() as folder:
        python = options.python or install(Path(folder))
        compare(python, options.instances, options.names, options.limit)


if __name__ == "__main__":
    main()
