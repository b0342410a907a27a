"""That a draw does without witnesses by an exception, in words: for the sheet of its result."""

from selection.drawing.room import Room
from web.translation import current_translator, gettext


def room_exception(room: Room) -> str:
    """On what ground, and when, an approver allowed fewer witnesses (DRW-12); empty otherwise."""
    allowed, words = room.exception, current_translator()
    if allowed is None or len(room.confirmed) >= room.wanted:
        return ""
    told = {
        "ground": words.sentence(f"reason.{allowed.ground}", {}),
        "moment": words.moment(allowed.decided_at),
    }
    return gettext("Fewer than the rules ask for, by an exception: %(ground)s, %(moment)s") % told
