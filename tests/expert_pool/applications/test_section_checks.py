from typing import Any

import pytest

from expert_pool.applications import Section, check_application, check_section
from expert_pool.applications.sections import SECTION_RULES, Kind
from expert_pool.policy import change_values, load_policy
from expert_pool.vocabulary import load_code_lists
from tests.expert_pool.applications.samples import AS_OF, make_sections

POLICY = load_policy("jinhua")
LISTS = load_code_lists()


def faults(section: Section, **changes: Any) -> list[tuple[str, str]]:
    data = make_sections()[section] | changes
    found = check_section(section, data, POLICY, LISTS, AS_OF)
    assert all(error.section == section for error in found)
    return [(error.field, error.code) for error in found]


@pytest.mark.parametrize("section", Section)
def test_a_complete_section_has_no_fault(section: Section) -> None:
    assert faults(section) == []


@pytest.mark.parametrize("section", Section)
def test_an_empty_section_is_not_complete(section: Section) -> None:
    assert check_section(section, {}, POLICY, LISTS, AS_OF) != ()


def test_drafts_may_hold_anything_without_breaking_the_check() -> None:
    data = {"name": 5, "employments": "x", "fields": [None, "y"], "directions": 7, "titles": 3}
    for section in Section:
        assert check_section(section, data, POLICY, LISTS, AS_OF) != ()


IDENTITY_CASES = [
    ({"name": "  "}, ("name", "field.required")),
    ({"name": "长" * 61}, ("name", "field.too_long")),
    ({"sensitive_consent": ""}, ("sensitive_consent", "field.must_be_ticked")),
    ({"sensitive_version": ""}, ("sensitive_version", "field.required")),
    ({"name": "甲\x07"}, ("name", "field.hidden_character")),
    ({"name": "甲\u202e乙"}, ("name", "field.hidden_character")),
    ({"name": "甲\ue000"}, ("name", "field.bad_character")),
    ({"identity_number": "990000197001050019"}, ("identity_number", "IDN-03.wrong_check_digit")),
    ({"phone": "12"}, ("phone", "PHN-02.no_such_number")),
    ({"email": "nobody"}, ("email", "field.not_an_email")),
    ({"type": "management"}, ("type", "field.not_in_list")),
    ({"division": "999999"}, ("division", "field.not_in_list")),
    ({"document_kind": "library_card"}, ("document_kind", "field.not_in_list")),
    ({"sex": "other"}, ("sex", "field.not_in_list")),
    ({"birth_date": "2026-11-21"}, ("birth_date", "field.in_the_future")),
    ({"birth_date": "20260101"}, ("birth_date", "field.not_a_date")),
    ({"birth_date": "2025-02-29"}, ("birth_date", "field.not_a_date")),
    ({"retirement_age": "49", "retirement_document": "x"}, ("retirement_age", "field.not_an_age")),
    (
        {"retirement_age": "七十", "retirement_document": "x"},
        ("retirement_age", "field.not_an_age"),
    ),
    ({"retirement_age": "70"}, ("retirement_document", "field.required")),
    ({"retirement_document": "x"}, ("retirement_age", "field.required")),
]


@pytest.mark.parametrize(("changes", "fault"), IDENTITY_CASES)
def test_the_identity_section_names_the_field_at_fault(
    changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert faults(Section.IDENTITY, **changes) == [fault]


def test_a_wrong_number_is_told_together_with_the_other_faults() -> None:
    found = faults(Section.IDENTITY, identity_number="990000197001050019", phone="12")
    assert found == [
        ("identity_number", "IDN-03.wrong_check_digit"),
        ("phone", "PHN-02.no_such_number"),
    ]


def test_dates_in_wrong_order_are_told_together_with_a_wrong_code() -> None:
    row = {"employer": "虚构大学", "kind": "employed", "start": "2015-09-01", "end": "2010-01-01"}
    found = faults(
        Section.EMPLOYMENTS, employments=[row | {"credit_code": "1"}, row | {"end": "?"}]
    )
    assert [place for place, _ in found] == [
        "employments.0.credit_code",
        "employments.1.end",
        "employments.0.end",
    ]


def test_a_passport_needs_birth_date_and_sex_of_its_own() -> None:
    passport = {"document_kind": "passport", "identity_number": "E12345678"}
    assert faults(Section.IDENTITY, **passport) == [
        ("birth_date", "IDN-06.birth_date_missing"),
        ("sex", "IDN-07.sex_missing"),
    ]
    whole = passport | {"birth_date": "1970-01-05", "sex": "female"}
    assert faults(Section.IDENTITY, **whole) == []


def employment(**changes: Any) -> list[dict[str, Any]]:
    return [{"employer": "虚构大学", "kind": "employed", "start": "2000-01-01"} | changes]


EMPLOYMENT_CASES = [
    ({"sector": "farm"}, ("sector", "field.not_in_list")),
    ({"employments": []}, ("employments", "field.required")),
    ({"employments": [{"employer": ""}]}, ("employments", "field.required")),
    ({"employments": employment() * 21}, ("employments", "field.too_many")),
    (
        {"employments": employment(end="1999-12-31")},
        ("employments.0.end", "field.ends_before_start"),
    ),
    (
        {"employments": employment(credit_code="123")},
        ("employments.0.credit_code", "USC-01.wrong_length"),
    ),
    ({"employments": employment(kind="guest")}, ("employments.0.kind", "field.not_in_list")),
]


@pytest.mark.parametrize(("changes", "fault"), EMPLOYMENT_CASES)
def test_the_employments_name_row_and_field_at_fault(
    changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert faults(Section.EMPLOYMENTS, **changes) == [fault]


def test_an_employment_may_end_on_the_day_it_began() -> None:
    assert faults(Section.EMPLOYMENTS, employments=employment(end="2000-01-01")) == []


def test_a_title_or_a_qualification_is_needed_and_an_honour_is_not_enough() -> None:
    nothing: dict[str, Any] = {"titles": [], "qualifications": []}
    assert faults(Section.CREDENTIALS, **nothing) == [("titles", "field.title_or_qualification")]


def test_every_title_needs_its_certificate() -> None:
    titles = [{"code": "S01-01", "obtained": "2008-12-01", "certificates": [" "]}]
    fault = ("titles.0.certificates", "field.certificate_missing")
    assert faults(Section.CREDENTIALS, titles=titles) == [fault]


def test_a_city_may_do_without_uploaded_certificates() -> None:
    policy = change_values(POLICY, {"certificate_upload_required": False})
    data = make_sections()[Section.CREDENTIALS] | {
        "titles": [{"code": "S01-01", "obtained": "2008-12-01"}]
    }
    assert check_section(Section.CREDENTIALS, data, policy, LISTS, AS_OF) == ()


def test_the_same_title_twice_is_refused() -> None:
    title = {"code": "S01-01", "obtained": "2008-12-01", "certificates": ["f1"]}
    assert faults(Section.CREDENTIALS, titles=[title, title]) == [
        ("titles.1.code", "field.repeated")
    ]


def test_three_fields_are_allowed_and_a_fourth_is_not() -> None:
    rows = [
        {"code": code, "since": "1998-01-01", "evidence": "论文"}
        for code in ("10101", "10102", "10103", "10104")
    ]
    assert faults(Section.FIELDS, fields=rows[:3]) == []
    assert faults(Section.FIELDS, fields=rows) == [("fields", "field.too_many")]


FIELDS_CASES = [
    ({"disciplines": []}, ("disciplines", "field.required")),
    ({"directions": ["甲", "甲"]}, ("directions.1", "field.repeated")),
    ({"directions": [f"方向{n}" for n in range(11)]}, ("directions", "field.too_many")),
    ({"disciplines": ["x"]}, ("disciplines.0", "field.not_in_list")),
]


@pytest.mark.parametrize(("changes", "fault"), FIELDS_CASES)
def test_the_match_data_name_the_entry_at_fault(
    changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert faults(Section.FIELDS, **changes) == [fault]


RELATION = {"kind": "adviser", "person_name": "测乙"}
AVOIDED = {"name": "虚构公司", "ground": "G15"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ["field.declare_or_tick"]),
        ({"nothing_to_declare": "yes", "relations": [RELATION]}, ["field.declared_and_ticked"]),
        ({"relations": [RELATION]}, []),
        ({"avoided_units": [AVOIDED]}, []),
        ({"avoided_units": [AVOIDED | {"ground": "G99"}]}, ["field.not_in_list"]),
    ],
)
def test_relations_are_declared_or_denied_but_never_both(
    data: dict[str, Any], expected: list[str]
) -> None:
    found = check_section(Section.RELATIONS, data, POLICY, LISTS, AS_OF)
    assert [error.code for error in found] == expected


def test_a_pledge_that_is_not_ticked_holds_the_application_back() -> None:
    assert faults(Section.PLEDGES, truthful="no") == [("truthful", "field.must_be_ticked")]


def test_a_complete_application_has_no_fault() -> None:
    assert check_application(make_sections(), POLICY, LISTS, AS_OF) == ()


def test_a_missing_section_holds_the_whole_back() -> None:
    sections = make_sections()
    del sections[Section.PLEDGES]
    found = check_application(sections, POLICY, LISTS, AS_OF)
    assert {error.section for error in found} == {Section.PLEDGES}


def test_a_financial_expert_says_since_when() -> None:
    sections = make_sections()
    sections[Section.IDENTITY]["type"] = "financial"
    found = check_application(sections, POLICY, LISTS, AS_OF)
    assert [(error.field, error.code) for error in found] == [
        ("financial_work_since", "field.required")
    ]
    sections[Section.FIELDS]["financial_work_since"] = "2000-01-01"
    assert check_application(sections, POLICY, LISTS, AS_OF) == ()


@pytest.mark.parametrize(("start", "count"), [("1983-12-31", 1), ("1984-01-01", 0)])
def test_nobody_worked_before_the_year_of_turning_14(start: str, count: int) -> None:
    sections = make_sections()
    sections[Section.EMPLOYMENTS]["employments"][0]["start"] = start
    found = check_application(sections, POLICY, LISTS, AS_OF)
    assert [error.code for error in found] == ["field.too_young_then"] * count


def test_every_coded_field_names_a_list_that_exists() -> None:
    rules = SECTION_RULES.values()
    rows = (field for rule in rules for group in rule.rows for field in group.fields)
    coded = [field for field in rows if field.kind is Kind.CODE]
    assert coded
    assert all(hasattr(LISTS, field.codes) for field in coded)
