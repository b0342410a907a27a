"""Seats for people without personal conflicts, so that no employer has more than its cap.

Its one job is that flow from kinds of people to employers, by augmenting paths; it must not
know quotas. It spares the search for changed rules most of its small models.
"""

from collections.abc import Mapping, Sequence

Held = Mapping[str, int]


def place_at_employers(
    wanted: Sequence[int], held: Sequence[Held], cap: int
) -> tuple[Mapping[str, int], ...] | None:
    """The seats of each kind by employer, or None where they cannot all be filled.

    Kind by kind, `wanted` are the seats and `held` the people of each employer; an empty
    employer has no cap.
    """
    places = _Places(held, cap)
    for kind, seats in enumerate(wanted):
        for _ in range(seats):
            if not places.add(kind, set()):
                return None
    return tuple(places.taken)


class _Places:
    """Who sits so far; a kind in the way moves on to another of its employers."""

    def __init__(self, held: Sequence[Held], cap: int) -> None:
        self._held = held
        self._cap = cap
        self._used: dict[str, int] = {}
        self.taken: tuple[dict[str, int], ...] = tuple({} for _ in held)

    def add(self, kind: int, seen: set[str]) -> bool:
        """One more seat for this kind, if there is a way; `seen` employers are in vain."""
        taken = self.taken[kind]
        for employer, people in self._held[kind].items():
            if employer not in seen and taken.get(employer, 0) < people:
                seen.add(employer)
                if self._make_room(employer, seen):
                    taken[employer] = taken.get(employer, 0) + 1
                    return True
        return False

    def _make_room(self, employer: str, seen: set[str]) -> bool:
        used = self._used.get(employer, 0)
        if not employer or used < self._cap:
            self._used[employer] = used + 1
            return True
        for kind, taken in enumerate(self.taken):
            if taken.get(employer, 0) and self.add(kind, seen):
                taken[employer] -= 1
                return True
        return False
