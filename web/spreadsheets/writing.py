"""Writes tables as .xlsx and .csv that are safe to open: no text ever becomes a formula.

Numbers that are names (identity, phone) stay text. It fetches nothing and decides nothing
about who may have the file.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

TableCell = str | int | float | Decimal | date | None

_FORMULA_STARTS = frozenset("=+-@|%\t\r\n\u2212")
_LONGEST_CELL = 32_000
_DATE_FORMAT = "yyyy-mm-dd"
_MONEY_FORMAT = "#,##0.00"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A header and how wide its column is, in characters."""

    header: str
    width: int = 16


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported: a sheet name, columns, rows, and lines above and below them."""

    name: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[tuple[TableCell, ...]]
    notices: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text: what counts is its first real character."""
    if text[:1] in _FORMULA_STARTS:
        return True
    first = unicodedata.normalize("NFKC", text).strip()[:1]
    return first != "" and first in _FORMULA_STARTS


def safe_csv_text(text: str) -> str:
    """The text as it may stand in a CSV file: what looks like a formula gets an apostrophe."""
    return f"'{text}" if looks_like_formula(text) else text


def write_csv(table: Table) -> bytes:
    """The table as CSV in UTF-8 with the mark that makes Excel read it as such."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    for notice in table.notices:
        writer.writerow([safe_csv_text(notice)])
    writer.writerow([safe_csv_text(column.header) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    for line in table.closing:
        writer.writerow([safe_csv_text(line)])
    return sink.getvalue().encode("utf-8-sig")


def _csv_cell(cell: TableCell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_csv_text(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def write_xlsx(table: Table) -> bytes:
    """The table as a workbook with one sheet, its header row frozen and repeated in print."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        sheet = book.add_worksheet(table.name[:31])
        top = len(table.notices)
        for number, notice in enumerate(table.notices):
            sheet.write_string(number, 0, notice)
        write_header(book, sheet, table.columns, top)
        writer = _RowWriter(book, sheet)
        end = top
        for end, row in enumerate(table.rows, start=top + 1):
            writer.write(end, row)
        for number, line in enumerate(table.closing, start=end + 2):
            sheet.write_string(number, 0, line)
        sheet.repeat_rows(top)
        sheet.set_footer("&C&P / &N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return sink.getvalue()


def new_workbook(sink: io.BytesIO) -> Workbook:
    """A workbook in which texts stay texts, whatever they look like."""
    return xlsxwriter.Workbook(
        sink,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def write_header(
    book: Workbook, sheet: Worksheet, columns: tuple[TableColumn, ...], row: int = 0
) -> None:
    """The header cells, wrapped and bold, frozen above what follows."""
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(row, number, column.header, bold)
    sheet.freeze_panes(row + 1, 0)


class _RowWriter:
    """Writes cells by their types, each with its own format."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._text: Format = book.add_format({"num_format": "@"})
        self._quoted: Format = book.add_format({"num_format": "@", "quote_prefix": True})
        self._date: Format = book.add_format({"num_format": _DATE_FORMAT})
        self._money: Format = book.add_format({"num_format": _MONEY_FORMAT})

    def write(self, row: int, cells: tuple[TableCell, ...]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                form = self._quoted if looks_like_formula(cell) else self._text
                self._sheet.write_string(row, column, cell[:_LONGEST_CELL], form)
            elif isinstance(cell, date):
                day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day, no moment
                self._sheet.write_datetime(row, column, day, self._date)
            elif isinstance(cell, Decimal):
                self._sheet.write_number(row, column, cell, self._money)
            elif cell is not None:
                self._sheet.write_number(row, column, cell)
