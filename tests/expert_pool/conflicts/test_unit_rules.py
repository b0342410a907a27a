from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from expert_pool.conflicts import ConflictRule, PartyRole, Person, ReviewDays
from expert_pool.conflicts.unit_rules import (
    find_authority_staff,
    find_board_post,
    find_competitor,
    find_declared_unit,
    find_economic_interest,
    find_former_employment,
    find_holding,
    find_paid_advice,
    find_same_unit,
)
from expert_pool.experts import AvoidedUnit, EmploymentKind, Unit
from expert_pool.policy import Value, change_values
from tests.expert_pool.conflicts.cases import (
    JINHUA,
    REVIEW,
    day,
    weighed,
    with_person,
    with_unit,
)
from tests.factories import (
    BUREAU,
    COMPANY,
    HOSPITAL,
    INSTITUTE,
    UNIVERSITY,
    make_expert,
    works_at,
)

RENAMED = Unit("金华新虚构科技有限公司", uscc=COMPANY.uscc)
ALIASED = Unit("金华某厂", aliases=frozenset({COMPANY.name}))
SAME_NAME = Unit("金华虚构科技有限责任公司")


@pytest.mark.parametrize(
    ("employer", "party", "found"),
    [
        (COMPANY, COMPANY, [("COI-01.same_unit", "hard")]),
        (COMPANY, RENAMED, [("COI-01.same_unit", "hard")]),
        (COMPANY, SAME_NAME, [("COI-01.same_unit", "hard")]),
        (COMPANY, ALIASED, [("COI-01.same_unit", "hard")]),
        (UNIVERSITY, HOSPITAL, [("COI-01.parent_unit", "hard")]),
        (HOSPITAL, UNIVERSITY, [("COI-01.parent_unit", "hard")]),
        (HOSPITAL, INSTITUTE, [("COI-01.same_group", "soft")]),
        (COMPANY, UNIVERSITY, []),
    ],
)
def test_coi_01_the_same_unit_blocks_and_a_sibling_asks(
    employer: Unit, party: Unit, found: list[tuple[str, str]]
) -> None:
    expert = make_expert(employments=(works_at(employer),))
    assert weighed(find_same_unit(expert, with_unit(party), JINHUA, REVIEW)) == found


@pytest.mark.parametrize(
    ("start", "end", "kind", "blocked"),
    [
        ("2010-01-01", None, EmploymentKind.EMPLOYED, True),
        ("2010-01-01", None, EmploymentKind.PART_TIME, True),
        ("2010-01-01", None, EmploymentKind.BOARD, False),
        ("2010-01-01", "2026-11-20", EmploymentKind.EMPLOYED, True),
        ("2010-01-01", "2026-11-19", EmploymentKind.EMPLOYED, False),
        ("2026-11-20", None, EmploymentKind.EMPLOYED, True),
        ("2026-11-21", None, EmploymentKind.EMPLOYED, False),
    ],
)
def test_coi_01_counts_the_day_of_the_review(
    start: str, end: str | None, kind: EmploymentKind, blocked: bool
) -> None:
    tie = works_at(COMPANY, day(start), day(end) if end else None, kind)
    found = find_same_unit(make_expert(employments=(tie,)), with_unit(COMPANY), JINHUA, REVIEW)
    assert bool(found) is blocked


def test_coi_01_the_units_of_the_projects_people_count() -> None:
    expert = make_expert(employments=(works_at(COMPANY),))
    parties = with_person(Person("测丁", (UNIVERSITY, COMPANY)))
    found = find_same_unit(expert, parties, JINHUA, REVIEW)
    assert weighed(found) == [("COI-01.same_unit", "hard")]
    assert found[0].params == (("ground", "G01"), ("matched_by", "code"), ("unit", COMPANY.name))


def test_coi_01_the_authority_is_another_rules_matter() -> None:
    expert = make_expert(employments=(works_at(BUREAU),))
    parties = with_unit(BUREAU, PartyRole.AUTHORITY)
    assert find_same_unit(expert, parties, JINHUA, REVIEW) == ()


def test_a_unit_without_a_name_is_shown_by_its_code() -> None:
    expert = make_expert(employments=(works_at(COMPANY),))
    parties = with_unit(Unit("", uscc=COMPANY.uscc))
    (finding,) = find_same_unit(expert, parties, JINHUA, REVIEW)
    assert finding.param("unit") == COMPANY.uscc


@pytest.mark.parametrize(
    ("review", "left", "blocked"),
    [
        ("2026-11-20", "2023-11-20", True),
        ("2026-11-20", "2023-11-19", False),
        ("2026-11-20", "2023-11-21", True),
        ("2026-11-20", "2026-11-19", True),
        ("2026-11-20", "2026-11-20", False),
        ("2028-02-29", "2025-02-28", True),
        ("2028-02-29", "2025-02-27", False),
        ("2028-02-29", "2025-03-01", True),
        ("2027-02-28", "2024-02-29", True),
        ("2027-02-28", "2024-02-28", True),
        ("2027-02-28", "2024-02-27", False),
        ("2027-03-01", "2024-02-29", False),
        ("2027-03-01", "2024-03-01", True),
    ],
)
def test_coi_02_the_three_years_are_a_closed_interval(
    review: str, left: str, blocked: bool
) -> None:
    tie = works_at(COMPANY, day("2015-01-01"), day(left))
    days = ReviewDays(day(review), day(review))
    found = find_former_employment(
        make_expert(employments=(tie,)), with_unit(COMPANY), JINHUA, days
    )
    assert weighed(found) == [("COI-02.employed_within_years", "hard")] * blocked


def test_coi_02_says_since_when_and_until() -> None:
    tie = works_at(COMPANY, day("2015-01-01"), day("2024-05-31"))
    (finding,) = find_former_employment(
        make_expert(employments=(tie,)), with_unit(RENAMED), JINHUA, REVIEW
    )
    assert finding.params == (
        ("ground", "G02"),
        ("matched_by", "code"),
        ("since", "2023-11-20"),
        ("unit", RENAMED.name),
        ("until", "2024-05-31"),
    )
    assert finding.source == JINHUA.source("COI-02")


@pytest.mark.parametrize("party", [HOSPITAL, INSTITUTE])
def test_coi_02_a_former_employer_in_the_group_only_asks(party: Unit) -> None:
    tie = works_at(
        UNIVERSITY if party is HOSPITAL else HOSPITAL, day("2015-01-01"), day("2025-01-01")
    )
    found = find_former_employment(
        make_expert(employments=(tie,)), with_unit(party), JINHUA, REVIEW
    )
    assert weighed(found) == [("COI-02.employed_in_group", "soft")]


def test_coi_02_a_board_post_is_no_employment() -> None:
    tie = works_at(COMPANY, day("2015-01-01"), day("2025-01-01"), EmploymentKind.BOARD)
    expert = make_expert(employments=(tie,))
    assert find_former_employment(expert, with_unit(COMPANY), JINHUA, REVIEW) == ()


@dataclass(frozen=True)
class PostRule:
    """One of the two rules on posts that reach over a window, and what it reports."""

    find: ConflictRule
    kind: EmploymentKind
    ground: str
    code: str


POST_RULES = (
    PostRule(find_board_post, EmploymentKind.BOARD, "G03", "COI-03.board"),
    PostRule(find_holding, EmploymentKind.OWNER, "G04", "COI-04.owner"),
)
both_posts = pytest.mark.parametrize("rule", POST_RULES, ids=lambda rule: rule.code)


@both_posts
@pytest.mark.parametrize(
    ("end", "blocked"),
    [(None, True), ("2023-11-20", True), ("2023-11-19", False), ("2026-11-20", True)],
)
def test_coi_03_and_04_reach_three_years_back(
    rule: PostRule, end: str | None, blocked: bool
) -> None:
    tie = works_at(COMPANY, day("2015-01-01"), day(end) if end else None, rule.kind)
    found = rule.find(make_expert(employments=(tie,)), with_unit(COMPANY), JINHUA, REVIEW)
    assert weighed(found) == [(f"{rule.code}_within_years", "hard")] * blocked
    assert [finding.param("ground") for finding in found] == [rule.ground] * blocked


@both_posts
@pytest.mark.parametrize(
    ("unit", "suffix", "severity"),
    [(UNIVERSITY, "of_parent", "hard"), (INSTITUTE, "in_group", "soft")],
)
def test_coi_03_and_04_the_parent_blocks_and_a_sibling_asks(
    rule: PostRule, unit: Unit, suffix: str, severity: str
) -> None:
    expert = make_expert(employments=(works_at(unit, kind=rule.kind),))
    found = rule.find(expert, with_unit(HOSPITAL), JINHUA, REVIEW)
    assert weighed(found) == [(f"{rule.code}_{suffix}", severity)]


@both_posts
def test_coi_03_and_04_an_employment_is_neither(rule: PostRule) -> None:
    expert = make_expert(employments=(works_at(COMPANY),))
    assert rule.find(expert, with_unit(COMPANY), JINHUA, REVIEW) == ()


@both_posts
def test_coi_03_and_04_a_declared_post_counts_too(rule: PostRule) -> None:
    avoided = AvoidedUnit(COMPANY, rule.ground, day("2023-11-20"))
    expert = make_expert(avoided_units=(avoided,))
    found = rule.find(expert, with_unit(RENAMED), JINHUA, REVIEW)
    assert weighed(found) == [(f"{rule.code}_within_years", "hard")]
    next_day = ReviewDays(day("2026-11-21"), day("2026-11-21"))
    assert rule.find(expert, with_unit(RENAMED), JINHUA, next_day) == ()


@dataclass(frozen=True)
class DeclaredRule:
    """A rule on units that the expert declared, and the first day on which an end binds."""

    find: ConflictRule
    ground: str
    code: str
    severity: str
    first_binding_end: str


DECLARED_RULES = (
    DeclaredRule(find_declared_unit, "G22", "COI-06.declared_unit", "hard", "2026-11-20"),
    DeclaredRule(find_declared_unit, "G01", "COI-06.declared_unit", "hard", "2026-11-20"),
    DeclaredRule(find_paid_advice, "G13", "COI-08.adviser_of_party", "hard", "2023-11-20"),
    DeclaredRule(find_economic_interest, "G15", "COI-11.economic_interest", "hard", "2023-11-20"),
    DeclaredRule(find_competitor, "G16", "COI-17.competitor", "soft", "2026-11-20"),
)
every_declared = pytest.mark.parametrize(
    "rule", DECLARED_RULES, ids=lambda rule: f"{rule.code}-{rule.ground}"
)


@every_declared
@pytest.mark.parametrize(("days_before", "binds"), [(None, True), (0, True), (1, False)])
def test_a_declared_unit_counts_until_its_last_day(
    rule: DeclaredRule, days_before: int | None, binds: bool
) -> None:
    last = day(rule.first_binding_end)
    until = None if days_before is None else last - timedelta(days=days_before)
    expert = make_expert(avoided_units=(AvoidedUnit(COMPANY, rule.ground, until),))
    found = rule.find(expert, with_unit(SAME_NAME), JINHUA, REVIEW)
    assert weighed(found) == [(rule.code, rule.severity)] * binds


@every_declared
@pytest.mark.parametrize("avoided", [AvoidedUnit(COMPANY, "G03"), AvoidedUnit(UNIVERSITY, "G22")])
def test_a_declared_unit_of_another_ground_or_name_is_free(
    rule: DeclaredRule, avoided: AvoidedUnit
) -> None:
    expert = make_expert(avoided_units=(avoided,))
    assert rule.find(expert, with_unit(COMPANY), JINHUA, REVIEW) == ()


@pytest.mark.parametrize(
    ("employer", "found"),
    [
        (BUREAU, [("COI-15.authority_staff", "hard")]),
        (Unit("虚构市科技信息中心", group=BUREAU.uscc), [("COI-15.authority_agency", "hard")]),
        (COMPANY, []),
    ],
)
def test_coi_15_staff_of_the_authority_and_its_agencies(
    employer: Unit, found: list[tuple[str, str]]
) -> None:
    expert = make_expert(employments=(works_at(employer),))
    parties = with_unit(BUREAU, PartyRole.AUTHORITY)
    assert weighed(find_authority_staff(expert, parties, JINHUA, REVIEW)) == found


def test_coi_15_former_staff_is_free() -> None:
    tie = works_at(BUREAU, day("2010-01-01"), day("2026-11-19"))
    parties = with_unit(BUREAU, PartyRole.AUTHORITY)
    assert find_authority_staff(make_expert(employments=(tie,)), parties, JINHUA, REVIEW) == ()


@pytest.mark.parametrize(
    ("rule", "parameter", "off"),
    [
        (find_same_unit, "coi_same_unit", False),
        (find_declared_unit, "coi_other", "off"),
        (find_paid_advice, "coi_project_member", False),
        (find_economic_interest, "coi_financial", "off"),
        (find_authority_staff, "coi_authority", False),
        (find_competitor, "coi_competitor", "off"),
    ],
)
def test_a_rule_that_the_policy_switches_off_finds_nothing(
    rule: ConflictRule, parameter: str, off: Value
) -> None:
    expert = make_expert(
        employments=(works_at(COMPANY), works_at(BUREAU)),
        avoided_units=tuple(AvoidedUnit(COMPANY, g) for g in ("G13", "G15", "G16", "G22")),
    )
    both = replace(
        with_unit(COMPANY),
        parties=with_unit(COMPANY).parties + with_unit(BUREAU, PartyRole.AUTHORITY).parties,
    )
    assert rule(expert, both, JINHUA, REVIEW) != ()
    assert rule(expert, both, change_values(JINHUA, {parameter: off}), REVIEW) == ()


def test_a_window_of_the_policy_moves_the_boundary() -> None:
    tie = works_at(COMPANY, day("2015-01-01"), day("2021-11-20"))
    expert = make_expert(employments=(tie,))
    assert find_former_employment(expert, with_unit(COMPANY), JINHUA, REVIEW) == ()
    five = change_values(JINHUA, {"coi_employment_years": 5})
    assert find_former_employment(expert, with_unit(COMPANY), five, REVIEW) != ()
