"""Codes and passphrases that people read, write and type: one alphabet without look-alikes.

Its one job is the way between bytes and signs (Crockford's base 32).
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SIGNS: Final = 12
"""60 bits: nobody guesses a code, also with the sealed file at home."""
PASSPHRASE_SIGNS: Final = 24
_BITS: Final = 5
_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def write_code(raw: bytes, signs: int) -> str:
    """So many signs from the leading bits of random or keyed bytes."""
    number = int.from_bytes(raw, "big") >> (len(raw) * 8 - signs * _BITS)
    return "".join(ALPHABET[(number >> _BITS * place) % 32] for place in reversed(range(signs)))


def plain_code(typed: str) -> str:
    """What was typed as it was written: spaces, dashes, small letters and look-alikes are one."""
    signs = typed.upper().translate(_ALIKE)
    return "".join(sign for sign in signs if sign in ALPHABET)


def in_fours(code: str) -> str:
    """A code in groups of four, so that a person can read it out."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
