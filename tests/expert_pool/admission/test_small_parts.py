"""Deadlines, row editing, prefilling, declared texts: the small parts of applying."""

from datetime import date
from itertools import count

import pytest

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.admission.prefilling import prefill_sections
from expert_pool.admission.reference_numbers import SIGNS, new_reference_number
from expert_pool.admission.row_editing import attach, detach, drop_row, put_row, row_number
from expert_pool.applications import Record, Section, to_expert
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import (
    AvoidedUnit,
    HonourHeld,
    QualificationHeld,
    Relation,
    RelationKind,
    StatutoryRetirement,
    Unit,
)
from tests.factories import make_expert

AS_OF = date(2026, 11, 20)


def test_a_reference_number_begins_with_the_city_and_the_year() -> None:
    number = new_reference_number("HZ", 2027)
    assert number.startswith("HZ-2027-")
    assert set(number[8:]) <= set(SIGNS) | {"-"}
    assert not set("0O1ILU") & set(SIGNS)


def test_a_row_keeps_its_key_and_certificates_when_it_changes() -> None:
    data = put_row({}, "titles", "k1", {"code": "S01-01"})
    data = attach(data, "titles", "k1", "d1")
    data = put_row(data, "titles", "k1", {"code": "S01-02"})
    assert data == {"titles": [{"key": "k1", "code": "S01-02", "certificates": ["d1"]}]}


def test_a_row_is_found_by_its_key_after_another_was_dropped() -> None:
    data = put_row(put_row({}, "titles", "k1", {"code": "a"}), "titles", "k2", {"code": "b"})
    assert row_number(data, "titles", "k2") == 1
    data = drop_row(data, "titles", "k1")
    assert row_number(data, "titles", "k2") == 0


def test_a_certificate_is_detached_wherever_it_stood() -> None:
    data = put_row({}, "honours", "k1", {"code": "H01"})
    data = attach(attach(data, "honours", "k1", "d1"), "honours", "k1", "d2")
    assert detach(data, "d1")["honours"] == [{"key": "k1", "code": "H01", "certificates": ["d2"]}]


def test_a_row_that_is_gone_cannot_be_dropped() -> None:
    with pytest.raises(ExpertPoolError, match="application_row"):
        drop_row({}, "titles", "k1")


def test_a_prefilled_draft_reads_back_as_the_imported_expert() -> None:
    expert = make_expert(
        qualifications=(QualificationHeld("Q12", date(2015, 1, 1)),),
        honours=(HonourHeld("H03"),),
        relations=(Relation(RelationKind.SPOUSE, "测乙", "虚构大学"),),
        avoided_units=(AvoidedUnit(Unit("虚构公司"), "G16", date(2025, 1, 1)),),
        retirement=StatutoryRetirement(70, "文件"),
        financial_work_since=date(2012, 1, 1),
    )
    keys = count()
    sections = {
        Section(name): data
        for name, data in prefill_sections(expert, lambda: f"k{next(keys)}").items()
    }
    person = {
        **sections[Section.IDENTITY],
        "document_kind": "passport",
        "identity_number": "E12345678",
    }
    full = {**sections, Section.IDENTITY: person, Section.PLEDGES: {}}
    again = to_expert(full, Record(expert.id), AS_OF)
    for name in (
        "name",
        "type",
        "birth_date",
        "sex",
        "division",
        "sector",
        "honours",
        "disciplines",
        "fields",
        "directions",
        "relations",
        "retirement",
        "qualifications",
        "financial_work_since",
    ):
        assert getattr(again, name) == getattr(expert, name), name
    assert [tie.start for tie in again.employments] == [tie.start for tie in expert.employments]
    assert [one.unit.name for one in again.avoided_units] == ["虚构公司"]


def test_each_declared_text_has_a_version_and_both_languages() -> None:
    for text in declared_texts().values():
        assert text.version
        assert all(part.zh and part.en for part in (text.title, *text.paragraphs))
