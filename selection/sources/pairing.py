"""BLS12-381 by `py_ecc`: is this a signature in G1 under this key in G2?

Its one job is the pairing. Importing `py_ecc` raises Python's limit of recursion for the whole
process, with which a deeply nested file would crash it; so the limit is put back here, and nobody
else imports that library. It takes longer to load than most verifications: load it when needed.
"""

import hashlib
import sys
from typing import Final

_LIMIT: Final = sys.getrecursionlimit()

from py_ecc.bls.g2_primitives import subgroup_check  # noqa: E402
from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: E402
from py_ecc.bls.point_compression import decompress_G1, decompress_G2  # noqa: E402
from py_ecc.bls.typing import G1Compressed, G2Compressed  # noqa: E402
from py_ecc.optimized_bls12_381 import G2, is_inf, pairing  # noqa: E402

sys.setrecursionlimit(_LIMIT)

SIGNATURE_BYTES: Final = 48
KEY_BYTES: Final = 96
DOMAIN: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message (RFC 9380 hashing to G1; points at infinity never)."""
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    halves = public_key[: KEY_BYTES // 2], public_key[KEY_BYTES // 2 :]
    first, second = (int.from_bytes(half, "big") for half in halves)
    try:
        key = decompress_G2(G2Compressed((first, second)))
        point = decompress_G1(G1Compressed(int.from_bytes(signature, "big")))
    except ValueError:
        return False
    if any(is_inf(it) or not subgroup_check(it) for it in (key, point)):
        return False
    hashed = hash_to_G1(message, DOMAIN, hashlib.sha256)
    return bool(pairing(G2, point) == pairing(key, hashed))
