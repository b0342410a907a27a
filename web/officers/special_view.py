"""What is not usual in a request, in words: steps of widening, seats without a draw.

It is for those who may see the request; whom a direct seat names stands on no other page.
"""

from expert_pool.conflicts import Person
from selection.requesting import Review
from selection.requests import PanelRequest, StepTaken
from web.criteria import DIRECT_GROUNDS, step_words
from web.translation import gettext


def direct_lines(panel: PanelRequest) -> tuple[tuple[str, str, str], ...]:
    """Who gets a seat without a draw, on which ground, and why."""
    return tuple(
        (called(it.person), gettext(DIRECT_GROUNDS[it.ground]), it.reason) for it in panel.direct
    )


def step_lines(review: Review, *, counted: bool) -> tuple[str, ...]:
    """The steps of the fallback order; with numbers of candidates where they may be seen."""
    bare = tuple(StepTaken(it.step) for it in review.request.fallback)
    return tuple(map(step_words, review.steps if counted else bare))


def called(person: Person) -> str:
    """A person as a form named one: name and employers."""
    return " · ".join((person.name, *(unit.name for unit in person.units)))
