"""A test chain with a key of its own: real BLS signatures, so that nothing here is a mock."""

import hashlib

from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import compress_G1, compress_G2
from py_ecc.optimized_bls12_381 import G2, multiply

from selection.sources.beacon import Chain

DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SECRET_KEY = int.from_bytes(hashlib.sha256(b"key of the test chain").digest(), "big") >> 2


def public_key_of(secret: int) -> str:
    first, second = compress_G2(multiply(G2, secret))
    key: bytes = first.to_bytes(48, "big") + second.to_bytes(48, "big")
    return key.hex()


def sign_round(number: int, secret: int = SECRET_KEY) -> str:
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    point = multiply(hash_to_G1(message, DOMAIN, hashlib.sha256), secret)
    signature: bytes = compress_G1(point).to_bytes(48, "big")
    return signature.hex()


TEST_CHAIN = Chain(
    hash=hashlib.sha256(b"the test chain").hexdigest(),
    public_key=public_key_of(SECRET_KEY),
    genesis=1_700_000_000,
    period=3,
)
