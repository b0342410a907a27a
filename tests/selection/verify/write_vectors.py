"""Writes the vectors of receipts and of what stands beside; tests hold them to what this gives.

`python -m tests.selection.verify.write_vectors`, after a format was changed on purpose.
"""

import json
from pathlib import Path
from typing import Any

from tests.selection.verify.attached_cases import (
    make_attached_cases,
    make_beside,
    make_drawn,
    make_files,
)
from tests.selection.verify.hash_cases import make_hash_cases
from tests.selection.verify.list_cases import make_list_cases, make_list_files
from tests.selection.verify.merkle_cases import make_merkle_cases
from tests.selection.verify.proof_cases import make_proof_cases, make_proven
from tests.selection.verify.steps import trace
from tests.selection.verify.verdict_cases import make_cases, make_receipts

FOLDER = Path(__file__).parents[2] / "vectors"
TRACED = ("small, full", "tight pool 2, 40 panels, full", "a cell seated whole, full")


def write_verdicts() -> str:
    """One line for each receipt and each case."""
    receipts = make_receipts()
    cases = [case.publish(receipts) for case in make_cases(receipts)]
    texts = ",\n".join(f"{_dump(name)}: {_dump(data.decode())}" for name, data in receipts.items())
    lines = ",\n".join(_dump(case) for case in cases)
    return f'{{"receipts": {{\n{texts}\n}},\n"cases": [\n{lines}\n]}}\n'


def write_attached() -> str:
    """Receipts, the files that stand beside them, and one line for each case."""
    drawn = make_drawn()
    receipts, files = make_beside(drawn), make_files(drawn)
    cases = [case.publish(receipts, files) for case in make_attached_cases(files)]
    return _write_beside(receipts, files, cases)


def write_proofs() -> str:
    """The same of proofs from the log."""
    receipts, files = make_proven()
    cases = [case.publish(receipts, files) for case in make_proof_cases(receipts, files)]
    return _write_beside(receipts, files, cases)


def write_lists() -> str:
    """Lists of draws and what they are held against, and one line for each case."""
    files = make_list_files()
    cases = [case.publish(files) for case in make_list_cases(files)]
    return f'{{"files": {{\n{_list_files(files)}\n}},\n{_list_cases(cases)}}}\n'


def _write_beside(receipts: dict[str, bytes], files: dict[str, bytes], cases: list[Any]) -> str:
    return (
        f'{{"receipts": {{\n{_list_files(receipts)}\n}},\n"files": {{\n{_list_files(files)}\n}},\n'
        f"{_list_cases(cases)}}}\n"
    )


def _list_files(files: dict[str, bytes]) -> str:
    return ",\n".join(f"{_dump(name)}: {_dump(data.decode())}" for name, data in files.items())


def _list_cases(cases: list[Any]) -> str:
    lines = ",\n".join(_dump(case) for case in cases)
    return f'"cases": [\n{lines}\n]'


def write_merkle_proofs() -> str:
    """One line for each proof that a leaf is in a tree, or that a tree only grew."""
    lines = ",\n".join(map(_dump, make_merkle_cases()))
    return f'{{"cases": [\n{lines}\n]}}\n'


def write_hashes() -> str:
    """One line for each message, whole or in parts."""
    lines = ",\n".join(map(_dump, make_hash_cases()))
    return f'{{"cases": [\n{lines}\n]}}\n'


def write_steps() -> str:
    """The steps of some receipts, each by its name in the other file."""
    receipts = make_receipts()
    traced = {name: trace(json.loads(receipts[name])) for name in TRACED}
    return json.dumps(traced, indent=1) + "\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


if __name__ == "__main__":
    (FOLDER / "verdicts.json").write_text(write_verdicts(), encoding="utf-8")
    (FOLDER / "steps.json").write_text(write_steps(), encoding="utf-8")
    (FOLDER / "attached.json").write_text(write_attached(), encoding="utf-8")
    (FOLDER / "proofs.json").write_text(write_proofs(), encoding="utf-8")
    (FOLDER / "lists.json").write_text(write_lists(), encoding="utf-8")
    (FOLDER / "merkle_proofs.json").write_text(write_merkle_proofs(), encoding="utf-8")
    (FOLDER / "hashes.json").write_text(write_hashes(), encoding="utf-8")
