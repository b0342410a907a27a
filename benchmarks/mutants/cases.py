"""The published cases as bytes, read without the verifier: a mutant must not touch its judge."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

VECTORS: Final = Path(__file__).parents[2] / "tests" / "vectors" / "verdicts.json"
Outcome = tuple[str, str | None, str]
Json = Any  # what stands in the file


@dataclass(frozen=True, slots=True)
class Case:
    """A receipt, its trust file, and what must be said of it."""

    name: str
    receipt: bytes
    trust: bytes | None
    expected: Outcome


def read_cases() -> tuple[Case, ...]:
    """Every case; the lawful ones first, since most faults show there."""
    told = json.loads(VECTORS.read_text("utf-8"))
    return tuple(_read_case(case, told["receipts"]) for case in told["cases"])


def _read_case(case: Json, receipts: dict[str, str]) -> Case:
    trust = case["trust"]
    return Case(
        case["name"],
        _bytes_of(case, receipts),
        None if trust is None else trust.encode(),
        (case["verdict"], case["failed"], case["code"]),
    )


def _bytes_of(case: Json, receipts: dict[str, str]) -> bytes:
    if "text" in case or "hex" in case:
        return case["text"].encode() if "text" in case else bytes.fromhex(case["hex"])
    text = receipts[case["receipt"]]
    if not case.keys() & {"set", "remove"}:
        return text.encode()
    value = json.loads(text)
    for path, changed in case.get("set", ()):
        _parent(value, path)[path[-1]] = changed
    if removed := case.get("remove"):
        del _parent(value, removed)[removed[-1]]
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode()


def _parent(value: Json, path: list[str | int]) -> Json:
    for key in path[:-1]:
        value = value[key]
    return value
