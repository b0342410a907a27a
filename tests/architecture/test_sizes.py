"""The budgets of size: what is longer than this does two things."""

import ast
from itertools import chain
from pathlib import Path

import pytest

from expert_pool.storage.migrating import ROOT

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
PACKAGES = ("expert_pool", "selection", "web")
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
WRITTEN = (*PACKAGES, "tests", "migrations", "docker", "docs")
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".yaml", ".sh", ".sql", ".po", ".typ"}

sources = sorted(chain.from_iterable((ROOT / name).rglob("*.py") for name in PACKAGES))
texts = sorted(
    path
    for path in chain.from_iterable((ROOT / name).rglob("*") for name in WRITTEN)
    if path.suffix in TEXT and "vendored" not in path.parts
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_there_is_something_to_measure() -> None:
    assert len(sources) > 20
    assert len(texts) > len(sources)


@pytest.mark.parametrize("path", sources, ids=named)
def test_no_file_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", sources, ids=named)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    long = [node.name for node in functions_of(path) if length(node) > LONGEST_FUNCTION]
    assert long == []


def test_the_median_function_has_at_most_ten_lines() -> None:
    lengths = sorted(length(node) for path in sources for node in functions_of(path))
    assert lengths[len(lengths) // 2] <= 10


@pytest.mark.parametrize("path", sources, ids=named)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_nothing_is_marked_as_unfinished() -> None:
    marked = [
        f"{named(path)}: {mark}"
        for path in texts
        for mark in UNFINISHED
        if mark in path.read_text(encoding="utf-8")
    ]
    assert marked == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "manager", "base", "misc", "types", "random"}
    assert [named(path) for path in sources if path.stem in empty] == []
