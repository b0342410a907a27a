"""Merkle proofs: both programs give the published answers, which neither of them has made."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from expert_pool.audit.merkle import proves_consistency, proves_inclusion
from tests.selection.verify.merkle_cases import LARGEST
from tests.selection.verify.write_vectors import FOLDER, write_merkle_proofs

Json = Any
TEXT = (FOLDER / "merkle_proofs.json").read_text("utf-8")
CASES = json.loads(TEXT)["cases"]
PROGRAM = Path(__file__).with_name("merkle.mjs")
NODE = shutil.which("node")


def _proves(case: Json) -> bool:
    path = [bytes.fromhex(node) for node in case["path"]]
    if case["kind"] == "inclusion":
        leaf, root = bytes.fromhex(case["leaf"]), bytes.fromhex(case["root"])
        return proves_inclusion(leaf, case["index"], case["size"], path, root)
    older, newer = (
        (case[name]["size"], bytes.fromhex(case[name]["root"])) for name in ("older", "newer")
    )
    return proves_consistency(older, newer, path)


def test_the_published_file_is_what_is_generated() -> None:
    assert write_merkle_proofs() == TEXT


def test_every_proof_of_small_trees_holds_and_no_forged_one() -> None:
    assert [case for case in CASES if _proves(case) is not case["proves"]] == []
    assert sum(case["proves"] for case in CASES) == LARGEST * (LARGEST + 1) + LARGEST + 1


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_second_program_says_the_same() -> None:
    given = "".join(json.dumps(case) + "\n" for case in CASES)
    done = subprocess.run(  # noqa: S603
        [str(NODE), str(PROGRAM)], input=given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(case["proves"]).lower() for case in CASES]
