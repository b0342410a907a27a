from datetime import date

from expert_pool.bulk_import import Ground, ImportCheck, Sheet, check_pool
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from web.spreadsheets import (
    make_error_table,
    make_faulty_rows,
    read_sheet,
    write_csv,
    write_xlsx,
)
from web.translation import Translator

GROUND = Ground(load_policy("jinhua"), load_code_lists(), date(2026, 11, 20))
FILE = (
    "虚构名册\n"
    "姓名,身份证号,电子邮箱,专家类型,所在区域,工作单位\n"
    "测甲,99000019700105001X,jia@example.org,技术专家,婺城区,虚构大学\n"
    "测乙,990000197001050011,=cmd,技术专家,婺城区,虚构大学\n"
)


def checked() -> tuple[Sheet, ImportCheck]:
    sheet = read_sheet(FILE.encode())
    return sheet, check_pool(sheet, GROUND)


def test_the_error_table_has_a_line_for_each_fault_with_masked_numbers() -> None:
    _, check = checked()
    table = make_error_table(check, Translator("en"))
    rows = [row[:3] for row in table.rows]
    assert rows == [(4, "身份证号", "9900**********0011"), (4, "电子邮箱", "=cmd")]
    assert [column.header for column in table.columns] == [
        "Row",
        "Column",
        "Value",
        "Problem",
        "Code",
    ]


def test_no_value_of_the_file_becomes_a_formula_in_a_download() -> None:
    _, check = checked()
    payload = write_csv(make_error_table(check, Translator("zh_Hans"))).decode("utf-8-sig")
    assert ",'=cmd," in payload


def test_the_faulty_rows_can_be_mended_and_sent_again() -> None:
    sheet, check = checked()
    again = read_sheet(write_xlsx(make_faulty_rows(sheet, check, Translator("zh_Hans"))))
    assert [row.cells[1] for row in again.rows] == ["姓名", "测乙"]
    second = check_pool(again, GROUND)
    assert [error.code for error in second.errors] == [error.code for error in check.errors]
