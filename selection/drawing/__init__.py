"""The ceremony of one draw: two hashed secrets, the commitment, two reveals, the panel.

Shell: reads, calls the core, and writes rows and log entries in one transaction. Nobody
draws: the second hashed secret makes the service commit, the second reveal makes it deal.
"""

from selection.drawing.concluding import reveal_secret
from selection.drawing.desk import DrawDesk
from selection.drawing.looking import (
    Ceremony,
    Excluded,
    Published,
    Seated,
    is_infeasible,
    list_published,
    load_ceremony,
    load_published,
    read_excluded,
    read_findings,
    read_panel,
    read_receipt,
)
from selection.drawing.opening import load_commitment, open_receipt
from selection.drawing.own_screenings import (
    OwnScreening,
    find_own_chance,
    load_own_screenings,
)
from selection.drawing.parties import (
    check_begin,
    commit_secret,
    hand_in_secret,
    prepare_complete,
)
from selection.drawing.preparing import FOLDED
from selection.drawing.sources import PARTIES, wanted_parties

__all__ = [
    "FOLDED",
    "PARTIES",
    "Ceremony",
    "DrawDesk",
    "Excluded",
    "OwnScreening",
    "Published",
    "Seated",
    "check_begin",
    "commit_secret",
    "find_own_chance",
    "hand_in_secret",
    "is_infeasible",
    "list_published",
    "load_ceremony",
    "load_commitment",
    "load_own_screenings",
    "load_published",
    "open_receipt",
    "prepare_complete",
    "read_excluded",
    "read_findings",
    "read_panel",
    "read_receipt",
    "reveal_secret",
    "wanted_parties",
]
