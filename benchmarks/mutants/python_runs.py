"""Runs the cases on a mutant of the Python verifier, in a process of its own.

Its one job is the verdict on one mutant. The parent imports nothing of the verifier, so that
each child loads it afresh, with the faulty module in its place.
"""

import importlib
import json
import mmap
import os
import resource
import signal
import sys
import traceback
import types
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from benchmarks.mutants.cases import AnyCase, Case, HashCase, Json, TreeCase
from benchmarks.mutants.python_faults import Fault

TARGETS: Final = (
    "selection.verify.verdict",
    "selection.verify.case",
    "selection.verify.committed",
    "selection.verify.replay",
    "selection.verify.authenticity",
    "selection.verify.trust",
    "selection.verify.proofs",
    "selection.verify.signed",
    "selection.verify.sourced",
    "selection.documents.receipts",
    "selection.documents.opened_pool",
    "selection.documents.commitment",
    "selection.documents.writing",
    "selection.documents.forms",
    "selection.documents.fields",
    "selection.documents.files",
    "selection.documents.seed_sources",
    "selection.documents.proofs_file",
    "selection.sources.beacon",
    "selection.sources.lottery",
    "selection.sources.mixing",
    "selection.sources.throws",
    "selection.problem",
    "selection.cells",
    "selection.dealing.stream",
    "selection.dealing.deal",
    "selection.dealing.reserves",
    "selection.dealing.rosters",
    "selection.dealing.seating",
    "selection.panel_check",
    "expert_pool.audit.merkle",
    "expert_pool.audit.notes",
    "expert_pool.audit.checkpoints",
    "expert_pool.audit.canonical",
)
KILLED, SURVIVED = 1, 0
FORMS: Final = frozenset({"form", "proofs_form"})
_SECONDS: Final = 30
_LARGEST: Final = 2 << 30
_WIDTH: Final = 4
Line = tuple[str, int]


class Planted(MetaPathFinder, Loader):
    """Gives a module its faulty source when it is imported."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def find_spec(
        self, fullname: str, path: object = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """Only the module with the fault."""
        del path, target
        return ModuleSpec(fullname, self) if fullname == self._fault.module else None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the faulty source as the module."""
        exec(compile(self._fault.source, self._fault.module, "exec"), module.__dict__)  # noqa: S102


def source_of(module: str) -> str:
    """The source as it stands."""
    spec = find_spec(module.partition(".")[0])
    root = Path((spec.submodule_search_locations or [""])[0]).parent if spec else Path()
    return root.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8")


def is_killed(fault: Fault, cases: list[AnyCase]) -> bool:
    """Whether some case comes out otherwise, or the mutant breaks or never ends.

    The case that saw this one is asked first of the next: mostly it sees that one, too.
    """
    with mmap.mmap(-1, _WIDTH) as asked:
        child = os.fork()
        if child == 0:
            os._exit(_run_child(fault, cases, asked))
        _, status = os.waitpid(child, 0)
        last = int.from_bytes(asked[:], "big")
    killed = not os.WIFEXITED(status) or os.WEXITSTATUS(status) != SURVIVED
    if killed:
        cases.insert(0, cases.pop(last))
    return killed


def _run_child(fault: Fault, cases: Sequence[AnyCase], asked: mmap.mmap) -> int:
    signal.alarm(_SECONDS * 4)
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_LARGEST, _LARGEST))
    sys.meta_path.insert(0, Planted(fault))
    try:
        return KILLED if find_difference(cases, asked) else SURVIVED
    except BaseException:  # whatever a mutant throws, it is seen
        return KILLED


def find_difference(cases: Sequence[AnyCase], asked: mmap.mmap | None = None) -> str:
    """The first case that comes out otherwise than published, or nothing.

    `asked` holds the place of the case asked last, for whoever outlives this process.
    """
    for place, case in enumerate(cases):
        if asked is not None:
            asked[:] = place.to_bytes(_WIDTH, "big")
        if isinstance(case, HashCase):
            continue
        if isinstance(case, TreeCase):
            if _proves(case.told) is not case.proves:
                return case.name
            continue
        told = _judge(case)
        published = case.expected.get("checks", [])
        told["checks"] = told["checks"][-len(published) :] if published else []
        # Written out, since the order of values in a sentence is published too.
        if json.dumps(told) != json.dumps(case.expected | {"checks": published}):
            return case.name
    return ""


def _proves(told: Json) -> bool:
    merkle = importlib.import_module("expert_pool.audit.merkle")
    path = [bytes.fromhex(node) for node in told["path"]]
    if told["kind"] == "inclusion":
        leaf, root = bytes.fromhex(told["leaf"]), bytes.fromhex(told["root"])
        return bool(merkle.proves_inclusion(leaf, told["index"], told["size"], path, root))
    older, newer = (
        (told[name]["size"], bytes.fromhex(told[name]["root"])) for name in ("older", "newer")
    )
    return bool(merkle.proves_consistency(older, newer, path))


def _judge(case: Case) -> dict[str, Any]:
    verify = importlib.import_module("selection.verify")
    errors = importlib.import_module("selection.errors")
    try:
        trust = None if case.trust is None else verify.read_trust(case.trust)
    except errors.SelectionError as error:
        return {"verdict": "error", "failed": None, "code": error.code, "checks": []}
    said, told = verify.verify_receipt(case.receipt, trust), {}
    if case.proofs is not None:
        proofs = importlib.import_module("selection.verify.proofs")
        said = proofs.verify_proofs(case.proofs, said.receipt, trust)
        told = {"standing": said.standing}
    failed = said.failed
    return {
        "verdict": said.verdict,
        **told,
        "failed": failed and failed.name,
        "code": failed.code if failed else "",
        "checks": [
            {
                "number": check.number,
                "name": check.name,
                "status": check.status,
                "code": check.code,
                # Of a wrong form each verifier may say in its own words what is wrong.
                "params": {} if failed and failed.name in FORMS else dict(check.params),
            }
            for check in said.checks
        ],
    }


def find_reached(cases: Sequence[AnyCase]) -> frozenset[Line]:
    """The lines of the targets that the cases run through, imports included."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            out.write(_trace(cases))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        rows = [line.split() for line in told.read().splitlines()]
    os.waitpid(child, 0)
    return frozenset((module, int(line)) for module, line in rows)


def _trace(cases: Sequence[AnyCase]) -> str:
    seen: set[Line] = set()

    def note(frame: types.FrameType, _event: str, _argument: object) -> object:
        name = frame.f_globals.get("__name__", "")
        if name not in TARGETS:
            return None
        seen.add((name, frame.f_lineno))
        return note

    sys.settrace(note)  # type: ignore[arg-type]  # the signature of a tracer is looser
    try:
        find_difference(cases)
    except Exception:
        return traceback.format_exc()
    finally:
        sys.settrace(None)
    return "\n".join(f"{module} {line}" for module, line in sorted(seen))
