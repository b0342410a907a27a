"""The published cases as bytes, read without the verifier: a mutant must not touch its judge."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

VECTORS: Final = Path(__file__).parents[2] / "tests" / "vectors" / "verdicts.json"
Json = Any  # what stands in the file
_STATED = ("verdict", "failed", "code", "checks")


@dataclass(frozen=True, slots=True)
class Case:
    """A receipt, its trust file, and what must be said of it."""

    name: str
    receipt: bytes
    trust: bytes | None
    expected: Json
    """Verdict, failed check, its code, and the last checks as far as they are published."""


def read_cases() -> tuple[Case, ...]:
    """Every case; the lawful ones first, since most faults show there."""
    told = json.loads(VECTORS.read_text("utf-8"))
    return tuple(_read_case(case, told["receipts"]) for case in told["cases"])


def _read_case(case: Json, receipts: dict[str, str]) -> Case:
    expected = {key: case[key] for key in _STATED if key in case}
    return Case(case["name"], _bytes_of(case, receipts), _trust_of(case), expected)


def _trust_of(case: Json) -> bytes | None:
    if "trust_hex" in case:
        return bytes.fromhex(case["trust_hex"])
    return None if case["trust"] is None else case["trust"].encode()


def _bytes_of(case: Json, receipts: dict[str, str]) -> bytes:
    if "text" in case or "hex" in case:
        return case["text"].encode() if "text" in case else bytes.fromhex(case["hex"])
    text = receipts[case["receipt"]]
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
