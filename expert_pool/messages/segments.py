"""How many short messages a text is: what the operator counts and the bureau pays.

Chinese is sent as UCS-2: 70 signs in one message, 67 in each part of a longer one, since
the parts carry their number (3GPP TS 23.040, 9.2.3.24.1). Operators in China count every text
like this, also an English one.
"""

from typing import Final

_ALONE: Final = 70
_IN_PARTS: Final = 67
_BYTES: Final = 2


def count_segments(text: str) -> int:
    """The number of short messages that a text needs; a sign outside the BMP counts twice."""
    units = len(text.encode("utf-16-be")) // _BYTES
    return 1 if units <= _ALONE else -(-units // _IN_PARTS)
