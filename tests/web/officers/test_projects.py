"""Projects on the screen: form with rows, credit codes, history, import."""

import pytest

from expert_pool.roles import Role
from tests.selection.requesting.test_projects import CODE, HEAD
from tests.web.conftest import Browser, SignedIn
from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields
from web.spreadsheets import Table, TableColumn, write_csv, write_xlsx

FILLED = {
    "number": "N-7",
    "name": "虚构的新项目",
    "units-0-code": CODE,
    "units-0-name": "虚构新单位",
    "people-0-name": "测甲",
}
ROW = ("N-8", "虚构项目", "", "", "", "", "", "虚构公司", CODE, "", "", "测甲", "测乙")


async def new_project(browser: Browser, **changes: str) -> str:
    page = await browser.get("/projects/new")
    made = await press(browser, page, "/projects/new", do="save", **{**FILLED, **changes})
    assert "The project is saved." in made.text, made.text
    return str(made.url.path)


async def test_a_project_is_entered_found_and_corrected(bureau: Bureau) -> None:
    path = await new_project(bureau.officer)
    assert "N-7" in (await bureau.officer.get("/projects?words=N-7")).text
    assert "T-1" not in (await bureau.officer.get("/projects?words=N-7")).text
    page = await bureau.officer.get(f"{path}/edit")
    changed = await press(bureau.officer, page, f"{path}/edit", do="save", name="改名项目")
    assert "改名项目" in changed.text


async def test_a_wrong_credit_code_is_refused_and_stays(bureau: Bureau) -> None:
    page = await bureau.officer.get("/projects/new")
    wrong = {**FILLED, "units-0-code": CODE[:-1] + "A"}
    answer = await press(bureau.officer, page, "/projects/new", do="save", **wrong)
    assert answer.status_code == 422
    assert 'id="units-0-code-error"' in answer.text
    assert read_fields(answer, "/projects/new")["units-0-code"] == [wrong["units-0-code"]]


async def test_the_name_of_a_known_unit_comes_by_its_code(bureau: Bureau) -> None:
    await new_project(bureau.officer)
    page = await bureau.officer.get("/projects/new")
    filled = await press(
        bureau.officer, page, "/projects/new", do="fill", **{"units-0-code": CODE.lower()}
    )
    assert filled.status_code == 200
    assert read_fields(filled)["units-0-name"] == ["虚构新单位"]


async def test_rows_are_added_and_removed_and_nothing_is_lost(bureau: Bureau) -> None:
    page = await bureau.officer.get("/projects/new")
    for do in ("add-unit", "add-person"):
        page = await press(bureau.officer, page, "/projects/new", do=do, **FILLED)
    fields = read_fields(page)
    assert (fields["units-1-role"], fields["people-1-role"]) == (["co_unit"], ["member"])
    assert fields["name"] == ["虚构的新项目"]
    page = await press(bureau.officer, page, "/projects/new", do="remove units-0")
    assert read_fields(page)["units-0-role"] == ["co_unit"]


@pytest.mark.parametrize("kept", ["9" * 5000, "²", "-1"])
async def test_what_keeps_no_number_of_a_person_is_refused(bureau: Bureau, kept: str) -> None:
    page = await bureau.officer.get("/projects/new")
    changes = {**FILLED, "people-0-kept": kept}
    answer = await press(bureau.officer, page, "/projects/new", do="save", **changes)
    assert answer.status_code == 422
    assert read_fields(answer)["name"] == [FILLED["name"]]


async def test_a_project_needs_a_lead_unit_with_a_name(bureau: Bureau) -> None:
    page = await bureau.officer.get("/projects/new")
    changes = {**FILLED, "units-0-role": "supplier", "units-0-code": "", "units-0-name": ""}
    answer = await press(bureau.officer, page, "/projects/new", do="save", **changes)
    assert answer.status_code == 422
    assert "Enter at least one lead unit." in answer.text
    assert 'id="units-0-name-error"' in answer.text


async def test_a_taken_number_and_wrong_days_are_told(bureau: Bureau) -> None:
    page = await bureau.officer.get("/projects/new")
    taken = await press(
        bureau.officer, page, "/projects/new", do="save", **{**FILLED, "number": "T-1"}
    )
    assert taken.status_code == 422
    assert "The project number T-1 is taken." in taken.text
    days = {"starts": "2026-01-02", "ends": "2026-01-01"}
    wrong = await press(bureau.officer, page, "/projects/new", do="save", **FILLED, **days)
    assert "end can&#39;t be before the start" in wrong.text


async def test_the_second_of_two_tabs_is_told(bureau: Bureau) -> None:
    path = await new_project(bureau.officer)
    page = await bureau.officer.get(f"{path}/edit")
    await press(bureau.officer, page, f"{path}/edit", do="save", name="甲")
    late = await press(bureau.officer, page, f"{path}/edit", do="save", name="乙")
    assert late.status_code == 422
    assert "Somebody changed this project meanwhile" in late.text
    assert read_fields(late)["name"] == ["乙"]


async def test_the_history_lists_every_request_of_the_project(
    bureau: Bureau, signed_in: SignedIn
) -> None:
    path = await bureau.new_request()
    mine = await bureau.officer.get(f"/projects/{bureau.project.id}")
    assert f'href="{path}"' in mine.text
    colleague = await signed_in(Role.OFFICER)
    theirs = await colleague.get(f"/projects/{bureau.project.id}")
    assert "PR-2026-0001" in theirs.text
    assert f'href="{path}"' not in theirs.text


async def test_an_approver_reads_a_project_and_changes_none(bureau: Bureau) -> None:
    address = f"/projects/{bureau.project.id}"
    assert (await bureau.approver.get(address)).status_code == 200
    assert (await bureau.approver.get(f"{address}/edit")).status_code == 403
    assert (await bureau.approver.get("/projects")).status_code == 403


def workbook(*rows: tuple[str, ...], csv: bool = False) -> bytes:
    table = Table("项目", tuple(TableColumn(str(name)) for name in HEAD), rows)
    return write_csv(table) if csv else write_xlsx(table)


async def upload(browser: Browser, payload: bytes) -> str:
    fields = read_fields(await browser.get("/projects/import"), "/projects/import")
    answer = await browser.client.post(
        "/projects/import", data=fields, files={"file": ("projects.xlsx", payload)}
    )
    return answer.text


async def test_a_workbook_is_checked_first_and_then_imported(bureau: Bureau) -> None:
    page = await bureau.officer.get("/projects/import")
    fields = read_fields(page, "/projects/import")
    second = ("N-9", *ROW[1:])
    checked = await bureau.officer.client.post(
        "/projects/import", data=fields, files={"file": ("p.xlsx", workbook(ROW, second))}
    )
    assert "2 rows were read, all can be imported." in checked.text
    assert "N-8" not in (await bureau.officer.get("/projects")).text
    done = await press(bureau.officer, checked, "/projects/import/apply")
    assert "2 projects are imported." in done.text
    assert "N-8" in done.text
    again = await press(bureau.officer, checked, "/projects/import/apply")
    assert "2 projects are imported." in again.text
    late = {"key": read_fields(checked, "/projects/import/apply")["key"][0]}
    expired = await bureau.officer.send("/projects/import", late, to="/projects/import/apply")
    assert expired.status_code == 422
    assert "The dry run has expired." in expired.text


async def test_faults_are_listed_by_row_and_nothing_is_imported(bureau: Bureau) -> None:
    wrong = ("T-1", *ROW[1:8], CODE[:17], *ROW[9:])
    text = await upload(bureau.officer, workbook(ROW, wrong, csv=True))
    assert "Rows read: 2. Faults found: 2." in text
    assert "This project number is taken." in text
    assert "/projects/import/apply" not in text


async def test_no_file_and_a_strange_file_are_refused(bureau: Bureau) -> None:
    assert "Choose a file." in await upload(bureau.officer, b"")
    strange = await upload(bureau.officer, b"PK\x03\x04 nonsense")
    assert 'id="file-error"' in strange


async def test_nobody_applies_anothers_dry_run(bureau: Bureau, signed_in: SignedIn) -> None:
    page = await bureau.officer.get("/projects/import")
    fields = read_fields(page, "/projects/import")
    checked = await bureau.officer.client.post(
        "/projects/import", data=fields, files={"file": ("p.xlsx", workbook(ROW))}
    )
    key = read_fields(checked, "/projects/import/apply")["key"]
    colleague = await signed_in(Role.OFFICER)
    own = read_fields(await colleague.get("/projects/import"), "/projects/import")
    stolen = await colleague.client.post(
        "/projects/import/apply", data={"csrf_token": own["csrf_token"], "key": key}
    )
    assert stolen.status_code == 422


async def test_the_template_is_a_workbook_that_the_import_reads(bureau: Bureau) -> None:
    template = await bureau.officer.get("/projects/template.xlsx")
    assert template.content.startswith(b"PK")
    assert "The file holds no project." in await upload(bureau.officer, template.content)
