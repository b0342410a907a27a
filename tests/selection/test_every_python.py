"""The committed table and its seed lead to one panel, in every Python that is installed here."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.selection.receipt_samples import digest, loads
from tests.selection.verify.verdict_cases import make_receipts

RECEIPTS = [data for name, data in make_receipts().items() if name.endswith("full")]
PROGRAM = Path(__file__).with_name("deal_alone.py")
ROOT = PROGRAM.parents[2]
VERSION = "import sys; print(sys.version_info >= (3, 11), *sys.version_info[:3])"


def run(python: str, *words: str, given: str = "", seed: int = 0) -> str:
    """What this Python prints, without any package that is installed for it."""
    done = subprocess.run(  # noqa: S603
        [python, "-S", *words],
        input=given,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed), "PATH": os.defpath},
    )
    return done.stdout


def list_pyenv() -> list[str]:
    """The Pythons in pyenv's place; none where it belongs to somebody else."""
    place = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    try:
        return [str(python) for python in place.glob("3.*/bin/python")]
    except PermissionError:
        return []


def find_pythons() -> dict[str, str]:
    """Every Python from 3.11 on, on the path or in pyenv's place, by its version."""
    named = [shutil.which(f"python3.{minor}", path=os.defpath) for minor in range(11, 20)]
    found: dict[str, str] = {}
    for python in (sys.executable, *filter(None, named), *list_pyenv()):
        try:
            good, *version = run(python, "-c", VERSION).split()
        except (OSError, subprocess.CalledProcessError):  # a shim, or half an installation
            continue
        if good == "True":
            found.setdefault(".".join(version), python)
    return found


PYTHONS = find_pythons()


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_panel_is_the_same(version: str, seed: int) -> None:
    given = "\n".join(data.decode() for data in RECEIPTS)
    dealt = json.loads(run(PYTHONS[version], str(PROGRAM), given=given, seed=seed))
    assert len(dealt) >= 10
    for said, data in zip(dealt, RECEIPTS, strict=True):
        result: dict[str, Any] = loads(data)["result"]
        names = ("dealt", "clashes", "repaired", "unrepaired", "picked")
        assert said["pattern"] == result["pattern"]
        assert said["deal"] == [result["deal"][name] for name in names]
        assert said["panel"] == result["panel"]
        named = {"v": 1, "type": "draw.order", "commit_hash": result["commit_hash"]}
        assert digest(named | {"order": said["reserves"]}) == result["order_hash"]


def test_this_python_is_among_them() -> None:
    assert sys.executable in PYTHONS.values()
