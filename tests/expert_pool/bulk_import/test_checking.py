from dataclasses import replace
from datetime import date

import pytest

from expert_pool.applications import Section, check_section
from expert_pool.bulk_import import (
    BrokenCell,
    Cell,
    Fault,
    ImportCheck,
    RowError,
    Sheet,
    check_pool,
    prefill_sections,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Sex
from expert_pool.policy import change_values
from tests.expert_pool.bulk_import.samples import (
    AS_OF,
    CLEAN,
    GROUND,
    IDENTITY,
    OTHER_IDENTITY,
    make_sheet,
)

FULL: dict[str, Cell] = CLEAN | {
    "sex": "男",
    "birth_date": "1970-01-05",
    "phone": "13800000000",
    "credit_code": "91350100M000100Y43",
    "employed_since": "1995-07-01",
    "position": "系主任",
    "sector": "高校",
    "title": "教授",
    "title_date": "2008-12-01",
    "qualification": "注册会计师",
    "qualification_date": "2010-01-01",
    "honours": "博士生导师",
    "fields": "基础软件",
    "field_since": "1998-01-01",
    "disciplines": "520",
    "directions": "编译技术",
    "financial_since": "2001-01-01",
    "advisers": "测乙",
}


def check(*rows: dict[str, Cell]) -> ImportCheck:
    return check_pool(make_sheet(*rows), GROUND)


def faults(*rows: dict[str, Cell]) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in check(*rows).errors]


def test_a_clean_row_is_a_person_with_birth_date_and_sex_from_the_number() -> None:
    found = check(CLEAN)
    assert (found.rows, found.accepted, found.rejected) == (1, 1, 0)
    person = found.people[0]
    assert (person.row, person.name, person.sex) == (2, "测甲", Sex.MALE)
    assert person.birth_date == date(1970, 1, 5)


def test_good_rows_are_kept_beside_rejected_ones() -> None:
    found = check(CLEAN, CLEAN | {"name": None}, {})
    assert (found.rows, found.accepted, found.rejected) == (2, 1, 1)


def test_one_row_shows_all_its_faults() -> None:
    assert faults(CLEAN | {"name": "", "email": "x", "type": "木匠"}) == [
        (2, "姓名", "import.required"),
        (2, "电子邮箱", "import.not_an_email"),
        (2, "专家类型", "import.unknown"),
    ]


def test_identity_and_phone_numbers_are_masked_in_errors() -> None:
    found = check(CLEAN | {"identity_number": "990000197001050011", "phone": "1380000"})
    assert [error.value for error in found.errors] == ["9900**********0011", "*******"]
    assert "19700105" not in str(found.errors)


def test_a_broken_cell_shows_what_the_spreadsheet_shows() -> None:
    found = check(CLEAN | {"identity_number": BrokenCell(Fault.ERROR, "#REF!")})
    assert found.errors == (
        RowError(2, "身份证号", "#REF!", "import.formula_error", (("shown", "#REF!"),)),
    )


def test_a_second_row_with_the_same_number_or_mail_names_the_first() -> None:
    found = check(CLEAN, CLEAN | {"email": "JIA@example.org"})
    assert [(error.code, error.params) for error in found.errors] == [
        ("import.identity_twice", (("first_row", 2),)),
        ("import.email_twice", (("first_row", 2),)),
    ]
    other = CLEAN | {"identity_number": OTHER_IDENTITY, "email": "yi@example.org"}
    assert faults(CLEAN, other) == []


def test_birth_date_and_sex_must_agree_with_the_number() -> None:
    assert faults(CLEAN | {"birth_date": "1970-01-06", "sex": "女"}) == [
        (2, "出生日期", "import.differs_from_identity"),
        (2, "性别", "import.differs_from_identity"),
    ]


@pytest.mark.parametrize(("day", "count"), [("1983-12-31", 1), ("1984-01-01", 0)])
def test_nobody_worked_before_the_year_of_turning_14(day: str, count: int) -> None:
    expected = [(2, "入职日期", "import.too_young_then")] * count
    assert faults(CLEAN | {"employed_since": day}) == expected


def test_more_fields_than_the_policy_allows_are_refused() -> None:
    assert faults(CLEAN | {"fields": "10101；10102；10103"}) == []
    assert faults(CLEAN | {"fields": "10101；10102；10103；10104"}) == [
        (2, "技术领域", "import.too_many_fields")
    ]


def test_a_type_that_the_policy_does_not_have_is_refused() -> None:
    assert faults(CLEAN | {"type": "管理专家"}) == [(2, "专家类型", "import.type_not_in_policy")]
    wider = change_values(GROUND.policy, {"expert_types": ["technical", "management"]})
    sheet = make_sheet(CLEAN | {"type": "管理专家"})
    assert check_pool(sheet, replace(GROUND, policy=wider)).errors == ()


def test_example_rows_and_empty_rows_are_not_imported() -> None:
    found = check(CLEAN | {"name": "示例：张三（虚构）"}, {"position": "  "}, CLEAN)
    assert (found.rows, found.people[0].row) == (1, 4)


def test_rows_shorter_than_the_header_are_read() -> None:
    sheet = make_sheet(CLEAN)
    short = replace(sheet.rows[1], cells=sheet.rows[1].cells[:9])
    assert check_pool(Sheet((sheet.rows[0], short)), GROUND).accepted == 1


def test_a_header_without_rows_is_refused() -> None:
    with pytest.raises(ExpertPoolError, match=r"import\.no_rows"):
        check_pool(make_sheet(), GROUND)


def test_the_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    check_pool(make_sheet(*[CLEAN] * 501), GROUND, lambda done, of: told.append((done, of)))
    assert told == [(0, 501), (500, 501)]


def test_the_order_of_rows_does_not_change_who_is_accepted() -> None:
    other = CLEAN | {"identity_number": OTHER_IDENTITY, "email": "yi@example.org"}
    forth, back = check(CLEAN, other), check(other, CLEAN)
    assert {it.identity_number for it in forth.people} == {IDENTITY, OTHER_IDENTITY}
    assert {it.identity_number for it in back.people} == {IDENTITY, OTHER_IDENTITY}


def test_a_full_row_fills_the_sections_that_a_file_can_fill() -> None:
    sections = prefill_sections(check(FULL).people[0])
    found = {
        section: [
            error.code for error in check_section(section, data, GROUND.policy, GROUND.lists, AS_OF)
        ]
        for section, data in sections.items()
    }
    assert found == {
        Section.IDENTITY: ["field.must_be_ticked", "field.required"],
        Section.EMPLOYMENTS: [],
        Section.CREDENTIALS: ["field.certificate_missing"] * 2,
        Section.FIELDS: ["field.required"],
        Section.RELATIONS: [],
    }


def test_pledges_and_consent_are_never_imported() -> None:
    assert Section.PLEDGES not in prefill_sections(check(FULL).people[0])


def test_what_the_file_did_not_say_stays_empty() -> None:
    sections = prefill_sections(check(CLEAN).people[0])
    assert sections[Section.EMPLOYMENTS]["sector"] == ""
    assert sections[Section.CREDENTIALS]["titles"] == []


@pytest.mark.parametrize(
    ("number", "noted"),
    [
        ("990000196011210019", False),
        ("990000196011200013", True),
    ],
)
def test_an_age_over_the_limit_is_noted_and_not_refused(number: str, noted: bool) -> None:
    found = check(CLEAN | {"identity_number": number})
    assert (found.accepted, found.errors) == (1, ())
    told = [(note.row, note.column, note.code, dict(note.params)) for note in found.notes]
    limits = {"limit": 65, "last_day": "2026-11-19"}
    assert told == ([(2, "身份证号", "import.over_age_limit", limits)] if noted else [])
