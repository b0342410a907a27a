"""A public beacon that nobody can choose: which round, and whether its signature is real.

Its one job is the arithmetic of drand's unchained chains with short signatures (quicknet): the
time of a round, the round that a commitment waits for, and the signature by BLS12-381. The round
is computed, never entered. It fetches nothing; a signature proves itself, whoever brings it.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

SIGNATURE_BYTES: Final = 48
KEY_BYTES: Final = 96
OPENED_BEFORE: Final = timedelta(seconds=60)
"""So long before the source speaks, everything that can be known must be handed in."""
MISSING_AFTER: Final = timedelta(hours=24)
"""A round that nobody can show so long after its time may be passed over."""
_DOMAIN: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_COORDINATE_BYTES: Final = 48


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of a beacon: its hash, its public key, and when its rounds come (Unix seconds)."""

    hash: str
    public_key: str
    genesis: int
    period: int

    def time_of(self, round_number: int) -> datetime:
        """When this round comes."""
        seconds = self.genesis + (round_number - 1) * self.period
        return datetime.fromtimestamp(seconds, UTC)

    def round_after(self, committed: datetime, wait: timedelta) -> int:
        """The first round at or after the full minute that follows commitment and wait."""
        earliest = int((committed + wait).timestamp())
        minute = -(-earliest // 60) * 60
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


def is_signature_of(chain: Chain, round_number: int, signature: str) -> bool:
    """Whether these 96 hexadecimal digits are the chain's signature of this round.

    BLS on BLS12-381 with signatures in G1 over SHA-256 of the round's number (RFC 9380,
    `BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_`). A round has one signature and no other.
    """
    # Loaded when a beacon is met: it takes longer than a whole verification without one.
    from py_ecc.bls.g2_primitives import subgroup_check  # noqa: PLC0415
    from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: PLC0415
    from py_ecc.bls.point_compression import decompress_G1, decompress_G2  # noqa: PLC0415
    from py_ecc.bls.typing import G1Compressed, G2Compressed  # noqa: PLC0415
    from py_ecc.optimized_bls12_381 import G2, is_inf, pairing  # noqa: PLC0415

    key, sign = bytes.fromhex(chain.public_key), bytes.fromhex(signature)
    if len(key) != KEY_BYTES or len(sign) != SIGNATURE_BYTES:
        return False
    halves = key[:_COORDINATE_BYTES], key[_COORDINATE_BYTES:]
    first, second = (int.from_bytes(half, "big") for half in halves)
    try:
        public_key = decompress_G2(G2Compressed((first, second)))
        point = decompress_G1(G1Compressed(int.from_bytes(sign, "big")))
    except ValueError:
        return False
    if any(is_inf(it) or not subgroup_check(it) for it in (public_key, point)):
        return False
    message = hashlib.sha256(round_number.to_bytes(8, "big")).digest()
    hashed = hash_to_G1(message, _DOMAIN, hashlib.sha256)
    return bool(pairing(G2, point) == pairing(public_key, hashed))


def entropy_of_signature(signature: str) -> str:
    """What a round gives to the seed: SHA-256 of its signature, as drand defines it."""
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest()
