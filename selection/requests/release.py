"""When a panel counts as released: from which day on nothing about its members is sealed.

Its one job is rule SEC-01 for a request whose panel is drawn. It must not decide who may
see what before that day.
"""

from datetime import date, timedelta
from typing import Final

from expert_pool.policy import Policy
from expert_pool.vocabulary import NamePolicy
from selection.requests.values import PanelRequest

_OPEN_AT_THE_START: Final = frozenset({NamePolicy.MEETING, NamePolicy.ENTERPRISE, NamePolicy.OPEN})


def find_release_day(request: PanelRequest, policy: Policy) -> date | None:
    """The first day on which the panel is no longer sealed; None where it stays sealed for good.

    By activity: meetings, reviews at enterprises and open ones from the first day of the
    review, everything else from the day after it. A policy may hold all back until then.
    """
    rule = policy.text("name_policy")
    if rule == "never":
        return None
    if rule == "by_activity" and request.name_policy in _OPEN_AT_THE_START:
        return request.review.start
    return request.review.end + timedelta(days=1)
