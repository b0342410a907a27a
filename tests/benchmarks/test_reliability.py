"""The harnesses that kill processes, with counts so small that every suite can run them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = {
    "kill_database": "--kills 3 --writers 2",
    "kill_workers": "--draws 2 --kills 2 --workers 2",
    "concurrent_draws": "--draws 4 --workers 2 --people 40 --full 0.2 --days 2",
}


@pytest.mark.parametrize(("harness", "counts"), SMALL.items(), ids=SMALL.keys())
def test_nothing_is_lost_and_nothing_is_done_twice(harness: str, counts: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.reliability.{harness}", *counts.split()]
    done = subprocess.run(  # noqa: S603 - our own module
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    found = json.loads(done.stdout)
    assert found.get("acknowledged", 0) + found.get("draws_published", 0) > 0
    assert found.get("findings_of_check", {}) == {}
