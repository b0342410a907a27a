"""The live count: the pool and the last screenings are kept for a short time, in memory.

Kept is what the form's attributes and days decide; quotas are counted anew each time. A
count for the form never sees a name: `without_names` stands before everything here.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from expert_pool.conflicts import ProjectParties, ReviewDays
from expert_pool.experts import Expert
from expert_pool.findings import Finding
from expert_pool.storage.expert_store import load_pool
from selection.candidates import (
    History,
    Pseudonyms,
    Screening,
    quota_finder,
    screen_candidates,
    to_problem,
)
from selection.counts import QuotaCount, count_quotas, without_names
from selection.drawing.history import load_history
from selection.errors import SelectionError
from selection.problem import PanelProblem
from selection.requesting.desk import RequestDesk
from selection.requests import (
    FallbackStep,
    PanelRequest,
    RequestId,
    StepTaken,
    known_steps,
    widen_request,
)
from selection.requests.quota_checks import check_quotas
from selection.requests.smallest import panel_sizes
from selection.solver.feasibility import Feasible, find_feasibility
from selection.solver.folding import fold_shortfall
from selection.solver.shortfall import Shortfall, explain_shortfall

KEPT_SECONDS: Final = 60.0
KEPT_SCREENINGS: Final = 8

_Key = tuple[PanelRequest, date]


@dataclass(frozen=True, slots=True)
class LiveCount:
    """What stands beside the form: the panel, each quota, and why it can't be filled.

    `judged` is false where nothing is known: no shortfall then does not mean a panel.
    `widening` are the next steps of the fallback order with which there would be one.
    """

    panel: QuotaCount
    quotas: tuple[QuotaCount, ...]
    shortfall: Shortfall | None = None
    contradictions: tuple[Finding, ...] = ()
    judged: bool = True
    widening: tuple[FallbackStep, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pool:
    since: float
    experts: tuple[Expert, ...]
    history: History


class LiveCounts:
    """Counts for everybody at once; one process keeps one of these."""

    def __init__(self, desk: RequestDesk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._pool: _Pool | None = None
        self._kept: dict[_Key, tuple[float, Screening]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def count(self, request: PanelRequest) -> LiveCount:
        """The live count of a form; parties, recusals and opposed experts change nothing."""
        nameless = without_names(request)
        screening = await self.screen(nameless)
        live = await asyncio.to_thread(self._count, screening, nameless)
        if live.shortfall is None:
            return live
        return replace(live, widening=await self._find_widening(nameless))

    async def _find_widening(self, request: PanelRequest) -> tuple[FallbackStep, ...]:
        """DRW-17: the fewest further steps that make a panel possible; none where no step does."""
        taken, desk = len(request.fallback), self._desk
        steps = known_steps(replace(request, fallback=()), desk.policy, desk.lists)
        if steps[:taken] != tuple(it.step for it in request.fallback):
            return ()
        for number in range(taken + 1, len(steps) + 1):
            wider = replace(request, fallback=tuple(map(StepTaken, steps[:number])))
            screening = await self.screen(wider)
            if await asyncio.to_thread(self._is_possible, screening, wider):
                return steps[taken:number]
        return ()

    def _is_possible(self, screening: Screening, request: PanelRequest) -> bool:
        try:
            return isinstance(find_feasibility(self._pose(screening, request)), Feasible)
        except SelectionError:  # The solver's limit of work: nothing is promised.
            return False

    async def screen(self, request: PanelRequest) -> Screening:
        """The pool parted for a request, kept while only seats and quotas change."""
        wide = widen_request(request, self._desk.lists)
        key = (_without_quotas(wide), self._desk.today())
        async with self._one_at_a_time:
            since, screening = self._kept.get(key, (float("-inf"), None))
            if screening is None or self._is_old(since):
                screening = await self._screen(request)
                self._keep(key, screening)
        return await asyncio.to_thread(self._meet, screening, request)

    async def explain(
        self, screening: Screening, request: PanelRequest, teams: Iterable[ProjectParties] = ()
    ) -> Shortfall | None:
        """Why the candidates of a screening make no panel, without small numbers; None if they do.

        Raises:
            SelectionError: where the solver's limit of work came before an answer.
        """
        return await asyncio.to_thread(self._explain, screening, request, teams)

    async def _screen(self, request: PanelRequest) -> Screening:
        pool, desk = await self._load(), self._desk
        return await asyncio.to_thread(
            screen_candidates,
            pool.experts,
            request,
            pool.history,
            desk.policy,
            desk.lists,
            desk.today(),
        )

    async def _load(self) -> _Pool:
        if self._pool is None or self._is_old(self._pool.since):
            today = self._desk.today()
            async with self._desk.database.read() as session:
                experts = tuple(one.expert for one in await load_pool(session))
                history = await load_history(session, ReviewDays(today, today))
            self._pool = _Pool(self._clock(), experts, history)
        return self._pool

    def _keep(self, key: _Key, screening: Screening) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (self._clock(), screening)
        while len(self._kept) > KEPT_SCREENINGS:
            del self._kept[next(iter(self._kept))]

    def _is_old(self, since: float) -> bool:
        return self._clock() - since > KEPT_SECONDS

    def _meet(self, screening: Screening, request: PanelRequest) -> Screening:
        """The same people with the quotas as they stand in the form now."""
        meets = quota_finder(request, self._desk.lists, screening.served)
        met = tuple(replace(one, meets=meets(one.expert)) for one in screening.candidates)
        return replace(screening, candidates=met)

    def _count(self, screening: Screening, request: PanelRequest) -> LiveCount:
        panel, *quotas = count_quotas(screening, request, self._desk.lists)
        live = LiveCount(panel, tuple(quotas))
        if wrong := check_quotas(request, self._desk.policy, self._desk.lists):
            return replace(live, contradictions=wrong, judged=False)
        try:
            return replace(live, shortfall=self._explain(screening, request))
        except SelectionError:  # The solver's limit of work: no answer is not a no.
            return replace(live, judged=False)

    def _explain(
        self, screening: Screening, request: PanelRequest, teams: Iterable[ProjectParties] = ()
    ) -> Shortfall | None:
        problem = self._pose(screening, request, teams)
        if isinstance(find_feasibility(problem), Feasible):
            return None
        sizes = panel_sizes(self._desk.lists.activities[request.activity], self._desk.policy)
        return fold_shortfall(problem, explain_shortfall(problem, ()), sizes)

    def _pose(
        self, screening: Screening, request: PanelRequest, teams: Iterable[ProjectParties] = ()
    ) -> PanelProblem:
        people = {one.expert.id: str(one.expert.id) for one in screening.candidates}
        groups = {key: key for one in screening.candidates for key in (one.employer, one.group)}
        names = Pseudonyms(people, groups)
        return to_problem(screening, request, names, self._desk.policy, teams)


def _without_quotas(request: PanelRequest) -> PanelRequest:
    """What decides who is excluded, and how employers count: all but quotas, seats and words."""
    return replace(
        request,
        id=RequestId(""),
        quotas=(),
        seats=1,
        urgent_reason="",
        fallback=(),
        fallback_reason="",
        direct=(),
        direct_consent="",
    )
