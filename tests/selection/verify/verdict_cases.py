"""The published cases for a verifier: small receipts, changes to them, and what must be said.

What must be said is computed by the verifier in Python; the one in JavaScript has to agree.
"""

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from selection.documents.commitment import commit_draw
from selection.documents.forms import FileSource, GivenEntropy
from selection.documents.receipts import (
    conclude_draw,
    receipt_bytes,
    write_full_receipt,
    write_public_receipt,
)
from selection.documents.seed_sources import COMMITTED_IN_FILE, NOT_COMMITTED
from selection.problem import Candidate, PanelProblem, PanelRules, PatternTable, QuotaRule, line_up
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import SERVICE, draw, loads, make_frame, rehash
from tests.selection.verify.bounds import RANGES, TEXTS, WRONG_VALUES
from tests.selection.verify.forged_cases import make_forged_cases
from tests.selection.verify.opening_cases import make_opening_cases
from tests.selection.verify.published_case import VerdictCase, parent_of
from tests.selection.verify.room_cases import make_room_cases, make_watched_receipts
from tests.selection.verify.signature_cases import make_signature_cases
from tests.selection.verify.sourced_cases import make_sourced_cases
from tests.selection.verify.sourced_receipts import make_sourced_receipts
from tests.selection.verify.trust_cases import KNOWN, make_trust_cases
from tests.selection.verify.weight_cases import make_weighed_receipts, make_weight_cases

Json = Any
ANNOUNCED = "六枚骰子 “6d6” \\ é \u0001𝄞"
DENSE = 0.4
PROBLEM = make_problem(12, 9, conflicts=[(1, 2), (0, 7), (4, 8)])


def make_receipts() -> dict[str, bytes]:
    """The lawful receipts, by name."""
    return (
        dict(
            [
                *_small(),
                *_split(),
                *_cells(),
                *_deals(),
                *_files(),
                *make_sourced_receipts().items(),
                *make_watched_receipts().items(),
            ]
        )
        | make_weighed_receipts()
    )


def _small() -> Iterator[tuple[str, bytes]]:
    yield from _both("small", PROBLEM, make_table(PROBLEM), dealt=12)
    free = make_problem(10, 10)
    half = tuple(c._replace(employer="") if n % 2 else c for n, c in enumerate(free.candidates))
    mixed = replace(free, candidates=line_up(half))
    yield from _both("some without employer", mixed, make_table(mixed), dealt=2)
    two = make_problem(15, 5, cap=2)
    yield from _both("two of an employer", two, make_table(two), dealt=9)
    odd = tuple(
        c._replace(pseudonym=c.pseudonym + '},{"e":"', employer='u"\\') for c in free.candidates
    )
    tricky = PanelProblem(replace(free.rules, employer_cap=5), odd)
    yield from _both("signs of JSON in names", tricky, make_table(tricky), dealt=3)
    whole = make_table(free, [((1, 4), 2**32 - 1), ((2, 3), 1)])
    yield from _both("weights of 2^32", free, whole, dealt=2)
    yield from _both("one row of weight 1", free, make_table(free, [((1, 4), 1)]), dealt=2)


def _split() -> Iterator[tuple[str, bytes]]:
    problem = make_problem(14, 14, conflicts=[(1, 2), (2, 3)])
    table = make_table(problem, [((1, 0, 0, 4), 2), ((2, 0, 1, 2), 1)], people=("e001", "e002"))
    yield from _both("people split off", problem, table, dealt=8)
    table = make_table(problem, [((1, 1, 0, 3), 2), ((2, 0, 1, 2), 1)], people=("e001", "e002"))
    yield from _both("people split off and drawn", problem, table, dealt=8)
    problem = make_problem(16, 8)
    table = make_table(problem, [((1, 0, 4, 0), 1), ((0, 1, 4, 0), 1)], employers=("u0",))
    yield from _both("an employer split off", problem, table, dealt=8)
    table = make_table(problem, [((1, 0, 4, 0), 1), ((0, 1, 3, 1), 1)], employers=("u0",))
    yield from _both("an employer split off and drawn", problem, table, dealt=8)


def _cells() -> Iterator[tuple[str, bytes]]:
    """Cells of several quotas, and one in which everybody has a seat, clash or not."""
    kinds = [frozenset(kind) for kind in ("cba", "dcb", "dca", "dcba", "edcb", "feda")]
    people = tuple(Candidate(f"e{n:03}", kinds[n % 6], f"u{n}") for n in range(18))
    quotas = tuple(QuotaRule(name, 0, 5) for name in "abcdef")
    problem = PanelProblem(PanelRules(5, quotas, 1), people, frozenset())
    rows = [((1, 1, 1, 1, 1, 0), 1), ((2, 0, 1, 0, 1, 1), 1)]
    yield from _both("several quotas each", problem, make_table(problem, rows), dealt=6)
    sets = [frozenset(c) for n in (1, 2, 3, 4) for c in combinations("abcd", n)]
    for name, kinds in (("up", sorted(sets, key=sorted)), ("down", sorted(sets, key=sorted)[::-1])):
        people = tuple(Candidate(f"e{n:03}", kinds[n % 15], f"u{n}") for n in range(37))
        problem = PanelProblem(PanelRules(5, quotas, 1), people, frozenset())
        thirds = [(tuple(int(n % 3 == k) for n in range(15)), 2 + k) for k in (0, 2, 1)]
        table = make_table(problem, thirds)
        yield from _both(f"cells in the order {name}", problem, table, dealt=2)
    for size in (1, 5, 11):
        rules = PanelRules(size, (QuotaRule("a", size, size),), 1)
        all_of_them = tuple(Candidate(f"e{n:03}", frozenset("a"), f"u{n}") for n in range(size))
        problem = PanelProblem(rules, all_of_them, frozenset())
        table = make_table(problem, [((size,), 1)])
        yield from _both(f"everybody of {size} seated", problem, table, dealt=1)
    few = make_problem(12, 12, conflicts=[(0, 1), (0, 2), (3, 4), (3, 5)])
    two = tuple(
        c._replace(meets=frozenset("f" if n in {0, 3} else "t"))
        for n, c in enumerate(few.candidates)
    )
    whole = replace(few, candidates=line_up(two))
    table = make_table(whole, [((2, 3), 1)])
    yield from _both("a cell seated whole", whole, table, dealt=21)


def _deals() -> Iterator[tuple[str, bytes]]:
    """Several seeds over tight pools: rejected words, exchanges, panels beyond repair."""
    pairs = [(n, m) for n in range(12) for m in range(n + 1, 12) if (n * m) % 5 == 1]
    tight = make_problem(12, 7, conflicts=pairs)
    for number, dealt in enumerate((3, 7, 40, 230, 230)):
        secrets = (("officer", bytes([number]) * 16), ("auditor", b"auditor's secret"))
        drawn = draw(tight, make_table(tight), make_frame(secrets, dealt=dealt), secrets)
        yield f"tight pool {number}, {dealt} panels, full", drawn.both[0]
    # An exchange that only the last panel allows that is still asked, and one just beyond it.
    chooser = random.Random(112)
    pairs = [(n, m) for n in range(30) for m in range(n + 1, 30) if chooser.random() < DENSE]
    wide = make_problem(30, 8, conflicts=pairs)
    secrets = (("officer", bytes([14]) * 16), ("auditor", b"auditor's secret"))
    drawn = draw(wide, make_table(wide), make_frame(secrets, dealt=210), secrets)
    yield "wide pool, 210 panels, full", drawn.both[0]


def _both(
    name: str, problem: PanelProblem, table: PatternTable, *, dealt: int
) -> Iterator[tuple[str, bytes]]:
    attempt = 2 if "split" in name else 1
    drawn = draw(problem, table, make_frame(dealt=dealt, attempt=attempt))
    for form, data in zip(("full", "public"), drawn.both, strict=True):
        yield f"{name}, {form}", data


def _files() -> Iterator[tuple[str, bytes]]:
    at_once = FileSource(kind="files", announced=None, statement=NOT_COMMITTED)
    later = FileSource(kind="files", announced=ANNOUNCED, statement=COMMITTED_IN_FILE)
    for name, source, time in (
        ("files at once", at_once, None),
        ("files announced", later, "2024-02-29T23:59:59Z"),
    ):
        frame = replace(make_frame(dealt=5), time=time, source=source, parties=())
        commitment = commit_draw(frame, PROBLEM, make_table(PROBLEM), (), b"s" * 32)
        given = (GivenEntropy(role="entropy", secret="6d06", t=None),)
        conclusion = conclude_draw(commitment, PROBLEM, make_table(PROBLEM), given)
        yield f"{name}, full", receipt_bytes(write_full_receipt(commitment, conclusion))
        yield f"{name}, public", receipt_bytes(write_public_receipt(commitment, conclusion))


def make_cases(receipts: dict[str, bytes]) -> list[VerdictCase]:
    """Every case, in the order of the file."""
    lawful = [VerdictCase(name, name) for name in receipts]
    known = [VerdictCase(f"{name}, with keys", name, trust=KNOWN) for name in receipts]
    return [
        *(lawful + known + list(make_trust_cases(receipts)) + list(_of_bytes(receipts))),
        *_of_ranges(),
        *_of_texts(),
        *_of_wrong_values(),
        *_of_removed(receipts),
        *_of_anew(receipts),
        *make_forged_cases(receipts),
        *make_signature_cases(receipts),
        *make_sourced_cases(receipts),
        *make_weight_cases(receipts),
        *make_room_cases(receipts),
        *make_opening_cases(receipts),
    ]


def _of_bytes(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    for form in ("small, public",):
        data = receipts[form]
        swaps = {
            "a space in front": b" " + data,
            "a line end behind": data + b"\n",
            "a byte order mark": b"\xef\xbb\xbf" + data,
            "half of it": data[: len(data) // 2],
            "nothing": b"",
            "no UTF-8": data.replace(b"R-2026-0007", b"R-2026-\xff007"),
            "a key twice": data.replace(b'{"commit":', b'{"v":1,"commit":', 1),
            "a float": data.replace(b'"attempt":1,', b'"attempt":1.0,'),
            "an exponent": data.replace(b'"attempt":1,', b'"attempt":1e0,'),
            "minus nought": data.replace(b'"pattern":0', b'"pattern":-0'),
            "beyond 2^53": data.replace(b'"attempt":1,', b'"attempt":9007199254740992,'),
            "an escaped letter": data.replace(b"R-2026-0007", b"R-2026-000\\u0037"),
            "an escaped solidus": data.replace(b"R-2026-0007", b"R-2026\\/0007"),
            "a control sign": data.replace(b"R-2026-0007", b"R-2026\t0007"),
            "half a pair": data.replace(b"R-2026-0007", b"R-2026\\ud8340007"),
            "not in normal form C": data.replace(b"R-2026-0007", b"Re\xcc\x81-2026"),
            "keys in another order": _turn_round(data),
            "not a number": data.replace(b'"attempt":1,', b'"attempt":NaN,'),
            "a nought in front": data.replace(b'"attempt":1,', b'"attempt":01,'),
            "a comma behind": data.replace(b'"v":1}', b'"v":1,}'),
            "an array": b"[" + data + b"]",
            "null": b"null",
        }
        for name, changed in swaps.items():
            assert changed != data
            yield VerdictCase(f"bytes: {name}, {form}", data=changed)
    spaced = receipts["lottery, full"].replace("球 ".encode(), "球".encode() + b"\\u0020")
    yield VerdictCase("bytes: an escaped space", data=spaced)
    escaped = receipts["files announced, full"].replace("é".encode(), b"\\u00e9")
    yield VerdictCase("bytes: an escaped letter beyond ASCII", data=escaped)
    decomposed = receipts["files announced, full"].replace("é".encode(), b"e\\u0301")
    yield VerdictCase("bytes: escaped and not in normal form C", data=decomposed)


def _turn_round(data: bytes) -> bytes:
    told = json.loads(data)
    backwards = {key: told[key] for key in reversed(told)}
    return json.dumps(backwards, separators=(",", ":"), ensure_ascii=False).encode()


def _of_ranges() -> Iterator[VerdictCase]:
    for base, path, least, most in RANGES:
        for value in (least - 1, least, most, most + 1):
            yield VerdictCase(f"{_say(path)} = {value}", base, ((path, value),))
        for other in (True, str(least), None):
            yield VerdictCase(f"{_say(path)} = {other!r}", base, ((path, other),))


def _of_texts() -> Iterator[VerdictCase]:
    for base, path, values in TEXTS:
        for value in values:
            shown = value if len(value) < 30 else f"{value[:9]}… ({len(value)} signs)"
            yield VerdictCase(f"{_say(path)} = {shown!r}", base, ((path, value),))


def _of_wrong_values() -> Iterator[VerdictCase]:
    for base, change in WRONG_VALUES:
        said = ", ".join(f"{_say(path)} = {json.dumps(value)[:40]}" for path, value in change)
        yield VerdictCase(said, base, change)


def _of_removed(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Every key once missing, and once another beside it."""
    for base in ("small, full", "small, public", "files announced, public"):
        for path in _keys(loads(receipts[base])):
            if path[0] == "commit" or base != "files announced, public":
                yield VerdictCase(f"without {_say(path)}, {base}", base, remove=path)
                more = ((*path[:-1], f"{path[-1]}2"), None)
                yield VerdictCase(f"{_say(path)} and one more, {base}", base, (more,))


def _keys(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1])
    for key, item in inner:
        if isinstance(value, dict):
            yield (*path, key)
        if isinstance(item, dict | list):
            yield from _keys(item, (*path, key))


def _of_anew(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Wrong from the start, with every digest recomputed and the service's own signature."""
    for base, change in WRONG_VALUES:
        told = copy.deepcopy(json.loads(receipts[base]))
        if "files" in base:
            continue
        for path, value in change:
            parent_of(told, path)[path[-1]] = value
        try:
            data = rehash(told, SERVICE)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            continue
        said = ", ".join(f"{_say(path)} = {json.dumps(value)[:40]}" for path, value in change)
        yield VerdictCase(f"committed so: {said}, {base}", data=data, trust=KNOWN)


def _say(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))
