"""Receipts of weighted draws for the verifiers, and what is no such receipt."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selection.problem import PanelProblem, PatternTable, line_up
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import SERVICE, draw, loads, make_frame, rehash
from tests.selection.verify.published_case import VerdictCase, parent_of
from tests.selection.verify.trust_cases import KNOWN

Json = Any
LIMIT = 3
FULL, PUBLIC = "weights, full", "weights, public"
WEIGHTS = tuple(1 + n // 3 % LIMIT for n in range(12))
ROWS = (((0, 0, 1, 1, 1, 2), 3), ((1, 0, 0, 1, 1, 2), 1), ((0, 1, 0, 2, 1, 1), 2))

OTHER_ROWS = (((0, 1, 1, 0, 1, 2), 2), ((1, 1, 0, 1, 2, 0), 5))
"""Here the lowest chance is not the lowest for its weight."""


def make_weighed() -> tuple[PanelProblem, PatternTable]:
    """Twelve candidates of two kinds and three weights; a chance is shared by two weights."""
    plain = make_problem(12, 9, conflicts=[(1, 2), (4, 8)])
    pairs = zip(plain.candidates, WEIGHTS, strict=True)
    problem = replace(
        plain,
        rules=replace(plain.rules, weight_limit=LIMIT),
        candidates=line_up(candidate._replace(weight=weight) for candidate, weight in pairs),
    )
    return problem, make_table(problem, ROWS)


def make_weighed_receipts() -> dict[str, bytes]:
    """Lawful receipts: of several weights, twice, and of one beside an employer split off."""
    problem, table = make_weighed()
    receipts = dict(_both("weights", problem, table))
    other = make_table(problem, OTHER_ROWS)
    receipts |= dict(_both("another order of chances for their weights", problem, other))
    people = tuple(candidate._replace(weight=2) for candidate in problem.candidates)
    rules = replace(problem.rules, weight_limit=2)
    alike = replace(problem, rules=rules, candidates=line_up(people), conflicts=frozenset())
    split = make_table(alike, [((0, 1, 4), 1), ((1, 0, 4), 2)], employers=("u0",))
    receipts |= dict(_both("one weight, an employer split off", alike, split))
    return receipts


def _both(name: str, problem: PanelProblem, table: PatternTable) -> Iterator[tuple[str, bytes]]:
    drawn = draw(problem, table, make_frame(dealt=9))
    yield from zip((f"{name}, full", f"{name}, public"), drawn.both, strict=True)


def make_weight_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Weights out of range, missing, beside the option, or other than committed."""
    for path in _PLACES:
        base = PUBLIC if path[0] == "openings" else FULL
        for value in (0, 1, 2, 3, 4, 10, 11, True, "2", None):
            yield VerdictCase(f"{_say(path)} = {value!r}, {base}", base, ((path, value),))
        yield VerdictCase(f"without {_say(path)}, {base}", base, remove=path)
        plain = base.replace("weights", "small")
        yield VerdictCase(f"{_say(path)} in a draw without weights", plain, ((path, 2),))
    for name, changes in _FORGED:
        for base in (FULL, PUBLIC):
            data = _forge(receipts[base], changes)
            if data is not None:
                yield VerdictCase(f"committed so: {name}, {base}", data=data, trust=KNOWN)
    for form in ("full", "public"):
        data = _weigh_one(receipts[f"one weight, an employer split off, {form}"])
        yield VerdictCase(f"committed so: everybody weighs 1, {form}", data=data, trust=KNOWN)


_PLACES: tuple[tuple[str | int, ...], ...] = (
    ("commit", "rules", "weight_limit"),
    ("commit", "cells", 0, "weight"),
    ("commit", "odds", 0, "weight"),
    ("pool", 0, "weight"),
    ("openings", 0, "entry", "weight"),
)
_FORGED: tuple[tuple[str, tuple[tuple[tuple[str | int, ...], Json], ...]], ...] = (
    ("another limit", ((("commit", "rules", "weight_limit"), 4),)),
    ("a limit below a weight", ((("commit", "rules", "weight_limit"), 2),)),
    ("a weight of two cells", ((("commit", "cells", 5, "weight"), 2),)),
    (
        "a weight of a cell",
        ((("commit", "rules", "weight_limit"), 4), (("commit", "cells", 5, "weight"), 4)),
    ),
    ("a weight of a level", ((("commit", "odds", 0, "weight"), 2),)),
    ("a candidate's weight", ((("pool", 0, "weight"), 2),)),
    ("a member's weight", ((("openings", 0, "entry", "weight"), 2),)),
)


def _forge(data: bytes, changes: tuple[tuple[tuple[str | int, ...], Json], ...]) -> bytes | None:
    """Changed before the commitment, with every digest and the service's own signature."""
    told = copy.deepcopy(loads(data))
    for path, value in changes:
        if path[0] not in told:
            return None
        parent_of(told, path)[path[-1]] = value
    return rehash(told, SERVICE)


def _weigh_one(data: bytes) -> bytes:
    """A limit that lets nobody weigh more, which is no limit to write down."""
    told = copy.deepcopy(loads(data))
    commit = told["commit"]
    commit["rules"]["weight_limit"] = 1
    opened = [opening["entry"] for opening in told.get("openings", ())]
    for one in (*commit["cells"], *commit["odds"], *told.get("pool", ()), *opened):
        one["weight"] = 1
    return rehash(told, SERVICE)


def _say(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))
