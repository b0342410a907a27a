"""Projects: entered, changed, imported; a lost update is noticed, every act is logged."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from expert_pool.bulk_import.cells import BrokenCell, Cell, Fault, Sheet, SheetRow
from expert_pool.conflicts import Party, PartyRole
from expert_pool.persons import Person
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.errors import SelectionError
from selection.requesting import (
    change_project,
    create_project,
    import_projects,
    load_project,
    project_mark,
)
from selection.requesting.project_columns import COLUMNS
from selection.requesting.project_sheet import check_projects
from selection.storage.project_store import Project
from tests.factories import COMPANY
from tests.selection.requesting.desks import LISTS, TODAY, Office, make_project

HEAD: tuple[Cell, ...] = tuple(column.zh for column in COLUMNS)
CODE = "91330700MA28A1B00F"


async def acts(office: Office, project: Project) -> list[str]:
    async with office.desk.database.read() as session:
        page = await AuditStore(session).page(AuditFilter(subject=str(project.id)))
    return [logged.entry.act for logged in reversed(page.entries)]


async def stored(office: Office, project: Project) -> Project:
    async with office.desk.database.read() as session:
        return await load_project(session, project.id)


def fresh(office: Office, number: int) -> Project:
    return make_project(UUID(office.officer.account_id), number)


async def test_a_project_is_entered_once_under_its_number(office: Office) -> None:
    project = await create_project(office.desk, office.officer, fresh(office, 7))
    assert await acts(office, project) == ["project.create"]
    with pytest.raises(SelectionError, match=r"project\.number_taken"):
        await create_project(office.desk, office.officer, fresh(office, 7))


async def test_a_change_is_logged_and_the_same_again_is_not(office: Office) -> None:
    project = await create_project(office.desk, office.officer, fresh(office, 7))
    now = await stored(office, project)
    wider = replace(now, name="另一虚构项目")
    await change_project(office.desk, office.colleague, wider, project_mark(now))
    after = await stored(office, project)
    await change_project(office.desk, office.colleague, after, project_mark(after))
    assert after.name == "另一虚构项目"
    assert await acts(office, project) == ["project.create", "project.change"]


async def test_a_lost_update_is_noticed(office: Office) -> None:
    project = await stored(office, office.projects[0])
    mark = project_mark(project)
    await change_project(office.desk, office.officer, replace(project, name="甲"), mark)
    with pytest.raises(SelectionError, match=r"project\.changed_meanwhile"):
        await change_project(office.desk, office.officer, replace(project, name="乙"), mark)


async def test_a_change_can_not_take_anothers_number(office: Office) -> None:
    project = await stored(office, office.projects[0])
    taken = replace(project, number=office.projects[1].number)
    with pytest.raises(SelectionError, match=r"project\.number_taken"):
        await change_project(office.desk, office.officer, taken, project_mark(project))


async def test_an_identity_that_the_form_does_not_show_is_kept(office: Office) -> None:
    known = Party(PartyRole.MEMBER, person=Person("测戊", (), "ab" * 32))
    project = replace(fresh(office, 7), parties=(Party(PartyRole.LEAD_UNIT, unit=COMPANY), known))
    await create_project(office.desk, office.officer, project)
    now = await stored(office, project)
    shown = Party(PartyRole.MEMBER, person=Person("测戊"))
    typed = replace(now, name="改", parties=(now.parties[0], shown))
    await change_project(office.desk, office.officer, typed, project_mark(now))
    after = await stored(office, project)
    assert [it.person.identity_index for it in after.parties if it.person] == ["ab" * 32]


async def test_an_unknown_project_is_told_as_such(office: Office) -> None:
    with pytest.raises(SelectionError, match=r"project\.not_found"):
        await stored(office, replace(office.projects[0], id=uuid4()))


async def test_an_import_enters_all_or_none(office: Office) -> None:
    some = [fresh(office, 8), fresh(office, 9)]
    assert await import_projects(office.desk, office.officer, some) == 2
    assert await acts(office, some[0]) == ["project.import"]
    again = [fresh(office, 10), fresh(office, 9)]
    with pytest.raises(SelectionError, match=r"project\.numbers_taken"):
        await import_projects(office.desk, office.officer, again)
    with pytest.raises(SelectionError, match=r"project\.not_found"):
        await stored(office, again[0])


def sheet(*rows: tuple[Cell, ...], head: tuple[Cell, ...] = HEAD) -> Sheet:
    return Sheet(tuple(SheetRow(number, row) for number, row in enumerate((head, *rows), 1)))


def line(**cells: Cell) -> tuple[Cell, ...]:
    usual: dict[str, Cell] = {
        "number": "N-1",
        "name": "虚构项目",
        "lead": "虚构公司",
        "lead_code": CODE,
        "leader": "测甲",
    }
    return tuple({**usual, **cells}.get(column.key) for column in COLUMNS)


def test_a_row_becomes_a_project_with_its_parties() -> None:
    row = line(
        field="基础软件",
        division="婺城区",
        starts="2025年1月5日",
        partners="甲公司；乙公司",
        partner_codes=f"{CODE};{CODE}",
        members="测乙、测丙",
    )
    (project,) = check_projects(sheet(row, ()), (), LISTS, TODAY).projects
    assert (project.field, project.division) == ("10101", "330702")
    assert [(it.role.value, (it.unit or it.person).name) for it in project.parties] == [  # type: ignore[union-attr]
        ("lead_unit", "虚构公司"),
        ("co_unit", "甲公司"),
        ("co_unit", "乙公司"),
        ("project_leader", "测甲"),
        ("member", "测乙"),
        ("member", "测丙"),
    ]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"number": None}, ("number", "project_import.missing")),
        ({"number": "T-1"}, ("number", "project_import.number_taken")),
        ({"name": "长" * 501}, ("name", "project_import.too_long")),
        ({"name": "项目\u202e甲"}, ("name", "project_import.hidden_character")),
        ({"field": "炼金术"}, ("field", "project_import.unknown_field")),
        ({"division": "月球"}, ("division", "project_import.unknown_division")),
        ({"starts": "2025"}, ("starts", "import.date_without_month")),
        ({"starts": "2025-2-1", "ends": "2025-1-1"}, ("ends", "project.ends_before_start")),
        ({"lead_code": CODE[:17]}, ("lead_code", "USC-01.wrong_length")),
        (
            {"partners": "甲;乙", "partner_codes": CODE},
            ("partner_codes", "project_import.codes_do_not_match"),
        ),
        ({"name": BrokenCell(Fault.ERROR, "#REF!")}, ("name", "project_import.broken_cell")),
    ],
)
def test_a_fault_names_row_and_column(cells: dict[str, Cell], fault: tuple[str, str]) -> None:
    checked = check_projects(sheet(line(**cells)), ("T-1",), LISTS, TODAY)
    assert checked.projects == ()
    assert [(it.row, it.column, it.code) for it in checked.faults] == [(2, *fault)]


def test_a_number_stands_once_in_a_file() -> None:
    checked = check_projects(sheet(line(), line()), (), LISTS, TODAY)
    assert [(it.row, it.code, it.params) for it in checked.faults] == [
        (3, "project_import.number_twice", (("first", 2),))
    ]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (sheet(head=HEAD), "project_import.no_rows"),
        (sheet(line(), head=("甲", "乙")), "project_import.column_missing"),
        (sheet(line(), head=HEAD[:3]), "project_import.column_missing"),
    ],
)
def test_a_file_without_rows_or_columns_is_refused(broken: Sheet, code: str) -> None:
    with pytest.raises(SelectionError, match=code):
        check_projects(broken, (), LISTS, TODAY)
