"""Hashes: the program for browsers, which brings its own, gives the published digests."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.selection.verify.write_vectors import FOLDER, write_hashes

TEXT = (FOLDER / "hashes.json").read_text("utf-8")
CASES = json.loads(TEXT)["cases"]
PROGRAM = Path(__file__).with_name("hashes.mjs")
NODE = shutil.which("node")


def test_the_published_file_is_what_is_generated() -> None:
    assert write_hashes() == TEXT


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_second_program_gives_the_same_digests() -> None:
    given = "".join(json.dumps(case) + "\n" for case in CASES)
    done = subprocess.run(  # noqa: S603
        [str(NODE), str(PROGRAM)], input=given, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [f"{case['sha256']} {case['sha512']}" for case in CASES]
