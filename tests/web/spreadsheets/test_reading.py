from datetime import date

import pytest

from expert_pool.bulk_import import BrokenCell, Fault, Sheet
from expert_pool.errors import ExpertPoolError
from tests.web.spreadsheets.samples import small_workbook, with_sheet, workbook
from web.spreadsheets import WorkbookLimits, read_sheet


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    return [row.cells for row in sheet.rows]


def refusal(payload: bytes, limits: WorkbookLimits | None = None) -> str:
    with pytest.raises(ExpertPoolError) as refused:
        read_sheet(payload, limits)
    return refused.value.code


def fill(book: object, sheet: object) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})  # type: ignore[attr-defined]
    write = sheet.write  # type: ignore[attr-defined]
    write(1, 0, "甲")
    write(1, 1, 330702196503151234)
    write(1, 2, True)
    sheet.write_datetime(1, 3, date(2020, 1, 5), day)  # type: ignore[attr-defined]
    write(3, 0, "=1+1")
    sheet.write_formula(3, 1, "=A1", None, "算出")  # type: ignore[attr-defined]
    sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")  # type: ignore[attr-defined]
    sheet.write_formula(3, 3, '=""', None, "")  # type: ignore[attr-defined]


def test_rows_keep_their_numbers_and_cells_their_types() -> None:
    sheet = read_sheet(workbook(fill))
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4]
    assert sheet.rows[1].cells == ("甲", 3.307021965031512e17, "TRUE", date(2020, 1, 5))


def test_formulas_give_their_saved_values_and_their_errors() -> None:
    row = read_sheet(workbook(fill)).rows[3].cells
    assert row[:3] == ("=1+1", "算出", BrokenCell(Fault.ERROR, "#DIV/0!"))


def test_a_formula_saved_without_value_is_found_wherever_it_stands() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f>B1</f></c><c s="0" r="C2"><f t="shared" si="0"/><v/></c></row>'
    )
    sheet = read_sheet(with_sheet(rows))
    missing = BrokenCell(Fault.NO_VALUE)
    assert cells(sheet) == [(None, 1.0), (missing, None, missing)]


def test_a_sheet_of_nothing_but_formulas_without_values_is_not_empty() -> None:
    sheet = read_sheet(with_sheet('<row r="2"><c r="B2"><f>A1</f></c></row>'))
    assert cells(sheet) == [(), (None, BrokenCell(Fault.NO_VALUE))]


def test_a_formula_far_away_is_refused_like_any_other_cell() -> None:
    far = '<row r="1048576"><c r="A1048576"><f>A1</f></c></row>'
    assert refusal(with_sheet(far)) == "spreadsheet.too_many_rows"


def test_the_progress_of_a_long_file_is_told() -> None:
    told: list[tuple[int, int]] = []

    def many(_book: object, sheet: object) -> None:
        for number in range(2001):
            sheet.write(number, 0, number)  # type: ignore[attr-defined]

    read_sheet(workbook(many), report=lambda done, of: told.append((done, of)))
    assert told == [(0, 2001), (2000, 2001)]


def test_a_cell_at_the_far_corner_costs_little_and_is_refused() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert refusal(with_sheet(far)) == "spreadsheet.too_many_rows"
    assert refusal(with_sheet(near + far)) == "spreadsheet.too_costly"
    wide = '<row r="1"><c r="XFD1"><v>1</v></c></row>'
    assert refusal(with_sheet(wide)) == "spreadsheet.too_many_columns"


def test_rows_and_columns_are_counted() -> None:
    limits = WorkbookLimits(rows=1, columns=4)
    assert refusal(workbook(fill), limits) == "spreadsheet.too_many_rows"
    assert refusal(b"a\nb\nc\n", limits) == "spreadsheet.too_many_rows"
    assert refusal(b"a,b,c,d,e\n", limits) == "spreadsheet.too_many_columns"


def test_an_empty_file_and_an_empty_sheet_are_told() -> None:
    assert refusal(b" \r\n ") == "spreadsheet.empty"
    assert refusal(with_sheet("")) == "spreadsheet.empty"


def test_a_broken_sheet_is_damaged() -> None:
    assert refusal(with_sheet("<row r='1'><c r='A1'>")) == "spreadsheet.damaged"
    assert refusal(small_workbook()[:-40]) == "spreadsheet.damaged"


TABLE = "姓名,单位\n测甲,虚构大学\n"


@pytest.mark.parametrize(
    "payload",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("gb18030"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").replace("\n", "\r\n").encode("gb18030"),
    ],
)
def test_a_csv_is_read_in_the_encodings_and_with_the_marks_in_use(payload: bytes) -> None:
    assert cells(read_sheet(payload)) == [("姓名", "单位"), ("测甲", "虚构大学")]


def test_rare_characters_of_gb_18030_survive() -> None:
    assert cells(read_sheet("姓名\n㐂𠮷\n".encode("gb18030")))[1] == ("㐂𠮷",)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "spreadsheet.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "spreadsheet.old_or_encrypted"),
        (b"a,\xff\xff\n", "spreadsheet.unknown_encoding"),
        (b'a,"b\n', "spreadsheet.broken_quote"),
    ],
)
def test_what_is_no_table_is_refused(payload: bytes, code: str) -> None:
    assert refusal(payload) == code
