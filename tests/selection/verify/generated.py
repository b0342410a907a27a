"""Lawful receipts of every kind: sources, forms, sizes, caps, conflicts, splits, signatures."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from selection.documents.commitment import DrawFrame, Exclusion, commit_draw
from selection.documents.forms import FileSource, GivenEntropy
from selection.documents.receipts import (
    conclude_draw,
    receipt_bytes,
    write_full_receipt,
    write_public_receipt,
)
from selection.documents.seed_sources import COMMITTED_IN_FILE, NOT_COMMITTED
from selection.problem import PanelProblem, PatternTable
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import draw, make_frame

ANNOUNCED = "抽签现场六枚骰子 “6d6” \\ é \u0001"
"""Any text may stand in an announcement: quotation marks, signs of other planes, controls 𝄞."""
SHAPES = (
    # size, employers, cap, conflicts
    (10, 10, 1, ()),
    (11, 11, 1, ((0, 1), (1, 2), (2, 3))),
    (24, 8, 1, ((1, 2), (0, 7))),
    (24, 24, 1, ()),
    (40, 9, 1, ((0, 4), (3, 9), (5, 8), (5, 7))),
    (60, 6, 2, tuple((n, n + 7) for n in range(20))),
    (129, 40, 1, tuple((n, 3 * n + 1) for n in range(1, 30))),
    (200, 12, 3, ()),
)


def generate_receipts() -> dict[str, bytes]:
    """Every receipt by a name that says what it is; the same in every run."""
    return dict([*_of_two_parties(), *_of_splits(), *_of_the_solver(), *_of_files()])


def _of_two_parties() -> Iterator[tuple[str, bytes]]:
    for shape, many, attempt in product(SHAPES, (False, True), (1, 3)):
        size, employers, cap, conflicts = shape
        # A single panel cannot be repaired, so it must be legal however it is dealt.
        dealt = 30 if many else 1 if employers == size and not conflicts else 12
        problem = make_problem(size, employers, cap=cap, conflicts=conflicts)
        yield from _both(
            f"{size} candidates, {dealt} panels, attempt {attempt}",
            problem,
            make_table(problem),
            make_frame(dealt=dealt, attempt=attempt),
        )


def _of_splits() -> Iterator[tuple[str, bytes]]:
    problem = make_problem(size=30, employers=30, conflicts=[(1, 2), (2, 3)])
    people = make_table(problem, [((1, 0, 0, 4), 2), ((2, 0, 1, 2), 1)], people=("e001", "e002"))
    yield from _both("people split off", problem, people, make_frame())
    problem = make_problem(size=24, employers=8)
    employer = make_table(problem, [((1, 0, 4, 0), 1), ((0, 1, 4, 0), 1)], employers=("u0",))
    yield from _both("an employer split off", problem, employer, make_frame())


def _of_the_solver() -> Iterator[tuple[str, bytes]]:
    for size, employers in ((60, 15), (300, 40)):
        pairs = [(n, 7 * n % size) for n in range(1, size // 4) if 7 * n % size > n]
        problem = make_problem(size, employers, conflicts=pairs)
        built = build_pattern_table(problem, rehearsals=10, dealt_panels=100)
        assert isinstance(built, BuiltTable)
        frame = make_frame(dealt=100)
        yield from _both(f"{size} candidates, table of the solver", problem, built.table, frame)


def _both(
    name: str, problem: PanelProblem, table: PatternTable, frame: DrawFrame
) -> Iterator[tuple[str, bytes]]:
    drawn = draw(problem, table, frame)
    for form, data in zip(("full", "public"), drawn.both, strict=True):
        yield f"{name}, {form}", data


def _of_files() -> Iterator[tuple[str, bytes]]:
    problem = make_problem(33, 11, conflicts=[(1, 2), (0, 7)])
    at_once = FileSource(kind="files", announced=None, statement=NOT_COMMITTED)
    later = FileSource(kind="files", announced=ANNOUNCED, statement=COMMITTED_IN_FILE)
    for source, entropy in product((at_once, later), ("00", "6d" * 512)):
        time = None if source.announced is None else "2024-02-29T23:59:59Z"
        frame = replace(make_frame(), time=time, source=source, parties=())
        kind = "at once" if source.announced is None else "announced"
        yield from _files(f"files {kind}, {len(entropy) // 2} bytes", problem, frame, entropy)


def _files(
    name: str, problem: PanelProblem, frame: DrawFrame, entropy: str
) -> Iterator[tuple[str, bytes]]:
    given = (GivenEntropy(role="entropy", secret=entropy, t=None),)
    none: tuple[Exclusion, ...] = ()
    commitment = commit_draw(frame, problem, make_table(problem), none, b"s" * 32)
    conclusion = conclude_draw(commitment, problem, make_table(problem), given)
    yield f"{name}, full", receipt_bytes(write_full_receipt(commitment, conclusion))
    yield f"{name}, public", receipt_bytes(write_public_receipt(commitment, conclusion))
