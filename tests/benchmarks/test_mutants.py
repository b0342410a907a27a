"""The mutants that are explained as equivalent are faults of lines that still stand."""

import tomllib

from benchmarks.mutants.__main__ import EQUIVALENT
from benchmarks.mutants.python_runs import TARGETS, source_of
from web.public.checker import read_module


def test_every_explained_line_stands_in_its_module() -> None:
    explained = tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    missing = [
        (group["module"], mutant["line"])
        for group in explained
        for mutant in group["mutants"]
        if mutant["line"] not in _read_lines(group["module"])
    ]
    assert not missing


def _read_lines(module: str) -> set[str]:
    if module.endswith(".mjs"):
        return {line.strip() for line in read_module(module).splitlines()}
    assert module in TARGETS
    return {line.strip() for line in source_of(module).splitlines()}
