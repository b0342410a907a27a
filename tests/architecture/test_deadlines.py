"""The page of deadlines names every term of the policy, and only files and tests that there are."""

import re
from pathlib import Path

import pytest

from expert_pool.policy import load_policy

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/deadlines.md").read_text(encoding="utf-8")
TIMES = {"minutes", "hours", "days", "working_days", "months", "years"}
TERMS = sorted(name for name, it in load_policy("jinhua").parameters.items() if it.unit in TIMES)
TESTS = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)) - {"tests/architecture/test_deadlines.py"})
SOURCES = sorted(set(re.findall(r"`((?:expert_pool|selection|web)/[^`]+\.py)`", PAGE)))


def test_every_term_of_the_policy_stands_on_the_page() -> None:
    assert TERMS
    assert [name for name in TERMS if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("named", TESTS)
def test_a_test_that_is_named_exists(named: str) -> None:
    path, _, function = named.partition("::")
    assert re.search(rf"^(async )?def {function}\(", (ROOT / path).read_text("utf-8"), re.M)


def test_every_source_that_is_named_exists() -> None:
    assert SOURCES
    assert [path for path in SOURCES if not (ROOT / path).is_file()] == []
