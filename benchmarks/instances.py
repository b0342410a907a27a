"""The engine on the field's instances: odds, patterns, certificate, CPU seconds.

Its one job is to print a table beside the command that made it. Run it with

    python -m benchmarks.instances [--instances FOLDER] [NAME ...]

`NAME_K` is a folder with `categories.csv` and `respondents.csv` for a panel of K seats; a
column `org` allows one member an organisation. `benchmarks/instances/README.md` says where
they are from. Besides time, every panel dealt is checked by code that shares nothing with
the engine (`benchmarks.panel_audit`).
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.panel_audit import Audit, audit_panels
from selection.cells import find_splits
from selection.certificate import check_certificate
from selection.dealing.deal import deal_panel
from selection.documents.odds_certificate import certificate_bytes, write_certificate
from selection.fairness import FairLottery, Proof
from selection.problem import PanelProblem, PatternTable
from selection.solver.pattern_table import BuiltTable, build_pattern_table, draft_table
from selection.tool.common_form import CommonFiles, read_common_form
from selection.tool.freezing import freeze_request

HERE = Path(__file__).parent / "instances"
ORGANISATION = "org"
REHEARSALS = 100
DEALT_PANELS = 1_000
SEEDS_OF_PATTERN = 3

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Instance:
    """A pool and its quotas in files, the seats, and the column of at most one a value."""

    name: str
    folder: Path
    seats: int
    at_most_one_per: tuple[str, ...]

    @property
    def files(self) -> tuple[Path, Path]:
        """The categories and the respondents."""
        return self.folder / "categories.csv", self.folder / "respondents.csv"


@dataclass(frozen=True, slots=True)
class Measured:
    """The table of an instance, and the CPU seconds of its parts."""

    built: BuiltTable
    odds_seconds: float
    whole_seconds: float
    proof_seconds: float
    proof_bytes: int


def list_instances(folder: Path, names: Sequence[str] = ()) -> list[Instance]:
    """The instances of a folder, the smallest pools first; all, or those named."""
    found = [
        _describe(path)
        for path in sorted(folder.iterdir())
        if path.is_dir() and (not names or path.name in names)
    ]
    return sorted(found, key=lambda instance: instance.files[1].stat().st_size)


def load_problem(instance: Instance) -> PanelProblem:
    """The frozen problem, read as `python -m selection odds` reads it."""
    quotas, people = instance.files
    form = CommonFiles(quotas, people, instance.seats, instance.at_most_one_per, None, "id")
    return freeze_request(read_common_form(form)).problem


def measure(problem: PanelProblem) -> Measured:
    """Odds and patterns alone, then the whole: feasible, rehearsed, certified."""
    odds_seconds, _ = time_call(lambda: draft_table(problem))
    whole_seconds, built = time_call(
        lambda: build_pattern_table(problem, rehearsals=REHEARSALS, dealt_panels=DEALT_PANELS)
    )
    if not isinstance(built, BuiltTable):
        sys.exit("the instance has no legal panel")
    proof_seconds, findings = time_call(
        lambda: check_certificate(problem, built.table.cells, built.certificate)
    )
    if findings != built.unproven:
        sys.exit("the certificate was checked twice with two answers")
    proof = Proof(*find_splits(built.table.cells), built.certificate)
    lottery = FairLottery((), proof, built.table.patterns, built.gap)
    size = len(certificate_bytes(write_certificate(lottery, "0" * 64)))
    return Measured(built, odds_seconds, whole_seconds, proof_seconds, size)


def deal_every_pattern(problem: PanelProblem, table: PatternTable) -> Iterable[tuple[str, ...]]:
    """Panels of every pattern of the table, each from seeds of its own."""
    for pattern in table.patterns:
        single = PatternTable(table.cells, (pattern,))
        for number in range(SEEDS_OF_PATTERN):
            seed = hashlib.sha256(f"benchmark {pattern.seats} {number}".encode()).digest()
            yield deal_panel(problem, single, seed, DEALT_PANELS).panel


def audit_ours(instance: Instance, problem: PanelProblem, table: PatternTable) -> Audit:
    """The audit of panels of every pattern, straight from the files."""
    return audit_panels(
        *instance.files,
        instance.seats,
        instance.at_most_one_per,
        deal_every_pattern(problem, table),
    )


def time_call(call: Callable[[], Answer]) -> tuple[float, Answer]:
    """The processor's seconds of a call, and its answer."""
    start = time.process_time()
    answer = call()
    return time.process_time() - start, answer


def warm_up() -> None:
    """Load the solvers, so that the first instance does not pay for it."""
    measure(load_problem(list_instances(HERE, ("sff_12",))[0]))


def _describe(path: Path) -> Instance:
    with (path / "respondents.csv").open(encoding="utf-8-sig") as people:
        columns = people.readline().strip().split(",")
    limits = (ORGANISATION,) if ORGANISATION in columns else ()
    return Instance(path.name, path, int(path.name.rsplit("_", 1)[1]), limits)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--instances", type=Path, default=HERE)
    options = parser.parse_args()
    warm_up()
    print(f"python -m benchmarks.instances {' '.join(sys.argv[1:])}".rstrip())
    print(
        "| instance | people | seats | lowest | highest | gini | levels | cells | patterns "
        "| gap | certified | odds + patterns, CPU s | with rehearsal, CPU s "
        "| certificate: bytes | check, ms | unrepaired | panels checked | illegal |"
    )
    print("|---|" + "--:|" * 17)
    for instance in list_instances(options.instances, options.names):
        problem = load_problem(instance)
        seen = measure(problem)
        built = seen.built
        audit = audit_ours(instance, problem, built.table)
        print(
            f"| {instance.name} | {len(problem.candidates)} | {instance.seats} "
            f"| {float(built.lowest):.7f} | {float(built.highest):.5f} | {float(built.gini):.4f} "
            f"| {len(built.levels)} | {len(built.table.cells)} | {len(built.table.patterns)} "
            f"| {float(built.gap):.1e} | {'yes' if built.certified else 'no'} "
            f"| {seen.odds_seconds:.3f} | {seen.whole_seconds:.2f} | {seen.proof_bytes} "
            f"| {1_000 * seen.proof_seconds:.1f} | {built.unrepaired} "
            f"| {audit.panels} | {audit.illegal} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
