"""How amounts, classes and states of fees are written; no rule and no database."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from selection.fees import FEN, HALF, FeeClass, ReviewWork
from selection.states.payments import PaymentState
from selection.states.vacancies import VacancyReason
from web.translation import N_, current_translator, gettext

CLASSES: Final[Mapping[FeeClass, str]] = {
    FeeClass.TOP: N_("Academician or nationally known"),
    FeeClass.SENIOR: N_("Senior title"),
    FeeClass.OTHER: N_("Other professional"),
}
STATES: Final[Mapping[PaymentState, tuple[str, str]]] = {
    PaymentState.DRAFT: (N_("Being drawn up"), "neutral"),
    PaymentState.SUBMITTED: (N_("Waits for approval"), "waiting"),
    PaymentState.APPROVED: (N_("Approved, to be paid"), "waiting"),
    PaymentState.PAID: (N_("Paid"), "good"),
    PaymentState.ARCHIVED: (N_("Paid and archived"), "good"),
}

LEFT: Final[Mapping[str, str]] = {
    VacancyReason.RECUSED: N_("recused on the day"),
    VacancyReason.CONFLICT_FOUND: N_("a conflict of interest was found"),
    VacancyReason.WITHDRAWN: N_("withdrew"),
    VacancyReason.INELIGIBLE: N_("no longer meets the conditions"),
    VacancyReason.ABSENT: N_("recorded as absent"),
}


def yuan(fen: int) -> str:
    """An amount in yuan with two digits after the point: 1,440.00."""
    whole, rest = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def in_yuan(fen: int) -> Decimal:
    """The same as a number for a cell of a workbook, exactly."""
    return Decimal(fen) / FEN


def attendances(work: ReviewWork) -> tuple[str, ...]:
    """Each day that somebody attended, and the reviews at home, in words."""
    words = current_translator()
    days = [
        gettext("%(day)s (half a day)") % {"day": words.date(it.day)}
        if it.halves == HALF
        else words.date(it.day)
        for it in work.days
        if it.halves
    ]
    if work.remote:
        one = N_("by correspondence, %(times)s time")
        many = N_("by correspondence, %(times)s times")
        times = current_translator().ngettext(one, many, work.remote)
        days.append(times % {"times": work.remote})
    return tuple(days)


def attended(work: ReviewWork) -> str:
    """The same in one line."""
    return gettext(", ").join(attendances(work)) or gettext("not attended")


def month_words(month: str) -> str:
    """A month such as 2026-11 in the reader's words."""
    year, number = (int(part) for part in month.split("-"))
    return current_translator().sentence("month", {"year": year, "month": number})
