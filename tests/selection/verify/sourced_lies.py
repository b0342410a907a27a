"""What is wrong with a receipt's source: one change, or several that fit each other, a lie."""

import json
from typing import Any

from selection.documents.fields import Document
from selection.sources.beacon import QUICKNET
from tests.selection.sources.signing import TEST_CHAIN, sign_round
from tests.selection.verify.sourced_receipts import (
    COMMITTED,
    DICE,
    HEARD,
    LATE_DRAWN,
    LATE_LOTTERY,
    PARTIES,
    PASSED,
    REVEALS,
    ROUND,
    THROWS,
    TYPED,
)

Json = Any
Path = tuple[str | int, ...]


def at(path: str) -> Path:
    return tuple(int(key) if key.isdigit() else key for key in path.split("."))


def _told(reveal: Document) -> Json:
    return json.loads(reveal.model_dump_json())


_T = "result.reveals.0.t"
_LATE = (("result.reveals.1.t", "2026-05-06T08:14:01Z"),)
_PUBLIC = QUICKNET.round_after(COMMITTED, 15)
LAST_DAY = "9999-12-31T23:59:59Z"
_AFTER_THE_LAST = TEST_CHAIN.round_after(253_402_300_799, 15)
"""The round of a commitment at the last moment that can be written."""
LIES: dict[str, tuple[tuple[tuple[str, Json], ...], ...]] = {
    "beacon": (
        (
            ("commit.source.chain", QUICKNET.hash),
            ("commit.source.round", _PUBLIC),
            ("result.reveals.0.round", _PUBLIC),
            ("result.reveals.0.t", "2026-05-06T08:14:59Z"),
        ),
        (("result.reveals.0.signature", sign_round(ROUND + 1)),),
        (("result.reveals.0.signature", sign_round(ROUND, 12345)),),
        (("result.reveals.0.signature", "c0" + "00" * 47),),
        (("result.reveals.0.signature", "8" + "0" * 94 + "4"),),
        (("result.reveals.0.signature", "ff" * 48),),
        (("result.reveals.0.signature", "00" * 48),),
        (("result.reveals.0.round", ROUND + 1),),
        (
            ("commit.source.round", ROUND + 1),
            ("result.reveals.0.round", ROUND + 1),
            ("result.reveals.0.signature", sign_round(ROUND + 1)),
        ),
        (("commit.source.round", 2**53 - 1),),
        (("commit.source.wait_minutes", 14),),
        (("commit.source.wait_minutes", 1440),),
        (("commit.source.chain", "0" * 64),),
        (("commit.t", "2026-05-06T08:00:01Z"),),
        (("commit.t", "2026-05-06T07:59:01Z"),),
        (("commit.t", "2026-05-06T07:59:00Z"),),
        (("commit.t", "0001-01-01T00:00:00Z"),),
        (("commit.t", LAST_DAY),),
        (("commit.t", "0001-01-01T00:00:00Z"), ("commit.source.round", 1)),
        (("commit.t", LAST_DAY), ("commit.source.round", _AFTER_THE_LAST)),
        ((_T, "2026-05-06T08:14:59Z"),),
        ((_T, "2026-05-06T08:15:00Z"),),
        ((_T, "2026-05-06T08:15:01Z"),),
        (("result.reveals", []),),
        (("result.reveals", [_told(HEARD), _told(HEARD)]),),
        (("result.reveals", [_told(TYPED)]),),
        (("result.reveals", [_told(PASSED), _told(TYPED)]),),
        (("result.reveals", [_told(REVEALS[0])]),),
        (("result.reveals", [_told(HEARD), _told(REVEALS[0])]),),
        (("commit.parties", [PARTIES[0].model_dump()]),),
    ),
    "beacon with fallback": (
        (("result.reveals", [_told(TYPED)]),),
        (("result.reveals", [_told(TYPED), _told(PASSED)]),),
        (("result.reveals", [_told(PASSED)]),),
        (("result.reveals", [_told(PASSED), _told(HEARD)]),),
        (("result.reveals", [_told(HEARD), _told(TYPED)]),),
        (("commit.source.fallback", [DICE.model_dump(), DICE.model_dump()]),),
        (("commit.source.fallback.0.throws", 49),),
        (("commit.source.fallback.0.kind", "lottery"),),
    ),
    "beacon passed over": (
        (("result.reveals.0.t", "2026-05-07T08:14:59Z"),),
        (("result.reveals.0.t", "2026-05-07T08:15:01Z"),),
        (("result.reveals.0.t", "2026-05-07T08:15:02Z"),),
        (("result.reveals.0.t", "2026-05-07T09:00:01Z"),),
        (("result.reveals.0.round", ROUND + 1),),
        (("result.reveals.1.typed.1.throws", THROWS[::-1]),),
        (("result.reveals.1.typed.1.role", "auditor"),),
        (("commit.source.fallback", []),),
    ),
    "beacon and parties": (
        _LATE,
        (("result.reveals.2.t", "2026-05-06T08:14:00Z"),),
        (("result.reveals.1.t", "2026-05-06T08:14:02Z"),),
        (("result.reveals.1.t", LAST_DAY),),
        (("commit.parties.0.h", "0" * 64),),
        (("commit.parties.0.role", "beacon"),),
        (("commit.parties.0.role", "dice"), ("result.reveals.1.role", "dice")),
        (("result.reveals.1.role", "passed"),),
        (("result.reveals", [_told(one) for one in REVEALS]),),
        (("result.reveals", [*(_told(one) for one in REVEALS), _told(HEARD)]),),
        (("result.reveals", [_told(HEARD)]),),
    ),
    "beacon with a lottery in reserve": (
        (("result.reveals", [_told(PASSED), _told(LATE_DRAWN)]),),
        (("commit.source.kind", "drand-quicknet"), ("commit.parties", [])),
        (("commit.source.fallback.0.draws_at", "2026-05-08T08:15:01Z"),),
        (("commit.source.fallback.0.draws_at", "2026-05-08T08:15:02Z"),),
        (("commit.source.fallback.0.drums", [{"count": 1, "of": 100}]),),
        (("commit.source.fallback.0.draws_at", "0001-01-01T00:00:00Z"),),
        (("commit.source.fallback", [_told(LATE_LOTTERY), DICE.model_dump()]),),
        (("commit.source.fallback.0", DICE.model_dump()),),
        (("commit.source.fallback.0.kind", "drand-quicknet"),),
    ),
    "beacon passed over for a lottery": (
        (("result.reveals.0.t", "2026-05-07T08:14:59Z"),),
        (("result.reveals.0.t", "2026-05-08T13:14:00Z"),),
        (("result.reveals.0.t", "2026-05-08T13:14:01Z"),),
        (("result.reveals.1.typed.1.t", "2026-05-08T13:14:59Z"),),
        (("result.reveals.1.typed.1.t", "2026-05-08T13:15:00Z"),),
        (("result.reveals.1.typed.1.role", "auditor"),),
        (("result.reveals.1.typed.0.numbers.1.0", 15),),
        tuple((f"result.reveals.1.typed.{one}.numbers.1.0", 17) for one in (0, 1)),
        (("result.reveals.2.t", "2026-05-06T08:14:02Z"),),
        (("result.reveals", [_told(PASSED), _told(LATE_DRAWN)]),),
        (("result.reveals", [_told(PASSED), _told(TYPED)]),),
        (("result.reveals", [_told(PASSED), _told(TYPED), *map(_told, REVEALS)]),),
        (("result.reveals", [_told(LATE_DRAWN), *map(_told, REVEALS)]),),
        (("commit.source.fallback", []),),
    ),
    "dice": (
        (("result.reveals.0.typed.0.throws", THROWS[::-1]),),
        (("result.reveals.0.typed.0.throws", THROWS[:-1]),),
        (("result.reveals.0.typed.0.throws", THROWS[:-1] + "7"),),
        (("result.reveals.0.typed.1.role", "auditor"),),
        (("result.reveals.0.typed.1.t", "2026-05-06T08:00:00Z"),),
        (("result.reveals.0.typed.0.t", "2026-05-06T08:00:01Z"),),
        (("result.reveals.0.typed", [_told(TYPED)["typed"][0]]),),
        (("commit.source.throws", 51),),
        (("commit.t", None),),
    ),
    "lottery": (
        (("result.reveals.0.typed.0.numbers.1.0", 15),),
        *(
            tuple((f"result.reveals.0.typed.{one}.{path}", value) for one in (0, 1))
            for path, value in (
                ("numbers.1.0", 17),
                ("numbers.0.5", 34),
                ("numbers.0.5", 27),
                ("numbers.0.0", 9),
                ("numbers", [[3, 8, 14, 22, 27, 33]]),
                ("numbers", [[3, 8, 14, 22, 27], [16]]),
                ("numbers", [[3, 8, 14, 22, 27, 33], [16], [1]]),
                ("numbers.0.0", 0),
                ("numbers.0.0", 1),
                ("numbers.0.5", 101),
                ("numbers.0", []),
                ("numbers", []),
            )
        ),
        (("result.reveals.0.typed.1.role", "auditor"),),
        (("result.reveals.0.typed.0.t", "2026-05-07T13:14:59Z"),),
        (("result.reveals.0.typed.1.t", "2026-05-07T13:15:00Z"),),
        (("commit.source.draws_at", "2026-05-06T08:00:00Z"),),
        (("commit.source.draws_at", "0001-01-01T00:00:00Z"),),
        (("commit.source.draws_at", "2026-05-06T08:14:30Z"),),
        (("commit.source.draws_at", "2026-05-06T08:14:29Z"),),
        (("result.reveals.1.t", "2026-05-07T13:14:00Z"),),
        (("result.reveals.1.t", "2026-05-07T13:14:01Z"),),
        (("commit.source.drums.0.of", 32),),
        (("commit.source.drums.0.count", 34),),
        (("commit.source.drums.0.of", 101),),
        (("commit.source.drums.0.count", 0),),
        (("commit.source.drums", []),),
        (("commit.source.drums", [{"count": 1, "of": 100}] * 4),),
        (("commit.source.drums", [{"count": 1, "of": 100}] * 5),),
        (("commit.source.drums", [{"count": 24, "of": 48}]),),
        (("commit.source.name", ""),),
        (("commit.source.name", "𝄞" * 100),),
        (("commit.source.name", "𝄞" * 101),),
        (("commit.source.draw", ""),),
        (("commit.source.draw", "a" * 101),),
    ),
}
RANGES = (
    ("beacon", "commit.source.round", 1, 2**53 - 1),
    ("beacon", "commit.source.wait_minutes", 1, 1440),
    ("beacon", "result.reveals.0.round", 1, 2**53 - 1),
    ("beacon passed over", "result.reveals.0.round", 1, 2**53 - 1),
)

_FIRST = {"count": 7, "of": 49}
_OF_64 = {"count": 1, "of": 64}
EDGES: tuple[tuple[str, str, tuple[Json, ...]], ...] = (
    ("beacon", "commit.source.wait_minutes", (1, 1440)),
    (
        "beacon",
        "result.reveals.0.signature",
        ("a" * 96, "0" + "a" * 96, "a" * 96 + "0", "A" * 96),
    ),
    *(
        ("lottery", f"commit.source.{key}", ("", "x", "x" * 100, "x" * 101))
        for key in ("name", "draw")
    ),
    ("lottery", "commit.source.drums", ([], [_FIRST] * 4, [_FIRST] * 5)),
    ("lottery", "commit.source.drums", ([_OF_64] * 4, [_OF_64] * 3 + [{"count": 1, "of": 63}])),
    ("dice", "result.reveals.0.typed.0.throws", ("1" * 49, "1" * 50, "1" * 51)),
    *(
        ("lottery", "commit.source.drums", ([_FIRST, {"count": count, "of": of}],))
        for count, of in ((0, 5), (1, 5), (0, 0), (1, 1), (100, 100), (1, 101), (101, 101), (2, 1))
    ),
    *(
        ("lottery", f"result.reveals.0.typed.{one}.numbers", ([], [[1]] * 4, [[1]] * 5, [[]]))
        for one in (0, 1)
    ),
)
