"""A public beacon that nobody can choose: which round, and whether its signature is real.

Its one job is the arithmetic of drand's unchained chains with short signatures (quicknet): the
time of a round, the round that a commitment waits for, and the signature by BLS12-381. The round
is computed, never entered. It fetches nothing; a signature proves itself, whoever brings it.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

OPENED_BEFORE: Final = 60
"""So many seconds before the source speaks, everything that can be known must be handed in."""
MISSING_AFTER: Final = 24 * 60 * 60
"""A round that nobody can show so many seconds after its time may be passed over."""
LOTTERY_AFTER: Final = 2 * MISSING_AFTER
"""A lottery that is the fallback is drawn so many seconds after the round's time at the earliest:
a day is left to pass the round over before anybody knows what the lottery says."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of a beacon: its hash, its public key, and when its rounds come (Unix seconds)."""

    hash: str
    public_key: str
    genesis: int
    period: int

    def time_of(self, round_number: int) -> int:
        """When this round comes, in Unix seconds."""
        return self.genesis + (round_number - 1) * self.period

    def round_after(self, committed: int, wait_minutes: int) -> int:
        """The first round at or after the full minute that follows commitment and wait."""
        minute = -(-committed // 60) * 60 + wait_minutes * 60
        return max(1, -(-(minute - self.genesis) // self.period) + 1)


QUICKNET: Final = Chain(
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    public_key=(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    genesis=1_692_803_367,
    period=3,
)
"""The League of Entropy's chain that everybody knows: its key stands here, not in a setting."""


@lru_cache(maxsize=1024)
def is_signature_of(chain: Chain, round_number: int, signature: str) -> bool:
    """Whether these 96 hexadecimal digits are the chain's signature of this round.

    BLS on BLS12-381 with signatures in G1 over SHA-256 of the round's number (RFC 9380,
    `BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_`). A round has one signature and no other.
    The pairing takes longer than the rest of a verification, so answers are kept.
    """
    # Loaded when a beacon is met: it takes longer than a whole verification without one.
    from selection.sources.pairing import is_signed  # noqa: PLC0415

    message = hashlib.sha256(round_number.to_bytes(8, "big")).digest()
    return is_signed(bytes.fromhex(chain.public_key), message, bytes.fromhex(signature))


def entropy_of_signature(signature: str) -> str:
    """What a round gives to the seed: SHA-256 of its signature, as drand defines it."""
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest()
