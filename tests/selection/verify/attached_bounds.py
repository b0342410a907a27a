"""What each value of a record or an entry may be, and what it may not, for the cases."""

from typing import Any

from tests.selection.verify.bounds import INHERITED

Path = tuple[str | int, ...]
Json = Any
LARGEST = 2**53 - 1
PLAIN = "plain: two left, full"
PLAIN_PUBLIC = "plain: two left, public"
ENDED = "plain: a supplementary draw, full"
ENTRY = "plain: entry of e000"
RANGES: tuple[tuple[str, Path, int, int], ...] = (
    (PLAIN, ("v",), 1, 1),
    (PLAIN, ("steps", 0, "number"), 1, 1),
    (PLAIN, ("steps", 0, "seat"), 0, 1000),
    (PLAIN, ("steps", 0, "rank"), 0, 2_000_000),
    (PLAIN, ("panel", 0, "seat"), 0, 1000),
    (ENDED, ("steps", -1, "number"), 3, 3),
    (ENDED, ("steps", -1, "seat"), 0, 1000),
    (PLAIN_PUBLIC, ("openings", 0, "index"), 0, 2_000_000),
    (ENTRY, ("v",), 1, 1),
    (ENTRY, ("opening", "index"), 0, 2_000_000),
    (ENTRY, ("chance", 0), 0, LARGEST),
    (ENTRY, ("chance", 1), 1, LARGEST),
)
_NAMES = ("", "é", "a b", "a" * 100, "a" * 101, "a\n")
_HASHES = ("0" * 64, "F" * 64, "0" * 63, "0" * 65)
_TIMES = ("2026-05-07T08:00:00", "2026-02-29T08:00:00Z", "2027-05-07T08:00:00Z", "")
TEXTS: tuple[tuple[str, Path, tuple[str, ...]], ...] = (
    (PLAIN, ("type",), ("draw.receipt", "draw.entry")),
    (PLAIN, ("form",), ("public", "", *INHERITED)),
    (PLAIN, ("commit_hash",), _HASHES),
    (PLAIN, ("result_digest",), _HASHES),
    (PLAIN, ("steps", 0, "kind"), ("supplement", "", *INHERITED)),
    (PLAIN, ("steps", 0, "leaver"), (*_NAMES, "e999")),
    (PLAIN, ("steps", 0, "reason"), _NAMES),
    (PLAIN, ("steps", 0, "successor"), (*_NAMES, "e999")),
    (PLAIN, ("steps", 0, "t"), _TIMES),
    (PLAIN, ("steps", 1, "t"), _TIMES),
    (PLAIN, ("steps", 0, "passed", 0, "e"), (*_NAMES, "e999")),
    (PLAIN, ("steps", 0, "passed", 0, "codes", 0), _NAMES),
    (PLAIN, ("panel", 0, "e"), (*_NAMES, "e999")),
    (PLAIN, ("signature", "value"), ("0" * 128, "0" * 127, "F" * 128)),
    (ENDED, ("steps", -1, "commit_hash"), _HASHES),
    (ENDED, ("steps", -1, "successor"), (*_NAMES, "e999")),
    (ENDED, ("steps", -1, "t"), _TIMES),
    (ENDED, ("steps", -1, "meets", 0), _NAMES),
    (PLAIN_PUBLIC, ("openings", 0, "path", 0), _HASHES),
    (ENTRY, ("type",), ("draw.receipt",)),
    (ENTRY, ("commit_hash",), _HASHES),
    (ENTRY, ("opening", "entry", "e"), (*_NAMES, "e001", "e999")),
    (ENTRY, ("opening", "entry", "employer"), _NAMES),
    (ENTRY, ("opening", "entry", "meets", 0), _NAMES),
    (ENTRY, ("opening", "entry", "salt"), ("0" * 32, "0" * 31)),
    (ENTRY, ("opening", "path", 0), _HASHES),
)
VALUES: tuple[tuple[str, Path, Json], ...] = (
    *((PLAIN, ("steps", 0, "passed", 0, "stated"), value) for value in (0, 1, None, "true")),
    (PLAIN, ("steps", 0, "passed", 0, "codes"), []),
    (PLAIN, ("steps", 0, "passed"), []),
    (PLAIN, ("steps", 0, "successor"), None),
    (PLAIN, ("steps",), []),
    (PLAIN, ("steps",), None),
    (PLAIN, ("steps", 0), []),
    (PLAIN, ("panel",), []),
    (PLAIN, ("signature",), None),
    (PLAIN_PUBLIC, ("openings",), []),
    (PLAIN_PUBLIC, ("openings", 0, "path"), []),
    (PLAIN_PUBLIC, ("openings", 0, "path"), ["0" * 64] * 64),
    (PLAIN_PUBLIC, ("openings", 0, "path"), ["0" * 64] * 65),
    (PLAIN_PUBLIC, ("steps", 0, "rank"), 2),
    (PLAIN_PUBLIC, ("steps", 0, "passed"), [{"codes": ["A"], "e": "e000", "stated": True}]),
    (ENTRY, ("chance",), [1]),
    (ENTRY, ("chance",), [1, 2, 3]),
    (ENTRY, ("chance",), [1, 1]),
    (ENTRY, ("opening", "path"), []),
    (ENTRY, ("opening", "path"), ["0" * 64] * 65),
)
