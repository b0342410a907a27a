"""Whether a change that waits for its checks moves somebody to other employers (rule POL-08).

Pure: a record and what was typed in, yes or no out. What follows is for the draws to say.
"""

from collections.abc import Iterable
from datetime import date

from expert_pool.applications.as_expert import employments_of
from expert_pool.applications.sections import SectionData
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Expert, Unit, holding_on
from expert_pool.units import same_legal_person


def changes_employer(expert: Expert, typed: SectionData, day: date) -> bool:
    """Whether the units that somebody is tied to on a day are others than the verified ones.

    What was returned may be half typed again: until it can be read, it may name anybody.
    """
    try:
        told = employments_of(typed)
    except (ExpertPoolError, ValueError):
        return True
    verified = [tie.unit for tie in expert.employers_on(day)]
    named = [tie.unit for tie in holding_on(told, day)]
    return _goes_beyond(named, verified) or _goes_beyond(verified, named)


def _goes_beyond(units: Iterable[Unit], others: Iterable[Unit]) -> bool:
    known = tuple(others)
    return any(not any(same_legal_person(one, other) for other in known) for one in units)
