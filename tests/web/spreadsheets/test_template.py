import io
import zipfile
from datetime import date

import pytest

from expert_pool.bulk_import import COLUMNS, Ground, Sheet, SheetRow, check_pool
from expert_pool.errors import ExpertPoolError
from expert_pool.identity import check_identity_number
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from web.spreadsheets import read_sheet, write_pool_template

GROUND = Ground(load_policy("jinhua"), load_code_lists(), date(2026, 11, 20))
PAYLOAD = write_pool_template(GROUND.lists, GROUND.policy.codes("expert_types"))


def test_the_untouched_template_holds_nobody() -> None:
    with pytest.raises(ExpertPoolError, match=r"import\.no_rows"):
        check_pool(read_sheet(PAYLOAD), GROUND)


def test_the_example_would_pass_if_it_were_a_person() -> None:
    header, example = read_sheet(PAYLOAD).rows
    person = SheetRow(2, ("测甲", *example.cells[1:]))
    check = check_pool(Sheet((header, person)), GROUND)
    assert check.errors == ()
    assert check.people[0].fields == ("10101", "10102")


def test_the_example_s_number_belongs_to_a_division_that_does_not_exist() -> None:
    number = str(read_sheet(PAYLOAD).rows[1].cells[3])
    assert number.startswith("990000")
    assert check_identity_number(number, GROUND.as_of).findings == ()


def test_every_coded_column_has_a_drop_down() -> None:
    with zipfile.ZipFile(io.BytesIO(PAYLOAD)) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    assert text.count('type="list"') == sum(bool(column.vocabulary) for column in COLUMNS)


def test_the_lists_have_headings_to_read_and_the_types_of_this_pool_only() -> None:
    with zipfile.ZipFile(io.BytesIO(PAYLOAD)) as package:
        texts = package.read("xl/sharedStrings.xml").decode()
    assert "专家类型 / Expert type</t>" in texts
    assert "财务专家</t>" in texts
    assert "投资专家</t>" not in texts
    assert ">sexes<" not in texts


def test_the_headers_are_in_both_languages() -> None:
    headers = [str(cell) for cell in read_sheet(PAYLOAD).rows[0].cells]
    assert headers[0] == "姓名 / Name *"
    assert len(headers) == len(COLUMNS)
