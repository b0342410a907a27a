"""Finds the cells of a sheet whose formulas have no value to read.

The parser gives the values that formulas were saved with, and gives nothing for an error
or for a formula saved without value: the difference from an empty cell stands in the
sheet's XML only. This looks there, and reads nothing else.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

from expert_pool.bulk_import.cells import BrokenCell, Fault

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

# No group can run over a "<", so every attempt ends at the next tag: the time stays linear.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<attributes>[^<>]*)>"
    rb"(?P<formula><(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?"
    rb"(?:<(?:\w+:)?v(?:/>|>(?P<value>[^<]*)</(?:\w+:)?v>))?"
    rb"</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def find_broken_cells(payload: bytes, sheet_name: str) -> Mapping[tuple[int, int], BrokenCell]:
    """The broken cells of a sheet by (row, column), both counted from 1."""
    with zipfile.ZipFile(io.BytesIO(payload)) as package:
        text = package.read(_member_of(package, sheet_name))
    if b't="e"' not in text and b"<f" not in text and b":f" not in text:
        return {}
    return {
        place: broken
        for cell in _CELL.finditer(text)
        if (broken := _broken(cell)) and (place := _place(cell["attributes"]))
    }


def _broken(cell: re.Match[bytes]) -> BrokenCell | None:
    attributes, value = cell["attributes"], cell["value"] or b""
    if b't="e"' in attributes:
        return BrokenCell(Fault.ERROR, value.decode(errors="replace"))
    # An empty text is a proper result of a formula.
    if cell["formula"] and not value and b't="str"' not in attributes:
        return BrokenCell(Fault.NO_VALUE)
    return None


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(attributes)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(found[2]), column


def _member_of(package: zipfile.ZipFile, sheet_name: str) -> str:
    """The package member of a sheet, through the workbook's relations."""
    # The scan before has refused every DTD, so there is no entity to expand.
    workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
    relations = ElementTree.fromstring(  # noqa: S314
        package.read("xl/_rels/workbook.xml.rels")
    )
    wanted = next(
        sheet.get(_REFERENCE)
        for sheet in workbook.iter(f"{_MAIN}sheet")
        if sheet.get("name") == sheet_name
    )
    target = next(
        relation.get("Target", "")
        for relation in relations.iter(f"{_PACKAGE}Relationship")
        if relation.get("Id") == wanted
    )
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
