from datetime import date

import pytest

from expert_pool.applications import (
    Outcome,
    Record,
    Section,
    credentials_to_check,
    find_unchecked,
    to_expert,
)
from expert_pool.eligibility import check_eligibility
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import (
    AvoidedUnit,
    Employment,
    EmploymentKind,
    ExpertId,
    ExpertType,
    Relation,
    RelationKind,
    Sector,
    Sex,
    StatutoryRetirement,
    Unit,
)
from expert_pool.findings import blocks
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from tests.expert_pool.applications.samples import AS_OF, checked, make_sections

POLICY = load_policy("jinhua")
RECORD = Record(ExpertId("e1"), identity_index="abc", verifications=(checked("titles.0"),))


def test_the_expert_has_what_was_typed_and_what_the_number_says() -> None:
    expert = to_expert(make_sections(), RECORD, AS_OF)
    assert (expert.name, expert.type, expert.division) == ("测甲", ExpertType.TECHNICAL, "330702")
    assert (expert.birth_date, expert.sex) == (date(1970, 1, 5), Sex.MALE)
    assert (expert.sector, expert.identity_index) == (Sector.UNIVERSITY, "abc")
    assert expert.employments == (
        Employment(Unit("虚构大学"), EmploymentKind.EMPLOYED, date(1995, 7, 1), position="系主任"),
    )
    assert expert.certificates == 2
    assert expert.declarations.time_and_health
    assert not expert.declarations.funding_rules
    assert expert.declarations.consent_version == "1"
    assert expert.declarations.sensitive_consent == "1"


def test_only_confirmed_credentials_count_as_verified() -> None:
    checks = (
        checked("titles.0"),
        checked("qualifications.0", Outcome.UNCLEAR, accepted=False),
        checked("honours.0"),
        checked("honours.0", Outcome.NOT_CONFIRMED),
    )
    expert = to_expert(make_sections(), Record(ExpertId("e1"), verifications=checks), AS_OF)
    assert expert.titles[0].verified
    assert not expert.qualifications[0].verified
    assert expert.qualifications[0].accepted_as_senior is False
    assert not expert.honours[0].verified


def test_relations_units_and_retirement_come_along() -> None:
    sections = make_sections()
    sections[Section.RELATIONS] = {
        "relations": [{"kind": "adviser", "person_name": "测乙", "until": "2020-01-01"}],
        "avoided_units": [{"name": "虚构公司", "ground": "G15"}],
    }
    sections[Section.IDENTITY] |= {"retirement_age": "70", "retirement_document": "虚构批文"}
    sections[Section.FIELDS]["financial_work_since"] = "2001-01-01"
    record = Record(ExpertId("e1"), verifications=(checked("retirement"),))
    expert = to_expert(sections, record, AS_OF)
    assert expert.relations == (Relation(RelationKind.ADVISER, "测乙", until=date(2020, 1, 1)),)
    assert expert.avoided_units == (AvoidedUnit(Unit("虚构公司"), "G15"),)
    assert expert.retirement == StatutoryRetirement(70, "虚构批文", verified=True)
    assert expert.financial_work_since == date(2001, 1, 1)


def test_an_unreadable_identity_makes_no_expert() -> None:
    sections = make_sections()
    sections[Section.IDENTITY]["identity_number"] = "1"
    with pytest.raises(ExpertPoolError, match=r"application\.incomplete"):
        to_expert(sections, RECORD, AS_OF)


def test_the_rules_can_judge_the_expert_of_a_complete_application() -> None:
    expert = to_expert(make_sections(), RECORD, AS_OF)
    assert not blocks(check_eligibility(expert, POLICY, load_code_lists(), AS_OF))


def test_every_claimed_credential_and_the_credit_record_need_a_check() -> None:
    sections = make_sections()
    needed = ("titles.0", "qualifications.0", "honours.0", "integrity")
    assert credentials_to_check(sections) == needed
    sections[Section.IDENTITY]["retirement_age"] = "70"
    assert credentials_to_check(sections) == (*needed[:3], "retirement", "integrity")


def test_what_is_not_checked_yet_is_named() -> None:
    sections = make_sections()
    found = find_unchecked(sections, (checked("titles.0"),), POLICY)
    assert [finding.param("credential") for finding in found] == [
        "qualifications.0",
        "honours.0",
        "integrity",
    ]
    assert blocks(found)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.NO_RECORD, []),
        (Outcome.RECORD_UNKNOWN, ["VER-05.record_unknown"]),
        (Outcome.RECORD_FOUND, ["VER-05.record_found"]),
    ],
)
def test_only_a_clean_credit_check_lets_pass(outcome: Outcome, expected: list[str]) -> None:
    checks = tuple(checked(it) for it in ("titles.0", "qualifications.0", "honours.0"))
    found = find_unchecked(make_sections(), (*checks, checked("integrity", outcome)), POLICY)
    assert [finding.code for finding in found] == expected
