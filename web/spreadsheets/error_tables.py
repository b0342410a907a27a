"""The faults of an import as tables to download: one line a fault, or the faulty rows to mend.

Words come from the catalogue. The faulty rows hold what the file held, numbers unmasked:
they are for the person who uploaded it.
"""

from collections import defaultdict

from expert_pool.bulk_import import Cell, ImportCheck, Sheet
from expert_pool.bulk_import.cells import shown
from web.spreadsheets.writing import Table, TableCell, TableColumn
from web.translation import Translator

_NAMES = (("row", 8), ("column", 20), ("value", 30), ("fault", 80), ("code", 30))


def make_error_table(check: ImportCheck, translator: Translator) -> Table:
    """One line a fault: row, column, value (masked), what is wrong, code."""
    rows: list[tuple[TableCell, ...]] = [
        (
            error.row,
            error.column,
            error.value,
            translator.sentence(error.code, dict(error.params)),
            error.code,
        )
        for error in check.errors
    ]
    columns = tuple(TableColumn(_word(name, translator), width) for name, width in _NAMES)
    return Table(_word("fault", translator), columns, rows)


def make_faulty_rows(sheet: Sheet, check: ImportCheck, translator: Translator) -> Table:
    """The header and the faulty rows as they were, with the faults beside, to mend and send again.

    The added column is ignored by the import, so the file can be uploaded as it is.
    """
    faults: dict[int, list[str]] = defaultdict(list)
    for error in check.errors:
        sentence = translator.sentence(error.code, dict(error.params))
        faults[error.row].append(f"{error.column}: {sentence}")
    header = next(row for row in sheet.rows if row.number == check.header_row)
    rows: list[tuple[TableCell, ...]] = [
        ("\n".join(faults[row.number]), *(_as_it_was(cell) for cell in row.cells))
        for row in sheet.rows
        if row.number in faults
    ]
    columns = (
        TableColumn(_word("fault", translator), 60),
        *(TableColumn(shown(cell)) for cell in header.cells),
    )
    return Table(_word("fault", translator), columns, rows)


def _as_it_was(cell: Cell) -> TableCell:
    return cell if isinstance(cell, str | float) or cell is None else shown(cell)


def _word(name: str, translator: Translator) -> str:
    return translator.sentence(f"import.table.{name}", {})
