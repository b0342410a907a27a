"""The integrity file (信用档案): what stands in it, which measure may follow, and how a case goes.

Pure. Nothing here ends a measure or tells anybody; `expert_pool.crediting` does. Declining an
invitation, recusal, a field that does not fit and silence are no kinds of event: they never
cost credit (rule NTF-06), and statistics count them.
"""

from expert_pool.credit.bars import Bar, find_bars
from expert_pool.credit.kinds import NEUTRAL, SERIOUS, CreditKind
from expert_pool.credit.measures import (
    Decision,
    FiledEvent,
    Measure,
    Term,
    find_decision_faults,
    offered,
    propose,
    term_of,
)
from expert_pool.credit.states import (
    AFTER_TERM,
    CLOSED,
    OWNERS,
    TRANSITIONS,
    CaseAct,
    CaseState,
    confirming,
    lapsing,
    move_case,
)
from expert_pool.credit.terms import last_day

__all__ = [
    "AFTER_TERM",
    "CLOSED",
    "NEUTRAL",
    "OWNERS",
    "SERIOUS",
    "TRANSITIONS",
    "Bar",
    "CaseAct",
    "CaseState",
    "CreditKind",
    "Decision",
    "FiledEvent",
    "Measure",
    "Term",
    "confirming",
    "find_bars",
    "find_decision_faults",
    "lapsing",
    "last_day",
    "move_case",
    "offered",
    "propose",
    "term_of",
]
