"""Exceptions from a rule as acts: the officer asks or withdraws, the approver decides.

Shell: reads, calls `selection.states.exceptions`, and writes row and log entry in one transaction.
What follows where one is allowed is for the rooms that ask: `drawing.room`, `convening.quorum` and
`convening.excepted`.
"""

from selection.excepting.asking import Plea, ask_exception
from selection.excepting.deciding import decide_exception, withdraw_exception
from selection.excepting.looking import Excepted, Offer, ShownException, load_excepted

__all__ = [
    "Excepted",
    "Offer",
    "Plea",
    "ShownException",
    "ask_exception",
    "decide_exception",
    "load_excepted",
    "withdraw_exception",
]
