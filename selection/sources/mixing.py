"""Several sources as one: whoever does not know them all knows nothing of the seed."""

import hashlib
from collections.abc import Sequence
from typing import Final

MIX_TAG: Final = b"panel-draw/v1/mix\x00"


def mix(entropies: Sequence[str]) -> str:
    """The entropy of one source as it is, of several hashed in the order of the commitment."""
    if len(entropies) == 1:
        return entropies[0]
    return hashlib.sha256(MIX_TAG + b"".join(map(bytes.fromhex, entropies))).hexdigest()
