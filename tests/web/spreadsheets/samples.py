"""Workbooks made in the test: by the writer, or member by member to be bad in one way."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from web.spreadsheets.writing import new_workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook with one sheet that `fill(book, sheet)` has filled."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        fill(book, book.add_worksheet("专家"))
    return sink.getvalue()


def small_workbook() -> bytes:
    """A workbook with one word in it."""
    return workbook(lambda _book, sheet: sheet.write(0, 0, "姓名"))


def with_member(payload: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one member added, or replaced where it has one of that name."""
    with zipfile.ZipFile(io.BytesIO(payload)) as source:
        members = {member: source.read(member) for member in source.namelist()}
    return archive(members | {name: content})


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP archive of these members."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as target:
        for member, content in members.items():
            target.writestr(member, content)
    return sink.getvalue()


def with_sheet(rows: str) -> bytes:
    """A workbook whose only sheet has these rows of XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><worksheet {MAIN}>'
    text += f"<sheetData>{rows}</sheetData></worksheet>"
    return with_member(small_workbook(), "xl/worksheets/sheet1.xml", text.encode())
