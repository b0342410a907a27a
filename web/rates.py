"""How many requests of the API one account, or one address without an account, may send.

Kept in the memory of this process: a limit against floods and runaway programs, not a quota.
It must not know what is asked for, nor who may ask.
"""

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from litestar.handlers import BaseRouteHandler

from expert_pool.errors import ExpertPoolError
from web.services import Connection, services_of
from web.visits import visit_of

API: Final = "/api/"
MINUTE: Final = 60.0
_MOST_KEPT: Final = 10_000


@dataclass(slots=True)
class Rate:
    """So many requests a minute under one key, all at once or spread (GCRA, ITU-T I.371).

    Of each key one number is kept: when its allowance will be whole again.
    """

    per_minute: int
    _whole_at: dict[str, float] = field(default_factory=dict)

    def take(self, key: str, now: float) -> int:
        """Count a request: 0, or the seconds to wait, in which case it does not count."""
        share = MINUTE / self.per_minute
        whole_at = max(self._whole_at.get(key, now), now) + share
        if whole_at - now > MINUTE:
            return max(1, ceil(whole_at - now - MINUTE))
        if len(self._whole_at) >= _MOST_KEPT:
            self._forget(now)
        self._whole_at[key] = whole_at
        return 0

    def _forget(self, now: float) -> None:
        """Drop keys whose allowance is whole: they are as good as new ones."""
        self._whole_at = {key: at for key, at in self._whole_at.items() if at > now}


@dataclass(frozen=True, slots=True)
class Rates:
    """The two limits: for whoever shows a working token or session, and for everybody else."""

    known: Rate
    unknown: Rate


async def check_rate(connection: Connection, _: BaseRouteHandler) -> None:
    """Refuse a request of the API that comes too soon after too many others.

    Tokens of one account count together, so that more tokens give no more requests.

    Raises:
        ExpertPoolError: `api.too_many_requests` with the seconds to wait.
    """
    if not connection.url.path.startswith(API):
        return
    rates: Rates = connection.app.state["rates"]
    visit, now = visit_of(connection), services_of(connection).now().timestamp()
    if visit.visitor is not None:
        wait = rates.known.take(str(visit.visitor.account_id), now)
    else:
        wait = rates.unknown.take(visit.address, now)
    if wait:
        raise ExpertPoolError("api.too_many_requests", {"seconds": wait})
