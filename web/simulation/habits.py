"""How fictional experts and officers behave; assumptions, not measurements.

Its one job is to draw a behaviour from the generator that it is given. It knows neither
database nor clock.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeVar

One = TypeVar("One")


class Reaction(StrEnum):
    """What a member does with an invitation."""

    ACCEPT = "accept"
    DECLINE = "decline"
    RECUSE = "recuse"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of all invitations, seats, experts, reviews and cases; delays in minutes."""

    decline: float = 0.12
    recuse: float = 0.03
    silence: float = 0.08
    withdraw: float = 0.02
    absent: float = 0.01
    late_recusal: float = 0.005
    dissent: float = 0.05
    late_evaluation: float = 0.1
    no_evaluation: float = 0.02
    says_of_process: float = 0.6
    answers_evaluation: float = 0.03
    pressed: float = 0.002
    misconduct: float = 0.01
    answers_case: float = 0.6
    excused: float = 0.4
    second_refuses: float = 0.1
    leaves_a_year: float = 0.6
    forgets_to_confirm: float = 0.1
    first_answer: int = 4
    last_answer: int = 115


USUAL_TERM: Final = timedelta(minutes=120)
"""The term that the delays are meant for; in a shorter one people are so much quicker."""
POINTS: Final = ((5, 60), (4, 32), (3, 6), (2, 2))
"""Points for one item, by how often they are given."""
REASONS = (("time", 6), ("travel", 2), ("health", 1), ("not_my_field", 2), ("other", 1))
"""Reasons for declining that are no recusal, by how often they are given."""


class Behaviour:
    """Draws what people do."""

    def __init__(self, rng: random.Random, habits: Habits) -> None:
        self._rng = rng
        self.habits = habits

    def react(self) -> Reaction:
        """What somebody does with an invitation."""
        habits = self.habits
        shares = {
            Reaction.DECLINE: habits.decline,
            Reaction.RECUSE: habits.recuse,
            Reaction.SILENCE: habits.silence,
        }
        shares[Reaction.ACCEPT] = 1 - sum(shares.values())
        return self._rng.choices(tuple(shares), tuple(shares.values()))[0]

    def reason(self) -> str:
        """Why somebody declines."""
        weights = [weight for _, weight in REASONS]
        return self._rng.choices(REASONS, weights)[0][0]

    def answer_after(self, term: timedelta) -> timedelta:
        """How long somebody who answers takes: whoever does not make it in time stays silent."""
        most = self.habits.last_answer
        usual = timedelta(minutes=self._rng.randint(self.habits.first_answer, most))
        return usual * min(1.0, term / USUAL_TERM)

    def points(self) -> int:
        """How many points of five somebody gives."""
        weights = [weight for _, weight in POINTS]
        return self._rng.choices(POINTS, weights)[0][0]

    def one_of(self, ones: Sequence[One]) -> One:
        """One of several, each as likely."""
        return self._rng.choice(ones)

    def happens(self, share: float) -> bool:
        """Whether something that happens in such a share of all cases happens now."""
        return self._rng.random() < share

    def between(self, least: int, most: int) -> int:
        """A number of days or minutes in a range, both ends included."""
        return self._rng.randint(least, most)
