"""An existing pool from a workbook: cells in, people and row-level faults out.

Pure: it opens no file and stores nobody.
"""

from expert_pool.bulk_import.cells import BrokenCell, Cell, Fault, Sheet, SheetRow
from expert_pool.bulk_import.checking import Ground, ImportCheck, RowError, check_pool
from expert_pool.bulk_import.columns import COLUMNS, Column
from expert_pool.bulk_import.people import ImportedPerson, prefill_sections

__all__ = [
    "COLUMNS",
    "BrokenCell",
    "Cell",
    "Column",
    "Fault",
    "Ground",
    "ImportCheck",
    "ImportedPerson",
    "RowError",
    "Sheet",
    "SheetRow",
    "check_pool",
    "prefill_sections",
]
