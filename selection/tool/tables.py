"""Reads a table from a .csv file, with the row of every cell; refuses what has two readings.

Its one job is rows and cells: UTF-8 or GB 18030 as spreadsheets write them, comma,
semicolon or tab. It must not know what a column means.
"""

import csv
import errno
import io
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from selection.errors import SelectionError

LARGEST_FILE: Final = 500_000_000
_DELIMITERS: Final = (",", ";", "\t")
_PROBLEMS: Final = {
    errno.ENOENT: "file_missing",
    errno.EACCES: "file_forbidden",
    errno.EPERM: "file_forbidden",
    errno.EROFS: "file_forbidden",
    errno.EISDIR: "file_is_folder",
    errno.ENOTDIR: "file_is_no_folder",
    errno.EEXIST: "file_is_no_folder",
    errno.ENOSPC: "disk_full",
}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, in the order of the columns, and the row's number in the file."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's name, columns and rows; the row of the column names has the number 1."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def find(self, column: str) -> int:
        """The place of a column.

        Raises:
            SelectionError: `input.column_missing`, with the columns that are there.
        """
        if column not in self.columns:
            params = {"file": self.file, "column": column, "columns": ", ".join(self.columns)}
            raise SelectionError("input.column_missing", params)
        return self.columns.index(column)

    def fault(self, code: str, row: Row, column: str, **more: str | int) -> SelectionError:
        """An error that names file, row, column and value."""
        value = row.cells[self.columns.index(column)]
        place = {"file": self.file, "row": row.number, "column": column, "value": value}
        return SelectionError(code, place | more)


def name_problem(error: OSError) -> str:
    """Why a file could not be opened, as a word of ours, or as the system says it."""
    return _PROBLEMS.get(error.errno or 0, error.strerror or type(error).__name__)


def read_bytes(file: Path) -> bytes:
    """The bytes of a file of a sane size.

    Raises:
        SelectionError: `verify.file_unreadable`, `verify.file_too_large`.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        params = {"file": str(file), "problem": name_problem(error)}
        raise SelectionError("verify.file_unreadable", params) from None
    if len(data) > LARGEST_FILE:
        raise SelectionError("verify.file_too_large", {"file": str(file), "limit": LARGEST_FILE})
    return data


def read_text(file: Path) -> str:
    """The text of a file, in one normal form (NFC), whichever program saved it.

    Raises:
        SelectionError: `input.not_text` for what is neither UTF-8 nor GB 18030.
    """
    data = read_bytes(file)
    if b"\0" in data:  # UTF-16 without its mark has these, and would pass as UTF-8
        raise SelectionError("input.not_text", {"file": str(file)})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise SelectionError("input.not_text", {"file": str(file)})


def read_table(file: Path) -> Table:
    """The table of a .csv file; spaces around cells and empty rows are left out.

    Raises:
        SelectionError: `input.…`, with file, row and column.
    """
    text = read_text(file)
    lines = _split(text, str(file))
    header = next(lines, Row(1, ()))
    _check_header(str(file), header)
    rows = tuple(row for row in lines if row.cells)
    for row in rows:
        if len(row.cells) > len(header.cells):
            params = {"file": str(file), "row": row.number, "cells": len(row.cells)}
            raise SelectionError("input.row_length", params | {"columns": len(header.cells)})
    return Table(str(file), header.cells, tuple(_fill(row, len(header.cells)) for row in rows))


def write_file(file: Path, data: bytes) -> None:
    """Write a file whole.

    Raises:
        SelectionError: `tool.cannot_write`, with the reason.
    """
    try:
        file.write_bytes(data)
    except OSError as error:
        params = {"file": str(file), "problem": name_problem(error)}
        raise SelectionError("tool.cannot_write", params) from None


def keep_inputs(outputs: Iterable[Path | None], inputs: Iterable[Path | None]) -> None:
    """Refuse to write over what is read, or twice to one place.

    Raises:
        SelectionError: `tool.would_overwrite`, with the file.
    """
    taken = [file for file in inputs if file is not None]
    for output in outputs:
        if output is None:
            continue
        if any(_are_one_file(output, file) for file in taken):
            raise SelectionError("tool.would_overwrite", {"file": str(output)})
        taken.append(output)


def _are_one_file(one: Path, other: Path) -> bool:
    if one.is_file() and other.is_file():
        return one.samefile(other)
    return not one.exists() and os.path.realpath(one) == os.path.realpath(other)


def write_table(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that every program reads: UTF-8, comma, one line a row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_file(file, text.getvalue().encode())


def _split(text: str, file: str) -> Iterator[Row]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    # Only line ends end a row: a value may hold what else separates lines (VT, U+2028).
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            # Spreadsheets leave empty cells at the end of a row, or leave them out.
            while stripped and not stripped[-1]:
                stripped.pop()
            yield Row(reader.line_num, tuple(stripped))
    except csv.Error as error:
        params = {"file": file, "row": reader.line_num, "problem": _name_break(error)}
        raise SelectionError("input.broken_csv", params) from None


def _name_break(error: csv.Error) -> str:
    return "cell_too_long" if "field limit" in str(error) else "quotation_mark"


def _fill(row: Row, columns: int) -> Row:
    return Row(row.number, (*row.cells, *[""] * (columns - len(row.cells))))


def _check_header(file: str, header: Row) -> None:
    if not header.cells:
        raise SelectionError("input.empty", {"file": file})
    for place, column in enumerate(header.cells, start=1):
        if not column:
            raise SelectionError("input.column_unnamed", {"file": file, "place": place})
        if header.cells.count(column) > 1:
            raise SelectionError("input.column_twice", {"file": file, "column": column})
