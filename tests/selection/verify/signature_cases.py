"""Signatures by many keys, right and wrong, and a few odd ones that all must judge alike.

Facts of RFC 8032: the order of the group, and the encoding of its neutral element.
"""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.selection.receipt_samples import loads, resign
from tests.selection.verify.published_case import VerdictCase

ORDER = 2**252 + 27742317777372353535851937790883648493
NEUTRAL = (1).to_bytes(32, "little").hex()
NO_POINT = (2).to_bytes(32, "little").hex()
KEYS = 10
BASE = "small, public"


def make_signature_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Nobody's key is known here, so that a right signature leaves the receipt consistent."""
    for number in range(KEYS):
        key, value = _sign(receipts, number)
        first, second = value[:64], int.from_bytes(bytes.fromhex(value[64:]), "little")
        other, _ = _sign(receipts, number + 1)
        yield _case(f"signed by key {number}", key, value)
        for name, signature in (
            ("and the order added", (key, first + _number(second + ORDER))),
            ("and one added", (key, first + _number(second + 1))),
            ("with the second half taken from its order", (key, first + _number(ORDER - second))),
            ("with the other sign of the first half", (key, _turn(first) + value[64:])),
            ("with the other sign of the key", (_turn(key), value)),
            ("under another key", (other, value)),
        ):
            yield _case(f"signed by key {number} {name}", *signature)
    yield _case("a key that is no point", NO_POINT, NEUTRAL + _number(0))
    for name, number in (("nought", 0), ("one", 1), ("the order", ORDER)):
        yield _case(f"the neutral key and {name}", NEUTRAL, NEUTRAL + _number(number))


def _sign(receipts: dict[str, bytes], number: int) -> tuple[str, str]:
    signer = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    signature = loads(resign(loads(receipts[BASE]), signer))["signature"]
    return signature["key"], signature["value"]


def _case(name: str, key: str, value: str) -> VerdictCase:
    return VerdictCase(name, BASE, ((("signature",), {"key": key, "value": value}),))


def _number(value: int) -> str:
    return value.to_bytes(32, "little").hex()


def _turn(digits: str) -> str:
    """The same number with its highest bit, the sign, turned."""
    return digits[:-2] + f"{int(digits[-2:], 16) ^ 128:02x}"
