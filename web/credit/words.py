"""How kinds of events, measures and states of cases are written; no rule and no database."""

from collections.abc import Mapping
from typing import Any, Final

from expert_pool.credit import OWNERS as CASE_OWNERS
from expert_pool.credit import CaseState, CreditKind, Measure
from expert_pool.experts import IntegrityFlag
from expert_pool.storage.credit_store import CaseRecord
from web.translation import N_, current_translator, gettext

KINDS: Final[Mapping[CreditKind, str]] = {
    CreditKind.GOOD_SERVICE: N_("Good service"),
    CreditKind.ABSENCE_EXCUSED: N_("Absence with an excuse"),
    CreditKind.LATE: N_("Lateness"),
    CreditKind.WEAK_WORK: N_("Weak work"),
    CreditKind.ABSENCE: N_("Absence without an excuse"),
    CreditKind.LEAK: N_("Leak of what is confidential"),
    CreditKind.UNDECLARED_CONFLICT: N_("Conflict of interest not declared"),
    CreditKind.FALSE_DATA: N_("False data"),
    CreditKind.PROXY: N_("Review by another person"),
    CreditKind.UNDUE_CONTACT: N_("Improper contact"),
}
FLAGS: Final[Mapping[IntegrityFlag, str]] = {
    IntegrityFlag.RESEARCH_MISCONDUCT: N_("Research misconduct"),
    IntegrityFlag.SERIOUS_DISHONESTY: N_("Serious dishonesty"),
    IntegrityFlag.DISCIPLINE: N_("Disciplinary measure"),
    IntegrityFlag.CRIME: N_("Criminal record"),
}
MEASURES: Final[Mapping[Measure, str]] = {
    Measure.NONE: N_("No measure"),
    Measure.NOTE: N_("Note in the file"),
    Measure.WARNING: N_("Warning"),
    Measure.SUSPENSION: N_("Suspension from draws"),
    Measure.REMOVAL: N_("Removal from the pool"),
    Measure.REMOVAL_FOR_LIFE: N_("Removal for life"),
}
STATES: Final[Mapping[CaseState, tuple[str, str]]] = {
    CaseState.PROPOSED: (N_("To be told on paper"), "waiting"),
    CaseState.TOLD: (N_("The term to answer runs"), "waiting"),
    CaseState.ANSWERED: (N_("Answered, to be decided"), "waiting"),
    CaseState.SILENT: (N_("No answer, to be decided"), "waiting"),
    CaseState.DECIDED: (N_("Decided once, to be confirmed"), "waiting"),
    CaseState.RETURNED: (N_("Returned, to be decided again"), "waiting"),
    CaseState.DECIDED_AGAIN: (N_("Decided again, to be confirmed"), "waiting"),
    CaseState.IN_FORCE: (N_("Measure in force"), "bad"),
    CaseState.LIFT_ASKED: (N_("In force, early end asked for"), "bad"),
    CaseState.NOTED: (N_("Noted"), "neutral"),
    CaseState.UNFOUNDED: (N_("No measure"), "good"),
    CaseState.REFUSED: (N_("Not confirmed, no measure"), "good"),
    CaseState.WITHDRAWN: (N_("Case withdrawn"), "good"),
    CaseState.LIFTED: (N_("Ended early"), "neutral"),
    CaseState.ENDED: (N_("Over"), "neutral"),
}
OWNERS: Final[Mapping[str, str]] = {
    "registrar": N_("Registrar"),
    "approver": N_("Approver"),
    "expert": N_("Expert"),
    "service": N_("The service, on its day"),
}
REPORTERS: Final[Mapping[str, str]] = {
    "registrar": N_("a registrar"),
    "officer": N_("the officer of the review"),
    "service": N_("the service"),
}
_YEAR: Final = 12


def measure_words(measure: Measure, months: int) -> str:
    """A measure with its term: “Removal from the pool, 2 years”."""
    named = gettext(MEASURES[measure])
    if not months:
        return named
    whole = months % _YEAR == 0 and months > _YEAR
    words = current_translator()
    term = (
        words.sentence("term.years", {"n": months // _YEAR})
        if whole
        else words.sentence("term.months", {"n": months})
    )
    return gettext("%(measure)s, %(term)s") % {"measure": named, "term": term}


def case_number(case_id: object) -> str:
    """The number by which people name a case."""
    return str(case_id)[:8].upper()


def next_step(case: CaseRecord) -> str:
    """The role whose step is next; empty where nothing follows."""
    return CASE_OWNERS.get(case.state, "")


WORDS: Final[dict[str, Any]] = {
    "kinds": KINDS,
    "states": STATES,
    "owners": OWNERS,
    "reporters": REPORTERS,
    "measure_words": measure_words,
    "case_number": case_number,
    "next_step": next_step,
}
"""What every page of the room is given."""
