"""Workbooks and CSV files: read ones that strangers made, write ones that are safe to open."""

from web.spreadsheets.prescan import WorkbookLimits
from web.spreadsheets.reading import read_sheet
from web.spreadsheets.template import write_pool_template
from web.spreadsheets.writing import Table, TableColumn, write_csv, write_xlsx

__all__ = [
    "Table",
    "TableColumn",
    "WorkbookLimits",
    "read_sheet",
    "write_csv",
    "write_pool_template",
    "write_xlsx",
]
