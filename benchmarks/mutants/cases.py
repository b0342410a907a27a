"""The published cases as bytes, read without the verifier: a mutant must not touch its judge."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

VECTORS: Final = Path(__file__).parents[2] / "tests" / "vectors"
Json = Any  # what stands in the file
_STATED = ("verdict", "standing", "failed", "code", "checks")


@dataclass(frozen=True, slots=True)
class Case:
    """A receipt, its trust file, and what must be said of it; or of the proofs beside it."""

    name: str
    receipt: bytes
    proofs: bytes | None
    trust: bytes | None
    expected: Json
    """Verdict, failed check, its code, and the last checks as far as they are published."""


@dataclass(frozen=True, slots=True)
class TreeCase:
    """A Merkle proof by itself, and whether it proves what it says."""

    name: str
    told: Json
    proves: bool


@dataclass(frozen=True, slots=True)
class HashCase:
    """A message in parts with its digests, for a verifier that brings its own hashes."""

    name: str
    told: Json


AnyCase = Case | TreeCase | HashCase


def _read_trees() -> tuple[TreeCase, ...]:
    told = json.loads((VECTORS / "merkle_proofs.json").read_text("utf-8"))["cases"]
    return tuple(
        TreeCase(f"{case['kind']}, case {number}", case, case["proves"])
        for number, case in enumerate(told)
    )


def _read_hashes() -> tuple[HashCase, ...]:
    told = json.loads((VECTORS / "hashes.json").read_text("utf-8"))["cases"]
    return tuple(HashCase(f"hash, case {number}", case) for number, case in enumerate(told))


def read_cases() -> tuple[AnyCase, ...]:
    """Every case; the quick and the lawful ones first, since most faults show there."""
    alone, beside = (
        json.loads((VECTORS / name).read_text("utf-8")) for name in ("verdicts.json", "proofs.json")
    )
    return (
        *_read_trees(),
        *_read_hashes(),
        *(_read_case(case, alone["receipts"]) for case in alone["cases"]),
        *(_read_proofs(case, beside) for case in beside["cases"]),
    )


def _read_case(case: Json, receipts: dict[str, str]) -> Case:
    data = _bytes_of(case, case["receipt"], receipts)
    return Case(case["name"], data, None, _trust_of(case), _expected_of(case))


def _read_proofs(case: Json, told: Json) -> Case:
    receipt = told["receipts"][case["receipt"]].encode()
    data = _bytes_of(case, case["file"], told["files"])
    return Case(case["name"], receipt, data, _trust_of(case), _expected_of(case))


def _expected_of(case: Json) -> Json:
    return {key: case[key] for key in _STATED if key in case}


def _trust_of(case: Json) -> bytes | None:
    if "trust_hex" in case:
        return bytes.fromhex(case["trust_hex"])
    return None if case["trust"] is None else case["trust"].encode()


def _bytes_of(case: Json, name: str, files: dict[str, str]) -> bytes:
    if "text" in case or "hex" in case:
        return case["text"].encode() if "text" in case else bytes.fromhex(case["hex"])
    text = files[name]
    if not case.keys() & {"set", "remove", "repeat"}:
        return text.encode()
    value = json.loads(text)
    for path, changed in case.get("set", ()):
        _parent(value, path)[path[-1]] = changed
    if removed := case.get("remove"):
        del _parent(value, removed)[removed[-1]]
    if repeated := case.get("repeat"):
        path, times = repeated
        listed = _parent(value, path)
        listed[path[-1]] = listed[path[-1]][:1] * times
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode()


def _parent(value: Json, path: list[str | int]) -> Json:
    for key in path[:-1]:
        value = value[key]
    return value
