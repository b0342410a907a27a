"""The lines of the access table, in modules of their own for rooms with many routes.

Its one job is what a line is; `web.access` gathers them all and is asked.
"""

from dataclasses import dataclass
from typing import Final

from web.visits import Visitor

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed-in"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a route, who may use it, and the rules about single objects."""

    route: str
    roles: frozenset[str]
    notes: str = ""

    def admits(self, visitor: Visitor | None) -> bool:
        """Whether this visitor may use the route."""
        if PUBLIC in self.roles:
            return True
        if visitor is None:
            return False
        return SIGNED_IN in self.roles or bool(self.roles & visitor.roles)


def row(route: str, *roles: str, notes: str = "") -> Row:
    """A line of the table, from the route's name and the roles that may use it."""
    return Row(route, frozenset(str(role) for role in roles), notes)
