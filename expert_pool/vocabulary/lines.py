"""Reads the lines of a code list and names file, line, column and value of what is wrong.

Knows CSV, not the lists: which columns a list has and what they mean stands in
`expert_pool.vocabulary.parsing`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import TypeVar

from expert_pool.errors import ExpertPoolError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it stands in the file, with the place to name in an error."""

    file: str
    number: int
    cells: Mapping[str, str]

    def broken(self, problem: str, column: str, **more: str) -> ExpertPoolError:
        """The error that names this line's cell."""
        place = {"file": self.file, "line": self.number, "column": column}
        return ExpertPoolError(
            f"code_list.{problem}", {**place, "value": self.cells.get(column, ""), **more}
        )

    def optional(self, column: str) -> str:
        """The cell's text, which may be empty."""
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell's text.

        Raises:
            ExpertPoolError: `code_list.empty_value`.
        """
        if not self.cells[column]:
            raise self.broken("empty_value", column)
        return self.cells[column]

    def parts(self, column: str) -> tuple[str, ...]:
        """The values of a cell that holds several, separated by `|`."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def integer(self, column: str) -> int:
        """The cell as a whole number, zero or more.

        Raises:
            ExpertPoolError: `code_list.not_a_number`.
        """
        value = self.cells[column]
        if not (value.isascii() and value.isdigit()):
            raise self.broken("not_a_number", column)
        return int(value)

    def yes(self, column: str) -> bool:
        """The cell as yes or no.

        Raises:
            ExpertPoolError: `code_list.not_a_choice`.
        """
        value = self.cells[column]
        if value not in {"yes", "no"}:
            raise self.broken("not_a_choice", column, allowed="yes | no")
        return value == "yes"

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        """The cell as one of the values that the list allows.

        Raises:
            ExpertPoolError: `code_list.not_a_choice`.
        """
        value = self.cells[column]
        if value not in tuple(choices):
            raise self.broken("not_a_choice", column, allowed=" | ".join(choices))
        return choices(value)


def read_lines(file: str, text: str, columns: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines of one list, each with exactly the columns that the list must have.

    Raises:
        ExpertPoolError: `code_list.missing_column`, `code_list.unknown_column`,
            `code_list.wrong_cell_count` or `code_list.unreadable`.
    """
    reader = csv.reader(StringIO(text), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except csv.Error as error:
        place = {"file": file, "line": reader.line_num, "column": "", "value": str(error)}
        raise ExpertPoolError("code_list.unreadable", place) from error
    header = rows[0][1] if rows else []
    _check_header(file, header, columns)
    return tuple(_line(file, number, header, row) for number, row in rows[1:])


def _check_header(file: str, header: list[str], columns: tuple[str, ...]) -> None:
    wrong = [("missing_column", name) for name in columns if name not in header]
    wrong += [
        ("unknown_column", name)
        for place, name in enumerate(header)
        if name not in columns or name in header[:place]
    ]
    for problem, name in wrong:
        raise Line(file=file, number=1, cells={name: name}).broken(problem, name)


def _line(file: str, number: int, header: list[str], row: list[str]) -> Line:
    if len(row) != len(header):
        place = {"file": file, "line": number, "column": header[0], "value": row[0]}
        raise ExpertPoolError(
            "code_list.wrong_cell_count", {**place, "cells": len(row), "expected": len(header)}
        )
    return Line(file=file, number=number, cells=dict(zip(header, row, strict=True)))
