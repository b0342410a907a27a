"""Words for a choice among candidates: its states, and the grounds of passing somebody over.

No I/O and no rule: who may do what is for `selection.states.choices` to say.
"""

from collections.abc import Mapping
from typing import Final

from selection.states.choices import ChoiceState, PassGround
from web.translation import N_, gettext

STATES: Final[Mapping[str, tuple[str, str]]] = {
    ChoiceState.OPEN: (N_("Waits for the officer"), "waiting"),
    ChoiceState.PROPOSED: (N_("Waits for the approver"), "waiting"),
    ChoiceState.CONFIRMED: (N_("Choice confirmed"), "good"),
    ChoiceState.KEPT: (N_("Drawn order kept"), "good"),
    ChoiceState.LAPSED: (N_("Term over: the drawn order holds"), "neutral"),
}
_GROUNDS: Final[Mapping[str, str]] = {
    PassGround.FIELD_FURTHER: N_("Works further from the subject than those who follow"),
    PassGround.SAME_SPECIALITY: N_("Has the same speciality as another member"),
    PassGround.KNOWN_UNABLE: N_("Is known not to be able to come"),
    PassGround.DOUBT: N_("Doubt about impartiality that no rule covers"),
    PassGround.OTHER: N_("Another reason"),
}


def pass_words(ground: str) -> str:
    """A ground in the reader's words."""
    return gettext(_GROUNDS[ground])


def pass_options() -> tuple[tuple[str, str], ...]:
    """Every ground, to choose from."""
    return tuple((ground, gettext(words)) for ground, words in _GROUNDS.items())
