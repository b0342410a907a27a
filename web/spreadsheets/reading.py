"""Reads the first sheet of a .xlsx or .csv file that somebody uploaded, in confinement.

The file is scanned for bombs first, and parsed in a child process. What cells mean is for
`expert_pool.bulk_import`; here they only get their numbers and plain types.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import cast

import python_calamine

from expert_pool.bulk_import.cells import BrokenCell, Cell, Fault, Sheet, SheetRow
from expert_pool.errors import ExpertPoolError
from web.confinement import Answer, ConfinementBroken, Limits, Progress, run_confined
from web.spreadsheets.broken_cells import find_broken_cells
from web.spreadsheets.prescan import WorkbookLimits, prescan_workbook

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_REPORT_EVERY = 2000
_ENCODINGS = ("utf-8-sig", "gb18030")

WireCell = str | float | None | list[str]


def read_sheet(
    payload: bytes, limits: WorkbookLimits | None = None, report: Progress | None = None
) -> Sheet:
    """The first visible sheet of an uploaded file, with the row numbers its maker sees.

    Raises:
        ExpertPoolError: `spreadsheet.…` where the file is no harmless workbook or CSV.
    """
    limits = limits or WorkbookLimits()
    if not payload.strip():
        raise ExpertPoolError("spreadsheet.empty")
    child_limits = Limits(limits.memory, limits.seconds)
    try:
        answer = run_confined(
            parse_file, payload, asdict(limits), limits=child_limits, report=report
        )
    except ConfinementBroken as broken:
        raise ExpertPoolError("spreadsheet.too_costly", {"what": broken.reason}) from broken
    rows = cast("list[tuple[int, list[WireCell]]]", json.loads(answer.blobs[0]))
    return Sheet(
        tuple(SheetRow(number, tuple(_from_wire(cell) for cell in cells)) for number, cells in rows)
    )


def parse_file(payload: bytes, options: Mapping[str, object], report: Progress) -> Answer:
    """Run by the child: the file's rows as JSON."""
    limits = WorkbookLimits(**cast("Mapping[str, int]", options))
    if payload.startswith((_ZIP, _OLE)):
        prescan_workbook(payload, limits)
        rows = _parse_workbook(payload, limits, report)
    else:
        rows = _parse_csv(payload, limits)
    return Answer({}, (json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace"),))


def _parse_workbook(
    payload: bytes, limits: WorkbookLimits, report: Progress
) -> list[tuple[int, list[WireCell]]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(payload))
        name = next(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible is python_calamine.SheetVisibleEnum.Visible
        )
        sheet = book.get_sheet_by_name(name)
        broken = find_broken_cells(payload, name)
    except (python_calamine.CalamineError, StopIteration, KeyError, SyntaxError) as error:
        raise ExpertPoolError("spreadsheet.damaged") from error
    if sheet.end is None and not broken:
        raise ExpertPoolError("spreadsheet.empty")
    height, width = (last + 1 for last in sheet.end or (-1, -1))
    _check_extent(height, width, limits)
    rows = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if number % _REPORT_EVERY == 1:
            report(number - 1, height)
        rows.append((number, [_to_wire(cell) for cell in cells]))
    for (row, column), cell in broken.items():
        _check_extent(row, column, limits)
        _mark(rows, row, column, cell)
    return rows


def _mark(rows: list[tuple[int, list[WireCell]]], row: int, column: int, cell: BrokenCell) -> None:
    """Put a broken cell into its place; the parser left out those beyond the last value."""
    rows.extend((number, []) for number in range(len(rows) + 1, row + 1))
    cells = rows[row - 1][1]
    cells.extend([None] * (column - len(cells)))
    cells[column - 1] = ["broken", cell.fault.value, cell.shown]


def _check_extent(rows: int, columns: int, limits: WorkbookLimits) -> None:
    if rows > limits.rows + 1:
        raise ExpertPoolError("spreadsheet.too_many_rows", {"most": limits.rows})
    if columns > limits.columns:
        raise ExpertPoolError("spreadsheet.too_many_columns", {"most": limits.columns})


def _parse_csv(payload: bytes, limits: WorkbookLimits) -> list[tuple[int, list[WireCell]]]:
    text = _decode(payload)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows: list[tuple[int, list[WireCell]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    begun = 1
    try:
        for number, cells in enumerate(cast("Iterable[list[str]]", reader), start=1):
            _check_extent(number, len(cells), limits)
            rows.append((number, list(cells)))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise ExpertPoolError("spreadsheet.broken_quote", {"line": begun}) from error
    return rows


def _decode(payload: bytes) -> str:
    if b"\x00" in payload:
        raise ExpertPoolError("spreadsheet.not_a_workbook")
    for encoding in _ENCODINGS:
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ExpertPoolError("spreadsheet.unknown_encoding")


def _to_wire(cell: object) -> WireCell:
    if cell == "":
        return None
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, datetime):
        return ["date", cell.date().isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    return str(cell)


def _from_wire(cell: WireCell) -> Cell:
    if not isinstance(cell, list):
        return cell
    if cell[0] == "date":
        return date.fromisoformat(cell[1])
    return BrokenCell(Fault(cell[1]), cell[2])
