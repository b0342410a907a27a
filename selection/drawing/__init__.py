"""The ceremony of one draw: two hashed secrets, the commitment, two reveals, the panel.

Shell: reads, calls the core, and writes rows and log entries in one transaction. Nobody
draws: the second hashed secret makes the service commit, the second reveal makes it deal.
"""

from selection.drawing.concluding import reveal_secret
from selection.drawing.desk import DrawDesk
from selection.drawing.opening import load_commitment, open_receipt
from selection.drawing.parties import PARTIES, commit_secret

__all__ = [
    "PARTIES",
    "DrawDesk",
    "commit_secret",
    "load_commitment",
    "open_receipt",
    "reveal_secret",
]
