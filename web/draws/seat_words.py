"""Words for what happens to a seat and to a draw: reasons, ways to come, grounds.

No I/O and no rule: who may report what is for `selection.states.vacancies` to say.
"""

from collections.abc import Mapping
from typing import Final

from expert_pool.vocabulary import CodeLists
from selection.drawing.panel_now import CameBy, Holding
from selection.states.annulments import AnnulmentGround
from selection.states.seat_steps import NextStep, SeatStep
from selection.states.vacancies import VacancyReason, reasons_for
from web.translation import N_, Translator, gettext

REASONS: Final[Mapping[str, str]] = {
    VacancyReason.DECLINED: N_("Declined the invitation"),
    VacancyReason.NO_ANSWER: N_("Did not answer in time"),
    VacancyReason.WITHDRAWN: N_("Accepted, then withdrew"),
    VacancyReason.RECUSED: N_("Asked to be recused"),
    VacancyReason.CONFLICT_FOUND: N_("A conflict of interest was found"),
    VacancyReason.INELIGIBLE: N_("No longer meets the conditions"),
    VacancyReason.ABSENT: N_("Did not come to the review"),
    VacancyReason.PASSED_OVER: N_("Passed over in the choice among the candidates"),
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
    AnnulmentGround.ROUND_APPEARED: N_("The round appeared after the fallback was used"),
    AnnulmentGround.SECRET_LOST: N_("A party has lost its secret"),
    AnnulmentGround.SOURCE_SILENT: N_("The source never spoke, and there is no fallback"),
}
_CAME: Final[Mapping[str, str]] = {
    CameBy.DRAW: N_("By the draw"),
    CameBy.RESERVE: N_("By the reserve order"),
    CameBy.SUPPLEMENT: N_("By a supplementary draw"),
}


_STEPS: Final[Mapping[SeatStep, str]] = {
    SeatStep.DECIDE: N_("Next, the approver of the request decides on the report."),
    SeatStep.ASK_SUPPLEMENT: N_("Next, the officer asks for a supplementary draw."),
    SeatStep.APPROVE_SUPPLEMENT: N_("Next, an approver decides on the supplementary draw."),
    SeatStep.COMMIT: N_("Next, the supplementary draw is committed."),
    SeatStep.REVEAL: N_("Next, the source of the supplementary draw speaks."),
}


def step_words(step: NextStep | None) -> str:
    """Whose step is next for a seat, in the reader's words; empty where somebody sits there."""
    return gettext(_STEPS[step.step]) if step else ""


def came_words(came_by: str) -> str:
    """How a member came to a seat, in the reader's words."""
    return gettext(_CAME[came_by])


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
