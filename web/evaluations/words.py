"""Words for evaluations: states, what is asked of members.

No I/O and no rule: what may follow what is for `selection.evaluations` to say.
"""

from collections.abc import Mapping
from typing import Final

from selection.evaluations import EvaluationState, ProcessItem
from selection.storage.process_store import Spoke
from web.translation import N_, current_translator

STATES: Final[Mapping[str, tuple[str, str]]] = {
    EvaluationState.OPEN: (N_("To be evaluated"), "waiting"),
    EvaluationState.OVERDUE: (N_("Evaluation overdue"), "bad"),
    EvaluationState.HANDED_IN: (N_("Evaluated"), "good"),
    EvaluationState.CORRECTED: (N_("Evaluated, corrected"), "info"),
}

PROCESS: Final[Mapping[str, str]] = {
    ProcessItem.MATERIAL_IN_TIME: N_("Material in time"),
    ProcessItem.TIME_ENOUGH: N_("Time enough"),
}
SPOKE: Final[Mapping[str, str]] = {
    Spoke.PROJECT_LEADER: N_("Leader of the project"),
    Spoke.UNIT_MANAGEMENT: N_("Management of the unit"),
    Spoke.RESEARCH_OFFICE: N_("Research office of the unit"),
    Spoke.OTHER: N_("Somebody else of the unit"),
}


def item_words(item: str) -> str:
    """An item of the policy as readers call it, as the head of a line."""
    words = current_translator().sentence(f"word.{item}", {})
    return words[:1].upper() + words[1:]
