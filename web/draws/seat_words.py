"""Words for what happens to a seat and to a draw: reasons, ways to come, grounds.

No I/O and no rule: who may report what is for `selection.vacancy_states` to say.
"""

from collections.abc import Mapping
from typing import Final

from expert_pool.vocabulary import CodeLists
from selection.annulment_states import AnnulmentGround
from selection.drawing.panel_now import CameBy, Holding
from selection.vacancy_states import VacancyReason, reasons_for
from web.translation import N_, Translator, gettext

REASONS: Final[Mapping[str, str]] = {
    VacancyReason.DECLINED: N_("Declined"),
    VacancyReason.NO_ANSWER: N_("Did not answer in time"),
    VacancyReason.WITHDRAWN: N_("Accepted, then withdrew"),
    VacancyReason.RECUSED: N_("Asked to be recused"),
    VacancyReason.CONFLICT_FOUND: N_("A conflict of interest was found"),
    VacancyReason.INELIGIBLE: N_("No longer meets the conditions"),
    VacancyReason.ABSENT: N_("Did not come to the review"),
}
_HINTS: Final[Mapping[str, str]] = {
    VacancyReason.INELIGIBLE: N_("Only where the rules find something against the member today."),
    VacancyReason.CONFLICT_FOUND: N_("Choose the ground below."),
    VacancyReason.ABSENT: N_("Counts as a panel of this year for the member."),
}
GROUNDS: Final[Mapping[str, str]] = {
    AnnulmentGround.FALSE_REGISTRATION: N_("A drawn expert's registration was false"),
    AnnulmentGround.LEAK: N_("The panel was leaked"),
    AnnulmentGround.POOL_CONTRARY_TO_RULES: N_("The candidates were chosen against the rules"),
    AnnulmentGround.CRITERIA_IMPOSSIBLE: N_("The criteria cannot be met any more"),
    AnnulmentGround.SECRET_LOST: N_("A party has lost its secret"),
}
_CAME: Final[Mapping[str, str]] = {
    CameBy.DRAW: N_("Drawn"),
    CameBy.RESERVE: N_("Reserve"),
    CameBy.SUPPLEMENT: N_("Supplementary draw"),
}


def reason_words(reason: str) -> str:
    """Why a member left, in the reader's words."""
    return gettext(REASONS[reason])


def ground_words(ground: str) -> str:
    """Why a draw is annulled, in the reader's words."""
    return gettext(GROUNDS[ground])


def mark_holding(holding: Holding, words: Translator) -> str:
    """What stands beside a name: that the member left, or how the member came; else nothing."""
    if holding.ended and holding.vacancy is not None:
        told = {
            "day": words.date(holding.vacancy.decided_at),
            "reason": gettext(REASONS[holding.vacancy.reason]),
        }
        return gettext("Left on %(day)s: %(reason)s") % told
    if holding.came_by is CameBy.DRAW:
        return ""
    told = {"way": gettext(_CAME[holding.came_by]), "day": words.date(holding.since)}
    return gettext("%(way)s, since %(day)s") % told


def reason_options(role: str) -> tuple[tuple[str, ...], ...]:
    """The reasons that this role may report, with a hint where one helps."""
    return tuple(
        (reason.value, gettext(REASONS[reason]), gettext(_HINTS[reason]))
        if reason in _HINTS
        else (reason.value, gettext(REASONS[reason]))
        for reason in reasons_for(role)
    )


def ground_options(lists: CodeLists, language: str) -> tuple[tuple[str, str], ...]:
    """The grounds of a recusal."""
    return tuple(
        (code, lists.name(entry, language)) for code, entry in lists.recusal_grounds.items()
    )
