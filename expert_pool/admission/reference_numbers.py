"""The number that an applicant is given to ask by: random, and easy to read out.

It says nothing about the person nor how many applied: only the city and the year.
"""

import secrets
from typing import Final

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without 0, O, 1, I, L and U, which are mistaken for others."""
GROUP: Final = 4
GROUPS: Final = 2


def new_reference_number(prefix: str, year: int) -> str:
    """A fresh number such as `JH-2026-7K3F-92QD`; 30^8 of them exist for a city and year."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join((prefix, str(year), *groups))
