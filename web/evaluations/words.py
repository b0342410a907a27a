"""Words for evaluations: states, what is asked of members.

No I/O and no rule: what may follow what is for `selection.evaluations` to say.
"""

from collections.abc import Mapping
from typing import Final

from selection.evaluations import EvaluationState
from web.translation import N_, current_translator

STATES: Final[Mapping[str, tuple[str, str]]] = {
    EvaluationState.OPEN: (N_("To be evaluated"), "waiting"),
    EvaluationState.OVERDUE: (N_("Evaluation overdue"), "bad"),
    EvaluationState.HANDED_IN: (N_("Evaluated"), "good"),
    EvaluationState.CORRECTED: (N_("Evaluated, corrected"), "info"),
}


def item_words(item: str) -> str:
    """An item of the policy as readers call it, as the head of a line."""
    words = current_translator().sentence(f"word.{item}", {})
    return words[:1].upper() + words[1:]
