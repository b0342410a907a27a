"""The workbook that a bureau fills to bring an existing pool along.

Headers in both languages, drop-downs for coded columns, text format where digits must
survive, a sheet of notes, and one example row that is marked fictional and never imported.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from expert_pool.bulk_import.choices import Choices, build_choices
from expert_pool.bulk_import.columns import COLUMNS, Column, Reader
from expert_pool.vocabulary import CodeLists
from web.spreadsheets.writing import TableColumn, new_workbook, write_header

TEMPLATE_ROWS = 5000
_WIDE = frozenset({"employer", "credit_code", "fields", "disciplines", "directions", "email"})
_AS_TEXT = frozenset({Reader.IDENTITY, Reader.PHONE, Reader.CREDIT_CODE})
_LISTS_SHEET = "选项 Lists"

# A made-up person: the number is not one that was given to anybody (there is no division 990000).
_EXAMPLE: Mapping[str, str] = {
    "name": "示例：张三（虚构，不会导入） Example, fictional, not imported",
    "sex": "男",
    "birth_date": "1970-01-05",
    "identity_number": "99000019700105001X",
    "phone": "13800000000",
    "email": "example@example.org",
    "type": "技术专家",
    "employer": "示例大学（虚构）",
    "employed_since": "1995-07-01",
    "position": "系主任",
    "sector": "高等院校",
    "title": "教授",
    "title_date": "2008-12-01",
    "fields": "基础软件；嵌入式软件",
    "field_since": "1998-01-01",
    "directions": "编译技术；程序分析",
}

_NOTES: tuple[tuple[str, str], ...] = (
    (
        "从第二行起每行填写一位专家；示例行可以保留，系统不会导入。",
        "One expert a row, from row 2; the example row may stay, it is never imported.",
    ),
    (
        "带 * 的列必填。列的顺序可以调整，多余的列会被忽略。",
        "Columns with * are required. Columns may be in any order; unknown ones are ignored.",
    ),
    (
        "身份证号、手机号码、信用代码须为文本格式，否则末几位数字会丢失。",
        "Keep identity numbers, phones and credit codes as text, or their last digits are lost.",
    ),
    (
        "日期写作 2020-01-05，也可写 2020年1月5日、20200105。",
        "Write dates as 2020-01-05; 2020年1月5日 and 20200105 are read too.",
    ),
    (
        "一格中有多个值时用分号隔开；技术领域最多填三个，可填名称或代码。",
        "Separate several values by semicolons; at most three fields, by name or code.",
    ),
    (
        "导入后，每位专家会收到邮件，本人确认资料并同意、经核验后方可入库。",
        "Each person gets a mail, and joins the pool after confirming the data and verification.",
    ),
)


def write_pool_template(lists: CodeLists, types: Sequence[str]) -> bytes:
    """The empty workbook for a bulk import, as bytes of an .xlsx file.

    `types` are the expert types of this pool's policy: no others are offered.
    """
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        sheet = book.add_worksheet("专家 Experts")
        _write_notes(book.add_worksheet("填写说明 Notes"))
        choices = build_choices(lists)
        offered = {c: label for c, label in choices["types"].labels.items() if c in types}
        types_here = replace(choices["types"], labels=offered)
        ranges = _write_lists(book, {**choices, "types": types_here})
        columns = tuple(TableColumn(_header(column), _width(column)) for column in COLUMNS)
        write_header(book, sheet, columns)
        text = book.add_format({"num_format": "@"})
        example = {**_EXAMPLE, "division": next(iter(lists.divisions.values())).name_zh}
        for number, column in enumerate(COLUMNS):
            form = text if column.reader in _AS_TEXT else None
            sheet.set_column(number, number, _width(column), form)
            sheet.write_string(1, number, example.get(column.key, ""), text)
            _add_drop_down(sheet, number, column, ranges)
    return sink.getvalue()


def _header(column: Column) -> str:
    return f"{column.header} *" if column.required else column.header


def _width(column: Column) -> int:
    return 30 if column.key in _WIDE else 18


def _write_notes(sheet: Worksheet) -> None:
    sheet.set_column(0, 0, 100)
    lines: Sequence[str] = [line for pair in _NOTES for line in pair]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)


def _write_lists(book: Workbook, choices: Mapping[str, Choices]) -> dict[str, str]:
    """A sheet with the labels of each vocabulary, and the range that each one fills."""
    sheet = book.add_worksheet(_LISTS_SHEET)
    headers = {column.vocabulary: column.header for column in reversed(COLUMNS)}
    ranges: dict[str, str] = {}
    for number, (name, vocabulary) in enumerate(choices.items()):
        labels = tuple(vocabulary.labels.values())
        sheet.write_string(0, number, headers[name])
        sheet.write_column(1, number, labels)
        letter = chr(ord("A") + number)
        ranges[name] = f"='{_LISTS_SHEET}'!${letter}$2:${letter}${len(labels) + 1}"
    return ranges


def _add_drop_down(
    sheet: Worksheet, number: int, column: Column, ranges: Mapping[str, str]
) -> None:
    if not column.vocabulary:
        return
    several = column.reader is Reader.CODES
    sheet.data_validation(
        1,
        number,
        TEMPLATE_ROWS,
        number,
        {
            "validate": "list",
            "source": ranges[column.vocabulary],
            # Several values, or a code, are typed by hand: the list helps and does not refuse.
            "error_type": "information" if several else "warning",
            "ignore_blank": True,
        },
    )
