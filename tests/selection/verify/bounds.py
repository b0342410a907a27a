"""What each value of a receipt may be, and what it may not: the paths and values of the cases."""

from typing import Any

Path = tuple[str | int, ...]
Json = Any
FULL, PUBLIC, FILES = "small, full", "small, public", "files announced, full"
LARGEST = 2**53 - 1
POOL = 2_000_000
HASH = "0" * 64


def at(path: str) -> Path:
    return tuple(int(key) if key.isdigit() else key for key in path.split("."))


RANGES: tuple[tuple[str, Path, int, int], ...] = (
    (FULL, at("v"), 1, 1),
    (FULL, at("commit.v"), 1, 1),
    (FULL, at("commit.attempt"), 1, 1000),
    (FULL, at("commit.snapshot.log_size"), 0, LARGEST),
    (FULL, at("commit.rules.seats"), 1, 1000),
    (FULL, at("commit.rules.employer_cap"), 1, 1000),
    (FULL, at("commit.rules.quotas.0.minimum"), 0, 1000),
    (FULL, at("commit.rules.quotas.0.maximum"), 0, 1000),
    (FULL, at("commit.pool.size"), 0, POOL),
    (FULL, at("commit.conflicts.size"), 0, POOL),
    (FULL, at("commit.excluded.size"), 0, POOL),
    (FULL, at("commit.excluded.reasons.POL-06"), 0, POOL),
    (FULL, at("commit.odds.0.chance.0"), 0, LARGEST),
    (FULL, at("commit.odds.0.chance.1"), 1, LARGEST),
    (FULL, at("commit.odds.0.candidates"), 0, POOL),
    (FULL, at("commit.cells.0.size"), 1, POOL),
    (FULL, at("commit.patterns.0.seats.0"), 0, 1000),
    (FULL, at("commit.patterns.0.weight"), 1, 2**32),
    (FULL, at("commit.dealt_panels"), 1, 100_000),
    (FULL, at("result.v"), 1, 1),
    (FULL, at("result.pattern"), 0, POOL),
    (FULL, at("result.deal.dealt"), 1, LARGEST),
    (FULL, at("result.deal.clashes"), 0, POOL),
    (FULL, at("result.deal.repaired"), 0, POOL),
    (FULL, at("result.deal.unrepaired"), 0, POOL),
    (FULL, at("result.deal.picked"), 0, POOL),
    (PUBLIC, at("openings.0.index"), 0, POOL),
)
INHERITED = ("constructor", "valueOf")
"""What every object of JavaScript has, so that a table of forms must not be asked for it."""
NAMES = ("", " ", "é", "a b", "!", "~", "\x7f", "a" * 100, "a" * 101, "a\n")
HEX = (HASH, "F" * 64, "0" * 63, "0" * 65, "g" * 64, f"{HASH}\n", "")
TIMES = (
    *("2026-05-06T07:59:59Z", "2026-05-06T08:00:00", "2026-05-06 08:00:00Z", "2026-05-06T08:00Z"),
    *("2026-02-29T08:00:00Z", "2024-02-29T08:00:00Z", "1900-02-29T08:00:00Z"),
    *("2000-02-29T08:00:00Z", "2026-00-10T08:00:00Z", "2026-13-10T08:00:00Z"),
    *("2026-04-31T08:00:00Z", "2026-04-00T08:00:00Z", "2026-12-31T24:00:00Z"),
    *("2026-12-31T23:60:00Z", "2026-12-31T23:59:60Z", "2026-12-31T23:59:59Z"),
    *(f"2026-{month:02}-{day}T08:00:00Z" for month in range(1, 13) for day in range(27, 33)),
    *("2024-02-30T08:00:00Z", "2026-13-01T08:00:00Z", "2026-00-01T08:00:00Z"),
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "２０２６-05-06T08:00:00Z"),
)
TEXTS: tuple[tuple[str, Path, tuple[str, ...]], ...] = (
    *(
        (FULL, at(path), NAMES)
        for path in (
            *("commit.request", "commit.policy.id", "commit.policy.version"),
            *("commit.rules.quotas.0.id", "commit.cells.0.meets.0", "commit.cells.0.employer"),
            *("commit.cells.0.person", "commit.parties.0.role", "commit.software.version"),
            *("result.reveals.0.role", "result.panel.0", "pool.0.e", "pool.0.meets.0"),
            *("pool.0.employer", "conflicts.0.first", "conflicts.0.second", "excluded.0.e"),
            "excluded.0.codes.0",
        )
    ),
    *(
        (FULL, at(path), HEX)
        for path in (
            *("commit_hash", "result_digest", "commit.prev", "commit.snapshot.log_root"),
            *("commit.policy.digest", "commit.request_digest", "commit.pool.root"),
            *("commit.conflicts.root", "commit.excluded.root", "commit.nonce"),
            *("commit.parties.0.h", "result.commit_hash", "result.entropy", "result.seed"),
            *("result.order_hash", "signature.key"),
        )
    ),
    (PUBLIC, at("openings.0.path.0"), HEX),
    *(
        (FULL, at(path), ("0" * 32, "0" * 31, "0" * 33, "F" * 32, "0" * 32 + "\n"))
        for path in (
            "pool.0.salt",
            "conflicts.0.salt",
            "excluded.0.salt",
            "result.reveals.0.secret",
        )
    ),
    (FULL, at("signature.value"), ("0" * 128, "0" * 127, "0" * 129, "F" * 128)),
    (FILES, at("result.reveals.0.secret"), ("", "0", "00", "00" * 512, "00" * 513, "0F")),
    (FILES, at("commit.source.announced"), ("", "a", "a" * 200, "a" * 201, "𝄞" * 200, "𝄞" * 201)),
    (FILES, at("commit.source.statement"), ("", "anything")),
    (FULL, at("commit.t"), TIMES),
    (FULL, at("commit.source.reveal_from"), TIMES[:3]),
    (FULL, at("result.reveals.0.t"), TIMES[:3]),
    (FULL, at("commit.source.kind"), ("files", "beacon", "", *INHERITED)),
    (FULL, at("commit.type"), ("draw.result", "")),
    (FULL, at("result.type"), ("draw.commit", "")),
    (FULL, at("type"), ("draw.commit", "")),
    (FULL, at("form"), ("public", "", *INHERITED)),
    (FULL, at("commit.software.deal"), ("deal/v2",)),
    (FULL, at("commit.software.stream"), ("stream/v2",)),
)
_PAIR = {"first": "e003", "second": "e005", "salt": "0" * 32}
_CELL = {"employer": None, "meets": ["z"], "person": None, "size": 1}
_ROWS = [{"seats": [1, 4], "weight": 3}, {"seats": [2, 3], "weight": 1}]
_REVEALS = [
    {"role": role, "secret": "0" * 32, "t": "2026-05-06T08:01:30Z"}
    for role in ("officer", "auditor")
]
Change = tuple[tuple[Path, Json], ...]
WRONG_VALUES: tuple[tuple[str, Change], ...] = (
    *(
        (FULL, ((at(path), value),))
        for path, value in (
            ("commit.attempt", 2),
            ("commit.prev", HASH),
            ("commit.t", None),
            ("commit.t", "2026-05-06T08:01:00Z"),
            ("commit.t", "2026-05-06T08:00:59Z"),
            ("commit.source.reveal_from", "2026-05-06T08:01:30Z"),
            ("commit.source.reveal_from", "2026-05-06T08:01:31Z"),
            ("result.reveals.0.t", "2026-05-06T08:00:59Z"),
            ("result.reveals.1.t", "2026-05-06T08:00:59Z"),
            ("commit.rules.seats", 4),
            ("commit.rules.seats", 6),
            ("commit.rules.employer_cap", 2),
            ("commit.rules.quotas", []),
            ("commit.rules.quotas.0.minimum", 2),
            ("commit.rules.quotas.0.maximum", 1),
            ("commit.rules.quotas.1.minimum", 4),
            ("commit.rules.quotas.1.maximum", 3),
            ("commit.rules.quotas.0.id", "z"),
            ("commit.rules.quotas.1.id", "f"),
            ("commit.odds", []),
            ("commit.odds.0.candidates", 9),
            ("commit.odds.0.chance", [1]),
            ("commit.odds.0.chance", [1, 2, 3]),
            ("commit.odds.0.chance.0", 10),
            ("commit.cells", []),
            ("commit.cells.0.meets", ["f", "f"]),
            ("commit.cells.0.meets", ["g", "f"]),
            ("commit.cells.0.meets", []),
            ("commit.cells.0.meets", ["t"]),
            ("commit.cells.0.employer", "u1"),
            ("commit.cells.0.person", "e000"),
            ("commit.cells.0.size", 5),
            ("commit.patterns", []),
            ("commit.patterns", [_ROWS[1], _ROWS[0]]),
            ("commit.patterns", [_ROWS[0]]),
            ("commit.patterns", [_ROWS[1]]),
            ("commit.patterns", [_ROWS[0], *[_ROWS[1]] * 2]),
            ("commit.patterns.0.weight", 4),
            ("commit.patterns.0.weight", 2**32),
            ("commit.patterns.1.seats", [5]),
            ("commit.patterns.1.seats", [2, 3, 0]),
            ("commit.patterns.1.seats", [1, 3]),
            ("commit.patterns.1.seats", [0, 5]),
            ("commit.patterns.1.seats", [3, 2]),
            ("commit.patterns.1.seats", [5, 0]),
            ("commit.patterns.0.seats", [1, 9]),
            ("commit.dealt_panels", 13),
            ("commit.dealt_panels", 1),
            ("commit.parties", []),
            ("commit.parties.1.role", "officer"),
            ("commit.parties.0.h", HASH),
            ("commit.nonce", HASH),
            ("result.reveals", []),
            ("result.reveals", _REVEALS),
            ("result.reveals", _REVEALS[::-1]),
            ("result.reveals", _REVEALS[:1]),
            ("result.reveals", [{"role": "entropy", "secret": "00", "t": None}]),
            ("result.reveals", [{"role": "entropy", "secret": "00", "t": None}] * 2),
            ("result.panel", []),
            ("result.panel", ["e000"] * 5),
            ("result.panel", ["e000", "e001", "e002", "e004", "e008"]),
            ("result.order_hash", HASH),
            ("result.pattern", 2),
            ("pool.0.e", "e001"),
            ("pool.0.meets", ["t"]),
            ("pool.0.meets", ["f", "f"]),
            ("pool.0.meets", []),
            ("pool.0.employer", ""),
            ("pool.0.employer", "u1"),
            ("conflicts", []),
            ("conflicts.0.second", "e999"),
            ("conflicts.0.first", "e009"),
            ("conflicts", [_PAIR, _PAIR]),
            ("conflicts", [_PAIR | {"first": "e006"}]),
            ("conflicts", [_PAIR | {"second": "e003"}]),
            ("excluded", []),
            ("excluded.0.e", "e000"),
            ("excluded.0.e", "x001"),
            ("excluded.0.codes", []),
            ("excluded.0.codes", ["A-1", "A-1"]),
            ("signature", {"key": HASH, "value": "0" * 128}),
        )
    ),
    (
        FULL,
        (
            (
                at("commit.cells"),
                [_CELL | {"meets": ["f"], "size": 4}, _CELL | {"meets": ["f"], "size": 8}],
            ),
        ),
    ),
    (FULL, ((at("commit.cells"), [_CELL | {"meets": [m], "size": 6} for m in "tf"]),)),
    (
        FULL,
        (
            (
                at("commit.cells"),
                [_CELL | {"meets": [m], "size": n} for m, n in (("y", 0), ("z", 12))],
            ),
        ),
    ),
    *(
        (FULL, ((at("commit.attempt"), attempt), (at("commit.prev"), HASH)))
        for attempt in (0, 2, 1000, 1001)
    ),
    (PUBLIC, ((at("openings"), []),)),
    (PUBLIC, ((at("openings.0.path"), []),)),
    (PUBLIC, ((at("openings.0.path"), [HASH] * 64),)),
    (PUBLIC, ((at("openings.0.path"), [HASH] * 65),)),
    (PUBLIC, ((at("openings.0.index"), 1),)),
    (PUBLIC, ((at("openings.0.index"), 11),)),
    (PUBLIC, ((at("openings.4.index"), 12),)),
    (PUBLIC, ((at("openings.0.entry.meets"), []),)),
    (PUBLIC, ((at("result.deal.dealt"), 11),)),
    (PUBLIC, ((at("result.deal.dealt"), 13),)),
    (PUBLIC, ((at("commit.rules.employer_cap"), 1),)),
    (PUBLIC, ((at("commit.patterns"), [_ROWS[0]]), (at("result.pattern"), 0))),
    (PUBLIC, ((at("commit.patterns"), [_ROWS[1]]), (at("result.pattern"), 0))),
    (FILES, ((at("commit.t"), None),)),
    (FILES, ((at("commit.parties"), [{"role": "entropy", "h": HASH}]),)),
    (FILES, ((at("commit.source.announced"), None),)),
    (
        FILES,
        ((at("commit.source.statement"), "drawn from files, not committed publicly beforehand"),),
    ),
    (FILES, ((at("result.reveals"), _REVEALS),)),
    (FILES, ((at("result.reveals"), []),)),
    (FILES, ((at("result.reveals.0.role"), "officer"),)),
    (FILES, ((at("result.reveals"), [_REVEALS[0] | {"role": "entropy"}]),)),
)
