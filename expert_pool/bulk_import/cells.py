"""A sheet as it was read: numbered rows of cells, before anybody asks what they mean.

Whoever reads files makes these values; this module opens none and judges nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fault(StrEnum):
    """Why a formula's cell holds no value."""

    ERROR = "formula_error"
    NO_VALUE = "formula_without_value"


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell whose formula gave an error (`#REF!`) or was saved without its value."""

    fault: Fault
    shown: str = ""


Cell = str | float | date | BrokenCell | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with the number that the spreadsheet shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet in their order."""

    rows: tuple[SheetRow, ...]


def shown(cell: Cell) -> str:
    """A cell as its reader would point to it."""
    if cell is None:
        return ""
    if isinstance(cell, BrokenCell):
        return cell.shown
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
