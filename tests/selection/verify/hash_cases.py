"""The published cases of hashing: what SHA-256 and SHA-512 give for messages of every length.

Of up to two blocks and a little more, in one part and in several; worked out by Python's hashlib.
"""

from collections.abc import Iterator
from hashlib import sha256, sha512
from typing import Any, Final

Json = Any
LONGEST: Final = 260


def make_hash_cases() -> Iterator[Json]:
    """Each message whole, and cut in two or three."""
    for length in range(LONGEST + 1):
        message = bytes((length + 7 * place) % 256 for place in range(length))
        third = length // 3
        cuts = {
            (message,),
            (message[:1], message[1:]),
            (message[:third], message[third : 2 * third], message[2 * third :]),
        }
        for parts in sorted(cuts, key=len)[:: 1 if length <= 130 else 2]:
            yield {
                "parts": [part.hex() for part in parts],
                "sha256": sha256(message).hexdigest(),
                "sha512": sha512(message).hexdigest(),
            }
