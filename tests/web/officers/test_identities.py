"""Identity numbers of project people on the form, on the page and in the workbook."""

import pytest

from tests.selection.requesting.test_identities import MASKED, NUMBER, OTHER
from tests.selection.requesting.test_projects import HEAD
from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields
from tests.web.officers.test_projects import ROW, new_project
from web.spreadsheets import Table, TableColumn, write_xlsx


async def test_a_number_is_never_shown_again_in_full(bureau: Bureau) -> None:
    path = await new_project(bureau.officer, **{"people-0-identity": NUMBER})
    page = await bureau.officer.get(path)
    edit = await bureau.officer.get(f"{path}/edit")
    for shown in (page.text, edit.text):
        assert MASKED in shown
        assert NUMBER not in shown
    assert read_fields(edit, "/edit")["people-0-identity"] == [""]


async def test_the_number_stays_when_the_name_is_corrected(bureau: Bureau) -> None:
    path = await new_project(bureau.officer, **{"people-0-identity": NUMBER})
    edit = await bureau.officer.get(f"{path}/edit")
    changed = await press(
        bureau.officer, edit, f"{path}/edit", do="save", **{"people-0-name": "测甲甲"}
    )
    assert "测甲甲" in changed.text
    assert MASKED in changed.text


async def test_a_number_is_replaced_or_deleted(bureau: Bureau) -> None:
    path = await new_project(bureau.officer, **{"people-0-identity": NUMBER})
    edit = await bureau.officer.get(f"{path}/edit")
    other = await press(
        bureau.officer, edit, f"{path}/edit", do="save", **{"people-0-identity": OTHER}
    )
    assert "4405**********0013" in other.text
    edit = await bureau.officer.get(f"{path}/edit")
    gone = await press(
        bureau.officer, edit, f"{path}/edit", do="save", **{"people-0-forget": "yes"}
    )
    assert "**********" not in gone.text


@pytest.mark.parametrize("number", ["123", NUMBER[:-1] + "1"])
async def test_a_wrong_number_is_marked_beside_its_field(bureau: Bureau, number: str) -> None:
    page = await bureau.officer.get("/projects/new")
    fields = {"number": "N-9", "name": "虚构", "units-0-name": "虚构", "people-0-name": "测甲"}
    wrong = await press(
        bureau.officer, page, "/projects/new", do="save", **fields, **{"people-0-identity": number}
    )
    assert wrong.status_code == 422
    assert 'id="people-0-identity-error"' in wrong.text
    assert read_fields(wrong, "/projects/new")["people-0-identity"] == [number]


async def test_a_crafted_reference_to_nobody_keeps_nothing(bureau: Bureau) -> None:
    path = await new_project(bureau.officer, **{"people-0-identity": NUMBER})
    edit = await bureau.officer.get(f"{path}/edit")
    changes = {"people-0-kept": "99", "people-0-name": "测乙乙"}
    changed = await press(bureau.officer, edit, f"{path}/edit", do="save", **changes)
    assert "**********" not in changed.text


async def test_a_workbook_brings_numbers_and_the_page_masks_them(bureau: Bureau) -> None:
    columns = tuple(TableColumn(str(name), 20) for name in HEAD)
    row = (*ROW, NUMBER, OTHER)
    body = write_xlsx(Table("项目", columns, (row,)))
    token = read_fields(await bureau.officer.get("/projects/import"))["csrf_token"][0]
    checked = await bureau.officer.client.post(
        "/projects/import", data={"csrf_token": token}, files={"file": ("p.xlsx", body)}
    )
    assert "1 row was read and can be imported" in checked.text, checked.text
    assert NUMBER not in checked.text
    done = await press(bureau.officer, checked, "/projects/import/apply")
    assert "1 project is imported" in done.text
    found = await bureau.officer.get("/projects?words=N-8")
    path = found.text.split('href="/projects/')[-1].split('"')[0]
    assert MASKED in (await bureau.officer.get(f"/projects/{path}")).text


async def test_in_chinese_the_form_says_what_the_number_is_for(bureau: Bureau) -> None:
    page = await bureau.officer.get("/projects/new?lang=zh_Hans")
    assert "身份证号" in page.text
    assert "加密保存、脱敏显示，仅用于回避检查" in page.text
