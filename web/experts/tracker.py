"""How far an application is: steps with dates, who acts next, and by when. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from expert_pool.admission.own_application import Dossier
from expert_pool.applications import DECLINE_REASONS, State
from expert_pool.calendar import WorkingCalendar
from expert_pool.policy import Policy
from web.translation import LOCAL_TIME, N_, current_translator, gettext

_REACHED: Final[Mapping[State, int]] = {
    State.SUBMITTED: 1,
    State.FIRST_CHECK: 1,
    State.SECOND_CHECK: 2,
    State.ADMITTED: 4,
    State.DECLINED: 4,
    State.WITHDRAWN: 4,
}
_DECISIONS: Final[Mapping[State, str]] = {
    State.ADMITTED: N_("Decision: admitted"),
    State.DECLINED: N_("Decision: declined"),
    State.WITHDRAWN: N_("Withdrawn by you"),
}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the tracker."""

    words: str
    state: str
    when: str = ""
    note: str = ""


def deadline(dossier: Dossier, policy: Policy, calendar: WorkingCalendar) -> date | None:
    """The day by which the bureau means to decide (rule VER-06)."""
    submitted = dossier.record.submitted_at
    if submitted is None:
        return None
    day = submitted.astimezone(LOCAL_TIME).date()
    return calendar.add_working_days(day, policy.integer("verify_sla_days"))


def steps_of(dossier: Dossier, until: date | None) -> tuple[StepShown, ...]:
    """Submitted, first check, second check, decision: done, now, or ahead."""
    record, state = dossier.record, dossier.record.application.state
    words = current_translator()
    reached = _REACHED.get(state, 0)
    first = next((check.at for check in dossier.checks if check.stage == 1), None)
    decided_by = words.date(until)
    taken = state is State.FIRST_CHECK
    waits = N_("A registrar is checking it.") if taken else N_("Waits for a registrar.")
    if state is State.WITHDRAWN:
        return _closed_early(dossier)
    return (
        StepShown(gettext(N_("Submitted")), "done", words.moment(record.submitted_at)),
        _step(N_("First check"), 1, reached, words.moment(first), gettext(waits)),
        _step(N_("Second check"), 2, reached, "", gettext(N_("By another registrar."))),
        _step(
            _DECISIONS.get(state, N_("Decision")),
            3,
            reached,
            words.moment(record.decided_at),
            gettext(N_("By %(day)s at the latest; we write to you.")) % {"day": decided_by},
        ),
    )


def _closed_early(dossier: Dossier) -> tuple[StepShown, ...]:
    words, record = current_translator(), dossier.record
    handed_in = (StepShown(gettext(N_("Submitted")), "done", words.moment(record.submitted_at)),)
    withdrawn = StepShown(
        gettext(_DECISIONS[State.WITHDRAWN]), "done", words.moment(record.decided_at)
    )
    return (*(handed_in if record.submitted_at else ()), withdrawn)


def _step(words: str, place: int, reached: int, when: str, note: str) -> StepShown:
    state = "done" if place < reached else ("current" if place == reached else "ahead")
    shown = when if state == "done" else ""
    return StepShown(gettext(words), state, shown, note if state != "done" else "")


def reasons_of(dossier: Dossier) -> tuple[str, ...]:
    """Why the application was declined, as the last check of it says."""
    if dossier.record.application.state is not State.DECLINED or not dossier.checks:
        return ()
    english = current_translator().language == "en"
    named = (DECLINE_REASONS[str(code)] for code in dossier.checks[-1].reasons)
    return tuple(one.name_en if english else one.name_zh for one in named)
