"""Requests called off before the commitment: again and again for one matter, or by one officer.

An officer's share is held against everybody else's by Fisher's exact test; with one officer
alone there is nobody to compare with, and only repetition for one project is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from selection.alarms.alarm import LEVEL, Alarm, corrected, once_in, raise_alarm
from selection.alarms.exact import sample_tail
from selection.alarms.likeness import RequestSeen

AGAIN: Final = 2


def find_called_off(requests: Iterable[RequestSeen]) -> tuple[Alarm, ...]:
    """Projects whose requests were called off twice, and officers who call off too often."""
    seen = tuple(requests)
    return (*_again(seen), *_too_often(seen))


def _again(seen: Sequence[RequestSeen]) -> Iterator[Alarm]:
    by_matter: defaultdict[tuple[str, str], list[RequestSeen]] = defaultdict(list)
    for one in seen:
        if one.called_off:
            for subject in one.subjects:
                by_matter[subject.project, one.activity].append(one)
    for (project, _), cases in sorted(by_matter.items()):
        if len(cases) >= AGAIN:
            officers = tuple({f"officer:{one.officer}" for one in cases})
            evidence = tuple(f"request:{one.request}" for one in cases)
            about = (f"project:{project}", *officers)
            yield raise_alarm("ALM-01.again", about, evidence, times=len(cases))


def _too_often(seen: Sequence[RequestSeen]) -> Iterator[Alarm]:
    made = Counter(one.officer for one in seen)
    off = Counter(one.officer for one in seen if one.called_off)
    if len(made) == 1:
        return
    for officer, cases in sorted(off.items()):
        tail = sample_tail(made[officer], off.total(), made.total(), cases)
        chance = corrected(tail, len(made))
        if chance < LEVEL:
            evidence = (
                f"request:{it.request}" for it in seen if it.called_off and it.officer == officer
            )
            yield raise_alarm(
                "ALM-01.too_often",
                (f"officer:{officer}",),
                tuple(evidence),
                cases=cases,
                of=made[officer],
                others=off.total() - cases,
                of_others=made.total() - made[officer],
                compared=len(made),
                once_in=once_in(chance),
            )
