"""For auditors: how many events of which kind, who reported, what was decided, and how fast."""

from collections import Counter
from collections.abc import Mapping
from statistics import median
from typing import Final
from uuid import UUID

from litestar import Response, get

from expert_pool.crediting.reading import days_to_decision
from expert_pool.storage.credit_store import count_events, count_reporters, load_all_cases
from expert_pool.storage.people_names import account_names
from web.credit.words import MEASURES, WORDS
from web.pages import render
from web.services import PageRequest, services_of

PATH: Final = "/credit/counts"


@get(PATH, name="credit.counts")
async def show_counts(request: PageRequest) -> Response[str]:
    """Counts over all files; no name of an expert."""
    async with services_of(request).database.read() as session:
        events = await count_events(session)
        reporters = await count_reporters(session)
        names = await account_names(session, frozenset(reporters))
        cases = await load_all_cases(session)
    days = days_to_decision(cases)
    by_kind: Counter[str] = Counter()
    for (kind, _role), count in events.items():
        by_kind[kind] += count
    return render(
        request,
        "credit/counts.html",
        by_kind=by_kind,
        by_state=Counter(case.state for case in cases),
        by_measure=Counter(case.measure for case in cases if case.confirmed_at is not None),
        reporters_counted=_named(reporters, {one: it.name for one, it in names.items()}),
        decided=len(days),
        days=median(days) if days else None,
        longest=max(days, default=None),
        measures=MEASURES,
        **WORDS,
    )


def _named(counts: Mapping[UUID, int], names: Mapping[UUID, str]) -> list[tuple[str, int]]:
    named = ((names.get(one, ""), count) for one, count in counts.items())
    return sorted(named, key=lambda it: (-it[1], it[0]))


ROUTES = (show_counts,)
