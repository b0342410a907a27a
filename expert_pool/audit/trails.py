"""What the log tells of one subject, act by act: where it came to, and the first step that is none.

Its one job is to walk a table of moves. Whatever stands in the database must be where the acts
on record led it: a state that nobody's act reached was written past the service.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeVar

Done = TypeVar("Done", bound=StrEnum)

BEGINNING: Final = ""
"""Where a subject is before its first act."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a subject at its place in the log, with the states that the entry names.

    An empty state is one that the entry does not name.
    """

    place: int
    act: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act leads where; without a target it stays where it is."""

    sources: frozenset[str]
    target: str = ""


class Transition(Protocol):
    """What a table of a life cycle says of one act: from which states it leads where."""

    @property
    def sources(self) -> Collection[StrEnum]:
        """The states that it is open in."""

    @property
    def target(self) -> StrEnum:
        """The state that it leads to."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The state after all acts, and the first step that the moves do not allow."""

    state: str
    wrong: Step | None = None


def moves_of(
    transitions: Mapping[Done, Transition], acts: Iterable[tuple[StrEnum, Done]]
) -> dict[str, Move]:
    """The move of each act on record that does what a life cycle permits."""
    return {
        act.value: Move(
            frozenset(state.value for state in transitions[done].sources),
            transitions[done].target.value,
        )
        for act, done in acts
    }


def follow(steps: Iterable[Step], moves: Mapping[str, Move]) -> Reached:
    """Walk the acts in their order; after a step that is none, on from what it says.

    An act without a move of its own goes as its entry says, from the state that is reached.
    """
    state, wrong = BEGINNING, None
    for step in steps:
        move = moves.get(step.act) or Move(frozenset({state}), step.after)
        target = move.target or step.after or state
        told = (step.before or state, step.after or target)
        allowed = state in move.sources and told == (state, target)
        stays = bool(move.target) or state in {BEGINNING, target}
        if wrong is None and not (allowed and stays):
            wrong = step
        state = target
    return Reached(state, wrong)
