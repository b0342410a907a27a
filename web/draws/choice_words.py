"""Words for a choice among candidates: its states, grounds, course, and what it came to.

No I/O and no rule: who may do what is for `selection.states.choices` to say.
"""

from collections.abc import Mapping
from typing import Final

from selection.states.choices import MOST_PROPOSALS, ChoiceState, PassGround
from selection.storage.choice_store import ChoiceCourse, ChoiceRecord
from web.translation import N_, current_translator, gettext

STATES: Final[Mapping[str, tuple[str, str]]] = {
    ChoiceState.OPEN: (N_("Waits for the officer"), "waiting"),
    ChoiceState.PROPOSED: (N_("Waits for the approver"), "waiting"),
    ChoiceState.CONFIRMED: (N_("Choice confirmed"), "good"),
    ChoiceState.KEPT: (N_("Drawn order kept"), "good"),
    ChoiceState.LAPSED: (N_("Term over: the drawn order holds"), "neutral"),
}
_REFUSED: Final = (N_("Last proposal sent back: the drawn order holds"), "neutral")


def state_of(choice: ChoiceRecord) -> tuple[str, str]:
    """The state of a choice as words to translate, and the kind of its tag."""
    return _REFUSED if choice.refused else STATES[choice.state]


def pass_words(ground: str) -> str:
    """A ground in the reader's words."""
    return current_translator().sentence(f"pass.{ground}", {})


def pass_options() -> tuple[tuple[str, str], ...]:
    """Every ground, to choose from."""
    return tuple((ground.value, pass_words(ground)) for ground in PassGround)


def course_words(course: ChoiceCourse) -> str:
    """How many trials and proposals there were, for those who judge the draw."""
    told = {"trials": course.trials, "proposals": course.proposals, "most": MOST_PROPOSALS}
    return gettext("Trials: %(trials)s. Proposals: %(proposals)s of at most %(most)s.") % told


def outcome_words(course: ChoiceCourse | None) -> str:
    """Whether the panel is final, or at which seats somebody was passed over; nobody is named.

    Empty where the draw offers no choice.
    """
    if course is None:
        return ""
    if course.record.waits:
        return gettext(
            "The panel is not final: the officer may propose to pass over candidates, and an "
            "approver decides."
        )
    if not course.passed:
        return gettext("Nobody was passed over: the drawn order holds.")
    seats = gettext(", ").join(map(str, course.positions))
    return gettext("Passed over in the choice among the candidates, at seats: %(seats)s") % {
        "seats": seats
    }


def seat_lines(course: ChoiceCourse) -> tuple[str, ...]:
    """Each pass with its seat and ground, for those who watch the draw."""
    return tuple(
        gettext("Seat %(seat)s: %(ground)s")
        % {"seat": one.position, "ground": pass_words(one.ground)}
        for one in course.passed
    )
