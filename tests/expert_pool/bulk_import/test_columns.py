import pytest

from expert_pool.bulk_import import COLUMNS, SheetRow
from expert_pool.bulk_import.columns import find_layout
from expert_pool.errors import ExpertPoolError

REQUIRED = tuple(column.zh for column in COLUMNS if column.required)


def test_no_header_means_two_columns() -> None:
    names = [
        name.casefold() for column in COLUMNS for name in (column.zh, column.en, *column.synonyms)
    ]
    assert len(names) == len(set(names))


def test_each_header_of_the_template_finds_its_column() -> None:
    headers = tuple(f"{it.header} *" for it in COLUMNS)
    layout = find_layout((SheetRow(1, headers),))
    assert layout.places == {it.key: place for place, it in enumerate(COLUMNS)}


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    headers = ("备注", *reversed(REQUIRED), None, "序号")
    layout = find_layout((SheetRow(1, headers),))
    assert layout.places["name"] == len(REQUIRED)
    assert layout.ignored == ("备注", "序号")


def test_synonyms_full_width_letters_and_line_breaks_are_understood() -> None:
    headers = ("专家 姓名", "身份证号码", "Ｅ-mail", "类型", "Division\n所在区域", "单位名称（*）")
    layout = find_layout((SheetRow(1, headers),))
    assert layout.headers["email"] == "Ｅ-mail"
    assert set(layout.places) == {
        "name",
        "identity_number",
        "email",
        "type",
        "division",
        "employer",
    }


def test_a_heading_above_the_headers_is_skipped() -> None:
    rows = (SheetRow(1, ("虚构专家名册", None)), SheetRow(2, ()), SheetRow(3, REQUIRED))
    assert find_layout(rows).header_row == 3


def refusal(*rows: SheetRow) -> ExpertPoolError:
    with pytest.raises(ExpertPoolError) as refused:
        find_layout(rows)
    return refused.value


def test_a_sheet_without_headers_is_refused() -> None:
    assert refusal().code == "import.no_header"
    assert refusal(SheetRow(1, ("姓名", "甲", 1.0))).code == "import.no_header"


def test_missing_required_columns_are_all_named() -> None:
    error = refusal(SheetRow(1, ("姓名", "性别", "身份证号", "工作单位")))
    assert error.code == "import.columns_missing"
    assert error.params["columns"] == (
        "电子邮箱 / E-mail; 专家类型 / Expert type; 所在区域 / Division"
    )


def test_two_headers_for_one_column_are_refused() -> None:
    error = refusal(SheetRow(1, (*REQUIRED, "单位名称")))
    assert error.code == "import.column_twice"
    assert error.params == {"first": "工作单位", "second": "单位名称"}
