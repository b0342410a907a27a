"""The arrow of imports is kept; `make contracts` runs the same check."""

import subprocess
import sys
from pathlib import Path

from expert_pool.storage.migrating import ROOT


def test_every_import_follows_the_arrow() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    kept = subprocess.run(  # noqa: S603 - our own tool
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert kept.returncode == 0, kept.stdout + kept.stderr
