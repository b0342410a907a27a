"""Reads the tables of a policy file and names file and place of what is wrong in them.

Knows TOML tables, not rules: which keys a rule has stands in
`expert_pool.policy.building`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from expert_pool.errors import ExpertPoolError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file; `path` is how its heading reads, empty at the top."""

    file: str
    path: str
    cells: Mapping[str, object]

    def broken(self, problem: str, key: str, **more: str) -> ExpertPoolError:
        """The error that names the place in the file."""
        place = {"file": self.file, "parameter": self._path_of(key)}
        return ExpertPoolError(f"policy.{problem}", {**place, **more})

    def expect_keys(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse a table that lacks a key or has one that nobody would read.

        Raises:
            ExpertPoolError: `policy.missing_key` or `policy.unknown_key`.
        """
        needed = tuple(required)
        for key in needed:
            if key not in self.cells:
                raise self.broken("missing_key", key)
        for key in self.cells:
            if key not in {*needed, *optional}:
                raise self.broken("unknown_key", key)

    def text(self, key: str) -> str:
        """A text that is not empty.

        Raises:
            ExpertPoolError: `policy.wrong_type`.
        """
        value = self.cells[key]
        if not isinstance(value, str) or not value:
            raise self.broken("wrong_type", key, expected="text")
        return value

    def optional_text(self, key: str, otherwise: str) -> str:
        """A text, or what holds where the key is left out."""
        return self.text(key) if key in self.cells else otherwise

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """One of the values that the key allows.

        Raises:
            ExpertPoolError: `policy.wrong_type` or `policy.not_a_choice`.
        """
        value = self.text(key)
        if value not in tuple(choices):
            raise self.broken("not_a_choice", key, expected=" | ".join(choices), value=value)
        return choices(value)

    def choices(self, key: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Several of the values that the key allows, at least one.

        Raises:
            ExpertPoolError: `policy.wrong_type` or `policy.not_a_choice`.
        """
        values = self.cells[key]
        if not isinstance(values, list) or not values:
            raise self.broken("wrong_type", key, expected=f"[{', '.join(choices)}]")
        cells = {str(place): value for place, value in enumerate(values)}
        inner = Table(self.file, self._path_of(key), cells)
        return tuple(inner.choice(place, choices) for place in cells)

    def table(self, key: str) -> "Table":
        """The table under a key; an empty one where the key is left out.

        Raises:
            ExpertPoolError: `policy.wrong_type`.
        """
        value = self.cells.get(key, {})
        if not isinstance(value, dict):
            raise self.broken("wrong_type", key, expected="table")
        return Table(self.file, self._path_of(key), value)

    def tables(self) -> dict[str, "Table"]:
        """The tables under all keys."""
        return {key: self.table(key) for key in self.cells}

    def _path_of(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
