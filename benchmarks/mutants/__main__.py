"""Seeds mutants of both verifiers and counts which of them the published vectors kill.

    nice python -m benchmarks.mutants [python] [javascript] [MODULE ...]

A mutant that no case can tell from the verifier stands in `equivalent.toml` with the reason.
Any other survivor ends with exit code 1.
"""

import importlib
import sys
import time
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.mutants import javascript_faults, python_faults
from benchmarks.mutants.cases import AnyCase, read_cases
from benchmarks.mutants.python_faults import Fault
from benchmarks.mutants.python_runs import TARGETS, find_reached, is_killed, source_of

EQUIVALENT: Final = Path(__file__).with_name("equivalent.toml")
_LOADED_BEFORE: Final = (
    *("pydantic", "rfc8785", "json", "fractions", "unicodedata"),
    "cryptography.hazmat.primitives.asymmetric.ed25519",
)


def main(wanted: Sequence[str]) -> int:
    """Print a line a module, and every survivor that nobody has explained."""
    for name in _LOADED_BEFORE:
        importlib.import_module(name)
    cases = list(read_cases())
    modules = [name for name in wanted if name not in {"python", "javascript"}]
    both = not {"python", "javascript"} & set(wanted)
    survivors: list[Fault] = []
    if both or "python" in wanted:
        survivors += _run_python(cases, modules)
    if both or "javascript" in wanted:
        survivors += _run_javascript(cases, modules)
    unexplained = sum(not _is_equivalent(fault) for fault in survivors)
    print(f"\nsurvivors: {len(survivors)}, of these not explained as equivalent: {unexplained}")
    return 1 if unexplained else 0


@cache
def _read_equivalent() -> frozenset[tuple[str, str, str]]:
    explained = tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    return frozenset(
        (group["module"], mutant["line"], change)
        for group in explained
        for mutant in group["mutants"]
        for change in mutant["changes"]
    )


def _is_equivalent(fault: Fault) -> bool:
    return (fault.module, fault.written, fault.change) in _read_equivalent()


def _run_python(cases: list[AnyCase], modules: Sequence[str]) -> list[Fault]:
    if is_killed(Fault(TARGETS[0], 0, "", "nothing", source_of(TARGETS[0])), cases):
        sys.exit("The verifier in Python does not give the published answers itself.")
    reached = find_reached(cases)
    survivors = []
    for module in TARGETS:
        if modules and module not in modules:
            continue
        started = time.perf_counter()
        faults = list(python_faults.plant_faults(module, source_of(module)))
        run = [fault for fault in faults if (module, fault.line) in reached]
        alive = [fault for fault in run if not is_killed(fault, cases)]
        survivors += alive
        _report(module, len(run), alive, len(faults) - len(run), started)
    return survivors


def _run_javascript(cases: Sequence[AnyCase], modules: Sequence[str]) -> list[Fault]:
    # Imported late: the page's code would load the verifier before its mutants are made.
    runs = importlib.import_module("benchmarks.mutants.javascript_runs")
    survivors = []
    for module in runs.TARGETS:
        if modules and module not in modules:
            continue
        started = time.perf_counter()
        faults = list(javascript_faults.plant_faults(module, runs.read_module(module)))
        killed = list(runs.find_killed(faults, cases))
        alive = [fault for fault, seen in zip(faults, killed, strict=True) if not seen]
        survivors += alive
        _report(module, len(faults), alive, 0, started)
    return survivors


def _report(module: str, seeded: int, alive: Sequence[Fault], apart: int, started: float) -> None:
    seconds = time.perf_counter() - started
    print(
        f"{module:<32} {seeded:>4} mutants, {seeded - len(alive):>4} killed, {len(alive):>3} alive,"
        f" {apart:>3} not part of verifying; {seconds:>5.0f} s",
        flush=True,
    )
    for fault in alive:
        if not _is_equivalent(fault):
            print(f"    {fault.line}: {fault.change}\n        {fault.written}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
