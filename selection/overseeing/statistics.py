"""The statistics of a period, for the director, and with small numbers folded for everybody.

It reads sums only. Who may read the exact ones is for the page to decide.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA
from expert_pool.storage.expert_store import count_by_standing
from expert_pool.vocabulary import CodeLists
from selection.statistics import (
    OTHERS,
    Figures,
    compare_shares,
    fold_loads,
    fold_small,
    time_panels,
)
from selection.storage.statistics_store import (
    Period,
    count_answers,
    count_employers,
    count_fields,
    count_loads,
    count_pool,
    count_shares,
    count_titles,
    list_panels,
)

DECADE = 10


async def read_statistics(
    session: AsyncSession,
    lists: CodeLists,
    days: tuple[date, date],
    today: date,
    *,
    exact: bool,
) -> Figures:
    """Figures of the pool on the last of two days, and of the draws between them, both included.

    The draws of panels that have still to meet are left out, also of the exact figures.
    """
    since, until = _moment(days[0]), _moment(days[1] + timedelta(days=1))
    period = Period(since, until, today)
    pool: dict[str, Mapping[str, int]] = dict(await count_pool(session, days[1]))
    pool["age"] = _by_decade(pool["age"])
    pool["field"] = _by_root(await count_fields(session), lists)
    titles = await count_titles(session)
    pool["title"] = _regroup(titles, {code: lists.titles[code].level.value for code in titles})
    shares = await count_shares(session, period)
    if exact:
        pool["standing"] = await count_by_standing(session)
        pool["employer"] = await count_employers(session, days[1])
    else:
        pool = {name: fold_small(counts) for name, counts in pool.items()}
        shares = {name: _folded(counts, pool[name]) for name, counts in shares.items()}
    answers, reasons = await count_answers(session, since, until)
    loads = await count_loads(session, period)
    return Figures(
        pool=pool,
        shares={name: compare_shares(*counts) for name, counts in shares.items()},
        answers=answers if exact else fold_small(answers),
        reasons=reasons if exact else fold_small(reasons),
        loads=loads if exact else fold_loads(loads),
        times=time_panels(await list_panels(session, period)),
    )


def _folded(
    counts: tuple[Mapping[str, int], Mapping[str, int]], shown: Mapping[str, int]
) -> tuple[Counter[str], Counter[str]]:
    """Shares by the groups that the pool shows; everybody else together."""
    groups = {key: key if key in shown else OTHERS for part in counts for key in part}
    return _regroup(counts[0], groups), _regroup(counts[1], groups)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def _by_decade(ages: Mapping[str, int]) -> Counter[str]:
    return _regroup(ages, {age: str(int(age) // DECADE * DECADE) for age in ages})


def _by_root(fields: Mapping[str, int], lists: CodeLists) -> Counter[str]:
    return _regroup(fields, {code: lists.field_path(code)[0] for code in fields})


def _regroup(counts: Mapping[str, int], groups: Mapping[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, number in counts.items():
        found[groups[key]] += number
    return found
