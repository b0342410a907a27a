"""A test chain with a key of its own: real BLS signatures, so that nothing here is a mock."""

import hashlib
from importlib import import_module

from selection.sources.beacon import Chain
from selection.sources.pairing import DOMAIN

# After `pairing`, which keeps the library from raising the limit of recursion.
curve = import_module("py_ecc.optimized_bls12_381")
hashing = import_module("py_ecc.bls.hash_to_curve")
compression = import_module("py_ecc.bls.point_compression")
SECRET_KEY = int.from_bytes(hashlib.sha256(b"key of the test chain").digest(), "big") >> 2


def public_key_of(secret: int) -> str:
    first, second = compression.compress_G2(curve.multiply(curve.G2, secret))
    key: bytes = first.to_bytes(48, "big") + second.to_bytes(48, "big")
    return key.hex()


def sign_round(number: int, secret: int = SECRET_KEY) -> str:
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    point = curve.multiply(hashing.hash_to_G1(message, DOMAIN, hashlib.sha256), secret)
    signature: bytes = compression.compress_G1(point).to_bytes(48, "big")
    return signature.hex()


TEST_CHAIN = Chain(
    hash=hashlib.sha256(b"the test chain").hexdigest(),
    public_key=public_key_of(SECRET_KEY),
    genesis=1_700_000_000,
    period=3,
)
