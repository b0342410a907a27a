"""What a message to a member says: time, place or mode, days, broad field, contact.

Its one job is rule NTF-02: the outline has no room for a project, a unit or a reviewer. The
words and channels are `expert_pool.messages`.
"""

from typing import Final

from expert_pool.messages import Outline
from expert_pool.vocabulary import CodeLists
from selection.invitations.arrangements import Arrangement
from selection.requests import PanelRequest

BROAD: Final = 1
"""So many levels of the field path are told; deeper ones could tell the project."""


def describe(arrangement: Arrangement, request: PanelRequest, lists: CodeLists) -> Outline:
    """The outline of one panel's review, the same for every member of it."""
    paths = {lists.field_path(code)[:BROAD] for code in request.fields}
    broad = next(iter(paths)) if len(paths) == 1 else ("",)
    return Outline(
        mode=arrangement.mode,
        place=arrangement.place,
        starts_at=arrangement.starts_at,
        days=len(request.review.days) or (request.review.end - request.review.start).days + 1,
        field=broad[0],
        contact=arrangement.contact,
    )
