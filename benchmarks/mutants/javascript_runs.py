"""Runs the cases on mutants of the JavaScript verifier, in one process of Node."""

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.mutants.cases import AnyCase, HashCase, TreeCase
from benchmarks.mutants.python_faults import Fault
from web.joining import join_from
from web.public.checker import read_module

TARGETS: Final = (
    *("authentic.mjs", "beacon.mjs", "bytes.mjs", "canonical.mjs", "committed.mjs", "deal.mjs"),
    *("documents.mjs", "ed25519.mjs", "failure.mjs", "merkle.mjs", "notes.mjs", "proofs.mjs"),
    *("reading.mjs", "replayed.mjs", "report.mjs", "rules.mjs", "sha2.mjs", "shapes.mjs"),
    *("sourced.mjs", "stream.mjs", "verify.mjs"),
)
ENTRY: Final = "mutants.mjs"
_EXPOSED: Final = (
    'import { examineReceipt, readTrust, verifyReceipt } from "./verify.mjs";\n'
    'import { verifyProofs } from "./proofs.mjs";\n'
    'import { findStanding } from "./report.mjs";\n'
    'import { fromHex, joinBytes, toHex } from "./bytes.mjs";\n'
    'import { sha256, sha512 } from "./sha2.mjs";\n'
    'import { provesConsistency, provesInclusion } from "./merkle.mjs";\n'
    "globalThis.hashing = { fromHex, joinBytes, sha256, sha512, toHex };\n"
    "globalThis.trees = { fromHex, provesConsistency, provesInclusion };\n"
    "globalThis.verifier = { examineReceipt, findStanding, readTrust, verifyProofs,\n"
    "  verifyReceipt };\n"
)
_MEMORY: Final = "--max-old-space-size=1024"
_PROGRAM: Final = Path(__file__).with_name("run.mjs")


def find_killed(faults: Sequence[Fault], cases: Sequence[AnyCase]) -> Iterator[bool]:
    """For each mutant whether some case comes out otherwise, or it breaks or never ends."""
    packed = json.dumps([_pack(case) for case in cases])
    judge = _Judge(packed)
    if judge.sees(Fault(TARGETS[0], 0, "", "nothing", read_module(TARGETS[0]))):
        sys.exit("The verifier in JavaScript does not give the published answers itself.")
    for fault in faults:
        killed = judge.sees(fault)
        yield killed
        if not judge.lives():
            judge = _Judge(packed)
    judge.end()


class _Judge:
    """One process of Node with the cases; a mutant that fills its memory ends it."""

    def __init__(self, packed: str) -> None:
        node = shutil.which("node")
        if node is None:
            sys.exit("Node is needed for the mutants of the JavaScript verifier.")
        self._process = subprocess.Popen(  # noqa: S603
            [node, _MEMORY, str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._answered = True
        self._tell(packed)

    def sees(self, fault: Fault) -> bool:
        """Whether the mutant is killed; one that takes Node with it is."""
        self._tell(json.dumps(_join(fault)))
        answer = "" if self._process.stdout is None else self._process.stdout.readline()
        self._answered = answer != ""
        return answer.strip() != "0"

    def lives(self) -> bool:
        """Whether it can be asked again."""
        return self._answered

    def end(self) -> None:
        """Close it, and wait for that."""
        self._process.communicate()

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()


def _join(fault: Fault) -> str:
    def read(name: str) -> str:
        if name == ENTRY:
            return _EXPOSED
        return fault.source if name == fault.module else read_module(name)

    return join_from(ENTRY, read)


def _pack(case: AnyCase) -> dict[str, object]:
    if isinstance(case, HashCase):
        return {"hash": case.told}
    if isinstance(case, TreeCase):
        return {"tree": case.told, "proves": case.proves}
    return {
        "receipt": base64.b64encode(case.receipt).decode(),
        "proofs": None if case.proofs is None else base64.b64encode(case.proofs).decode(),
        "trust": None if case.trust is None else base64.b64encode(case.trust).decode(),
        "expected": case.expected,
    }
