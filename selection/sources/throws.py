"""Dice on the table: fifty throws that two people type apart from each other.

Fifty throws of a die with six sides are 129 bits. The order of the throws counts.
"""

from typing import Final

from expert_pool.audit.canonical import digest

THROWS: Final = 50
SIDES: Final = "123456"


def read_throws(text: str) -> str | None:
    """The throws without the spaces and signs that help the eye; None unless exactly fifty."""
    thrown = "".join(text.replace(",", " ").split())
    whole = len(thrown) == THROWS and set(thrown) <= set(SIDES)
    return thrown if whole else None


def entropy_of_throws(commit_hash: str, throws: str) -> str:
    """What the throws give to the seed of the draw with this commitment."""
    return digest({"v": 1, "type": "draw.dice", "commit_hash": commit_hash, "throws": throws})
