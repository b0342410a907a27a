"""What the API can do, one value an operation: the source of the document and of the routes' tests.

Who may use an operation stands in `web.access` alone; the document reads it there.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter

from web.api.values import Body, NoQuery, Query

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Say:
    """A heading in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The heading in the reader's language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class PathPart:
    """A changing part of an address: what it is, and what it may look like."""

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string", "format": "uuid"})
    example: str = "6b1f1c1e-4f4b-4a53-9a57-0d3b2a8f5c11"


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method: what it takes, what it answers, and an example of both."""

    route: str
    method: str
    path: str
    tag: str
    says: Say
    description: str
    answer: Any
    example: Any
    parts: tuple[PathPart, ...] = ()
    query: type[Query] = NoQuery
    body: type[Body] | None = None
    body_example: Any = None
    status: int = 200
    problems: tuple[int, ...] = ()

    @property
    def answers(self) -> TypeAdapter[Any]:
        """What the answer's body is, for writing and describing it."""
        return TypeAdapter(self.answer)


ID_EXAMPLE: Final = "6b1f1c1e-4f4b-4a53-9a57-0d3b2a8f5c11"
MOMENT_EXAMPLE: Final = "2026-11-20T02:00:00Z"
