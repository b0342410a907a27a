"""Runs docs/verifying.md as a stranger would: nothing installed but what it says to install."""

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

from selection.tool.verify import describe_as_data
from selection.verify import verify_receipt
from tests.selection.receipt_samples import TRUST, draw
from tests.selection.verify.second_verifier import find_node

GUIDE = Path("docs/verifying.md").read_text(encoding="utf-8")
RECEIPT = draw().both[1]
OURS = {"expert_pool", "selection", "web", "tests", "benchmarks", "migrations"}
SCRIPT = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is not installed here")

sys.meta_path.insert(0, Refuse())
sys.argv[0] = "selection"
from selection.__main__ import main
main()
"""


def command_of(start: str) -> list[str]:
    found = re.search(rf"^ *{re.escape(start)} (.*)$", GUIDE, re.MULTILINE)
    assert found, start
    return found[1].split()


def written_alike(name: str) -> str:
    return name.lower().replace("_", "-")


def needed_by(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """A distribution and all that its own requirements bring along."""
    if name in seen:
        return seen
    try:
        wanted = [line for line in requires(name) or () if "extra ==" not in line]
    except PackageNotFoundError:  # needed on another system only
        return seen
    seen |= {name}
    for line in wanted:
        seen = needed_by(written_alike(re.split(r"[^\w.-]", line, maxsplit=1)[0]), seen)
    return seen


def write_files(folder: Path) -> None:
    (folder / "receipt.json").write_bytes(RECEIPT)
    (folder / "trust.json").write_bytes(TRUST.model_dump_json().encode())


def test_the_guide_s_packages_are_enough_to_verify(tmp_path: Path) -> None:
    installed = frozenset().union(*map(needed_by, command_of("check/bin/pip install")))
    blocked = {
        module
        for module, names in packages_distributions().items()
        if not installed & {*map(written_alike, names)} and module not in OURS
    }
    assert {"ortools", "numpy", "sqlalchemy", "litestar"} <= blocked
    write_files(tmp_path)
    words = command_of("check/bin/python -m selection")
    command = [sys.executable, "-c", SCRIPT.format(blocked=blocked), *words]
    environment = {"PYTHONPATH": str(Path.cwd()), "PATH": ""}
    done = subprocess.run(  # noqa: S603
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "VALID" in done.stdout


@pytest.mark.skipif(find_node() is None, reason="all but its options is tested in Chromium")
def test_the_second_program_needs_nothing_but_node(tmp_path: Path) -> None:
    write_files(tmp_path)
    program, *words = command_of("node")
    command = [str(find_node()), str(Path(program).resolve()), *words]
    done = subprocess.run(  # noqa: S603
        [*command, "--json"], cwd=tmp_path, env={}, capture_output=True, text=True, check=True
    )
    said = verify_receipt(RECEIPT, TRUST)
    assert json.loads(done.stdout) == json.loads(describe_as_data(said))
