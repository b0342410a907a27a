"""Remembers what a rule found on a person, so that a pool is not judged twice by one question.

Its one job is to save time: a draw's count, approval and preparation ask the same of the same
people within hours. Findings are those of the rules, which give the same for the same; a record
that was read again after a change is another person here and is judged anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from expert_pool.experts import Expert
from expert_pool.findings import Finding

Rule = Callable[[Expert], tuple[Finding, ...]]
_Found = dict[int, tuple[Expert, tuple[Finding, ...]]]

ANSWERS_KEPT: Final = 200_000
WORTH_IT: Final = range(200, 50_001)
"""Pools that are remembered: a few people are judged at once, and larger pools are read anew."""


class Recall:
    """What was found lately, by question; the question used longest ago goes first."""

    def __init__(self, at_most: int = ANSWERS_KEPT) -> None:
        self._at_most = at_most
        self._questions: OrderedDict[Hashable, tuple[object, _Found]] = OrderedDict()
        self._lock = Lock()

    def of(self, question: Hashable, depends_on: object, rule: Rule) -> Rule:
        """The rule, asked once of each person under this question.

        `depends_on` are objects that the question names by identity: they are kept with it, so
        that no other object can take their place.
        """
        with self._lock:
            _, found = self._questions.setdefault(question, (depends_on, {}))
            self._questions.move_to_end(question)
            kept = sum(len(answers) for _, answers in self._questions.values())
            while kept > self._at_most and len(self._questions) > 1:
                kept -= len(self._questions.popitem(last=False)[1][1])

        def ask(expert: Expert) -> tuple[Finding, ...]:
            known = found.get(id(expert))
            if known is None or known[0] is not expert:
                known = found[id(expert)] = (expert, rule(expert))
            return known[1]

        return ask


RECALL: Final = Recall()
