"""Receipts from a beacon, dice and a lottery, with real signatures of a test chain."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from selection.documents.commitment import commit_draw, hash_party_secret
from selection.documents.receipts import conclude_draw
from selection.documents.seed_sources import (
    AnySource,
    BeaconReveal,
    BeaconSource,
    DiceReveal,
    DiceSource,
    DrumEntry,
    LotteryReveal,
    LotterySource,
    Opened,
    PartyCommitment,
    PassedOver,
    Reveal,
    TypedNumbers,
    TypedThrows,
)
from selection.verify import TrustedChain
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import TRUST, Drawn, make_frame
from tests.selection.sources.signing import TEST_CHAIN, sign_round

Json = Any
Path = tuple[str | int, ...]
PROBLEM = make_problem(12, 9, conflicts=[(1, 2), (0, 7), (4, 8)])
CHAIN = TrustedChain(
    name="test chain",
    chain=TEST_CHAIN.hash,
    key=TEST_CHAIN.public_key,
    genesis=TEST_CHAIN.genesis,
    period=TEST_CHAIN.period,
)
KNOWN = TRUST.model_copy(update={"chains": (CHAIN,)}).model_dump_json().encode()
NO_CHAIN = TRUST.model_dump_json().encode()
ONLY_CHAIN = TRUST.model_copy(update={"chains": (CHAIN,), "keys": ()}).model_dump_json().encode()
COMMITTED = 1_778_054_400
"""2026-05-06T08:00:00Z, as the frame of the samples has it."""
ROUND = TEST_CHAIN.round_after(COMMITTED, 15)
THROWS = "61432" * 10
NUMBERS = ((3, 8, 14, 22, 27, 33), (16,))
OPENED = "2026-05-06T08:13:30Z"
DICE = DiceSource(kind="dice", throws=50)
LOTTERY = LotterySource(
    kind="lottery",
    name="双色球 “SSQ”",
    draw="2026051",
    draws_at="2026-05-07T13:15:00Z",
    drums=(DrumEntry(count=6, of=33), DrumEntry(count=1, of=16)),
)
HEARD = BeaconReveal(
    role="beacon", round=ROUND, signature=sign_round(ROUND), t="2026-05-06T08:15:02Z"
)
PASSED = PassedOver(role="passed", round=ROUND, t="2026-05-07T08:16:00Z")
TYPED = DiceReveal(
    role="dice",
    typed=(
        TypedThrows(role="auditor", throws=THROWS, t="2026-05-07T09:00:00Z"),
        TypedThrows(role="officer", throws=THROWS, t="2026-05-07T09:00:40Z"),
    ),
)
DRAWN = LotteryReveal(
    role="lottery",
    typed=(
        TypedNumbers(role="auditor", numbers=NUMBERS, t="2026-05-07T13:40:00Z"),
        TypedNumbers(role="officer", numbers=NUMBERS, t="2026-05-07T13:30:00Z"),
    ),
)
SECRETS = (("auditor", "0a" * 16), ("officer", "b1" * 16))
PARTIES = tuple(
    PartyCommitment(role=role, h=hash_party_secret("R-2026-0007", role, bytes.fromhex(secret)))
    for role, secret in SECRETS
)
REVEALS = tuple(Reveal(role=role, secret=secret, t=OPENED) for role, secret in SECRETS)


LATE_LOTTERY = LOTTERY.model_copy(update={"draws_at": "2026-05-08T13:15:00Z", "draw": "2026052"})
"""The first draw of this lottery two days after the round's time."""
LATE_DRAWN = LotteryReveal(
    role="lottery",
    typed=(
        TypedNumbers(role="auditor", numbers=NUMBERS, t="2026-05-08T13:40:00Z"),
        TypedNumbers(role="officer", numbers=NUMBERS, t="2026-05-08T13:30:00Z"),
    ),
)


def _beacon(kind: str, *fallback: DiceSource | LotterySource) -> BeaconSource:
    told = {"kind": kind, "chain": TEST_CHAIN.hash, "round": ROUND, "wait_minutes": 15}
    return BeaconSource.model_validate(told | {"fallback": fallback})


SOURCES: dict[str, tuple[AnySource, Sequence[Opened]]] = {
    "beacon": (_beacon("drand-quicknet"), [HEARD]),
    "beacon with fallback": (_beacon("drand-quicknet", DICE), [HEARD]),
    "beacon passed over": (_beacon("drand-quicknet", DICE), [PASSED, TYPED]),
    "beacon and parties": (_beacon("drand+parties", DICE), [HEARD, *REVEALS]),
    "beacon and parties passed over": (_beacon("drand+parties", DICE), [PASSED, TYPED]),
    "beacon with a lottery in reserve": (_beacon("drand+parties", LATE_LOTTERY), [HEARD, *REVEALS]),
    "beacon passed over for a lottery": (
        _beacon("drand+parties", LATE_LOTTERY),
        [PASSED, LATE_DRAWN, *REVEALS],
    ),
    "dice": (DICE, [TYPED]),
    "lottery": (LOTTERY, [DRAWN, *REVEALS]),
}


def make_sourced_receipts() -> dict[str, bytes]:
    """The lawful receipts, by name."""
    return dict(_receipts())


def draw_sourced(name: str) -> Drawn:
    """The lawful draw from one of the sources."""
    source, reveals = SOURCES[name]
    parties = PARTIES if source.kind in {"drand+parties", "lottery"} else ()
    frame = replace(make_frame(dealt=5), source=source, parties=parties)
    table = make_table(PROBLEM)
    commitment = commit_draw(frame, PROBLEM, table, (), b"s" * 32)
    return Drawn(PROBLEM, table, commitment, conclude_draw(commitment, PROBLEM, table, reveals))


def _receipts() -> Iterator[tuple[str, bytes]]:
    for name in SOURCES:
        full, public = draw_sourced(name).both
        yield f"{name}, full", full
        yield f"{name}, public", public
