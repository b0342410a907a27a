"""The frozen criteria of a panel request, ready for a sheet or a page of the draw.

Its one job is to gather them in the reader's words. It must not show a person or a unit
that somebody typed: recusals are counted, not told.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from expert_pool.vocabulary import CodeLists
from selection.requests import PanelRequest, Quota
from web.criteria import (
    ATTRIBUTES,
    DIRECT_GROUNDS,
    PLACES,
    condition_words,
    fixed_quota_words,
    step_words,
    value_words,
    widened_words,
)
from web.translation import Translator, format_date


@dataclass(frozen=True, slots=True)
class QuotaWords:
    """A quota in words: who counts for it, and how many there must be."""

    id: str
    meaning: str
    amount: str


@dataclass(frozen=True, slots=True)
class CriteriaWords:
    """The criteria of a request in words."""

    activity: str
    review: str
    place: str
    seats: int
    employer_cap: int
    quotas: tuple[QuotaWords, ...]
    conditions: tuple[str, ...]
    region: str
    recusals: int
    group_cap: int | None = None
    fallback: tuple[str, ...] = ()
    fallback_reason: str = ""
    direct: tuple[str, ...] = ()
    direct_consent: str = ""

    def quota(self, quota_id: str) -> str:
        """Who counts for a quota; for one of the service what it means, empty for a limit."""
        own = (it.meaning for it in self.quotas if it.id == quota_id)
        return next(own, fixed_quota_words(quota_id))

    def counts_for(self, quotas: Iterable[str]) -> tuple[str, ...]:
        """What a member counts for, in words; limits on groups of employers say nothing."""
        return tuple(words for quota in quotas if (words := self.quota(quota)))


def describe_criteria(request: PanelRequest, lists: CodeLists, words: Translator) -> CriteriaWords:
    """The criteria of a request as sheet and pages show them."""
    activity = lists.activities.get(request.activity)
    meanings = widened_words(request, lists)
    divisions = request.region.divisions if request.region else frozenset()
    return CriteriaWords(
        activity=lists.name(activity, words.language) if activity else request.activity,
        review=_days(request, words),
        place=words.gettext(PLACES.get(request.place, "")),
        seats=request.seats,
        employer_cap=request.employer_cap,
        quotas=tuple(
            QuotaWords(quota.id, meanings[quota.id], _amount(quota, words))
            for quota in request.quotas
        ),
        conditions=tuple(
            f"{words.gettext(ATTRIBUTES[it.attribute])}: {condition_words(it, lists)}"
            for it in request.conditions
        ),
        region=words.gettext(", ").join(
            value_words("division", code, lists) for code in sorted(divisions)
        ),
        recusals=len(request.recusals),
        group_cap=request.group_cap,
        fallback=tuple(step_words(taken) for taken in request.fallback),
        fallback_reason=request.fallback_reason,
        direct=tuple(
            words.gettext(DIRECT_GROUNDS[seat.ground]) + words.gettext(": ") + seat.reason
            for seat in request.direct
        ),
        direct_consent=request.direct_consent,
    )


def _days(request: PanelRequest, words: Translator) -> str:
    if request.review.days:
        days = (format_date(day, words.language) for day in request.review.days)
        return words.gettext(", ").join(days)
    start, end = request.review.start, request.review.end
    first = format_date(start, words.language)
    return first if start == end else f"{first} – {format_date(end, words.language)}"


def _amount(quota: Quota, words: Translator) -> str:
    if quota.minimum == quota.maximum:
        return words.pgettext("quota", "exactly %(n)s") % {"n": quota.minimum}
    pair = {"low": quota.minimum, "high": quota.maximum}
    return words.pgettext("quota", "%(low)s to %(high)s") % pair
