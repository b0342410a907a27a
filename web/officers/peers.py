"""The quota for peers of the projects' field, as the form proposes it where none asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from selection.requesting import fill_attributes
from selection.requests.peers import check_peers, nearest_peers
from selection.storage.project_store import Project
from web.criteria import value_words
from web.forms import Form
from web.officers.form_view import read_request
from web.officers.request_form import RequestForm
from web.services import Services
from web.translation import N_, gettext


@dataclass(frozen=True, slots=True)
class PeersProposal:
    """The fields in words, and as the button carries them."""

    words: str
    codes: str


def propose_peers(
    form: Form[RequestForm], projects: Sequence[Project], services: Services
) -> PeersProposal | None:
    """The nearest field of the chosen projects (DRW-22); none where a quota asks for it."""
    policy, lists = services.policy, services.lists
    request = read_request(form, lists, services.today())
    if request is None:
        return None
    request = fill_attributes(request, projects)
    nearest = nearest_peers(request, policy, lists)
    activity = lists.activities[request.activity]
    if nearest is None or not check_peers(request, policy, lists, activity):
        return None
    codes = sorted(nearest.values)
    words = gettext(N_(", ")).join(value_words("field", code, lists) for code in codes)
    return PeersProposal(words, " ".join(codes))
