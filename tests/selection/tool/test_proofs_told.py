"""The words of `verify --proofs`, and its exit codes: the weaker of two verdicts."""

import json
from pathlib import Path

import pytest

from selection.documents.proofs_file import proofs_bytes
from tests.selection.proof_samples import proven_draws, trust_of
from tests.selection.tool.commands import run


@pytest.mark.parametrize(
    ("name", "trust", "code", "said"),
    [
        ("plain", trust_of(), 0, "PROOFS VALID"),
        ("plain", trust_of(logs=[]), 4, "PROOFS CONSISTENT, NOT AUTHENTICATED"),
        ("no witness", trust_of(), 4, "PROOFS CONSISTENT, NOT WITNESSED"),
        ("after a void attempt", trust_of(), 1, "PROOFS INVALID: check 2 (Draw)"),
    ],
)
def test_what_the_log_bears_out_is_said_behind_the_receipt(
    tmp_path: Path, name: str, trust: object, code: int, said: str
) -> None:
    files = [tmp_path / it for it in ("receipt.json", "trust.json", "proofs.json")]
    receipt = proven_draws()["plain"][0].both[1]
    proofs = proofs_bytes(proven_draws()[name][1])
    for file, data in zip(files, (receipt, json.dumps(trust).encode(), proofs), strict=True):
        file.write_bytes(data)
    done = run("verify", files[0], "--trust", files[1], "--proofs", files[2])
    assert (done.exit_code, said in done.stdout) == (code, True)
    files[0].write_bytes(receipt + b" ")
    done = run("verify", files[0], "--proofs", files[2])
    assert (done.exit_code, "the proofs were not checked" in done.stdout) == (1, True)
