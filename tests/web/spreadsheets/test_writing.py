import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from web.spreadsheets import Table, TableColumn, read_sheet, write_csv, write_xlsx
from web.spreadsheets.writing import looks_like_formula, safe_csv_text

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "|cmd",
    "%0A",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "−1",
]
TABLE = Table(
    "导出",
    (TableColumn("编号"), TableColumn("姓名", 30), TableColumn("日期"), TableColumn("次数")),
    [
        *((text, "330702196503151234", date(2020, 1, 5), 3) for text in DANGEROUS),
        (None, "", None, None),
    ],
    ("虚构数据",),
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_whatever_a_spreadsheet_might_run_gets_an_apostrophe(text: str) -> None:
    assert safe_csv_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "甲", "a=b", "13800000000", " x"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_csv_text(text) == text


def test_a_csv_begins_with_the_mark_that_excel_needs() -> None:
    payload = write_csv(TABLE)
    assert payload.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(payload.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["虚构数据"]
    assert rows[2] == ["'=1+1", "330702196503151234", "2020-01-05", "3"]
    assert rows[-1] == ["", "", "", ""]


def test_a_workbook_holds_no_formula_and_keeps_long_numbers_as_text() -> None:
    payload = write_xlsx(TABLE)
    with zipfile.ZipFile(io.BytesIO(payload)) as package:
        text = package.read("xl/worksheets/sheet1.xml")
        styles = package.read("xl/styles.xml")
    assert b"<f>" not in text
    assert b'quotePrefix="1"' in styles
    rows = [row.cells for row in read_sheet(payload).rows]
    assert rows[0][0] == "虚构数据"
    assert rows[2] == ("=1+1", "330702196503151234", date(2020, 1, 5), 3.0)


def test_lines_below_the_rows_close_a_table() -> None:
    signed = replace(TABLE, closing=("合计（大写）：人民币壹元整", "=1+1"))
    rows = [row.cells for row in read_sheet(write_xlsx(signed)).rows]
    assert [row[0] for row in rows[-2:]] == ["合计（大写）：人民币壹元整", "=1+1"]
    assert write_csv(signed).decode("utf-8-sig").endswith("合计（大写）：人民币壹元整\r\n'=1+1\r\n")


def test_a_cell_longer_than_a_spreadsheet_holds_is_cut() -> None:
    table = Table("x", (TableColumn("a"),), [("长" * 40_000,)])
    cell = read_sheet(write_xlsx(table)).rows[1].cells[0]
    assert isinstance(cell, str)
    assert len(cell) == 32_000


def test_a_formula_is_told_by_its_first_real_character() -> None:
    assert looks_like_formula("\u3000=1")
    assert not looks_like_formula("\u3000甲")
