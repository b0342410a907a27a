from dataclasses import replace

import pytest

from expert_pool.conflicts import (
    ConflictRule,
    Party,
    PartyRole,
    Person,
    ProjectParties,
    ReviewDays,
    find_conflicts,
)
from expert_pool.conflicts.person_rules import (
    find_adviser,
    find_collaboration,
    find_earlier_stage,
    find_kin,
    find_same_batch,
    find_team_member,
)
from expert_pool.experts import ExpertId, Relation, RelationKind, Unit
from expert_pool.policy import Value, change_values
from tests.expert_pool.conflicts.cases import (
    JINHUA,
    REVIEW,
    day,
    weighed,
    with_person,
    with_unit,
)
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at

LEADER = Person("测丁", (COMPANY,), "i4")
LEADER_ON_PAPER = Person("测丁", (COMPANY,))
Found = list[tuple[str, str]]


def declared(
    kind: RelationKind, unit: str = COMPANY.name, index: str = "", until: str = ""
) -> Relation:
    return Relation(kind, "测丁", unit, index, day(until) if until else None)


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        (RelationKind.SPOUSE, "G05"),
        (RelationKind.DIRECT_BLOOD, "G06"),
        (RelationKind.COLLATERAL_BLOOD, "G07"),
        (RelationKind.CLOSE_AFFINITY, "G08"),
    ],
)
def test_coi_05_each_degree_of_kin_has_its_ground(kind: RelationKind, ground: str) -> None:
    expert = make_expert(relations=(declared(kind, until="2000-01-01"),))
    (finding,) = find_kin(expert, with_person(LEADER), JINHUA, REVIEW)
    assert finding.code == "COI-05.kin"
    assert finding.params == (("ground", ground), ("matched_by", "name_and_unit"))


@pytest.mark.parametrize(
    ("relation", "party", "found"),
    [
        (declared(RelationKind.SPOUSE, index="i4"), LEADER, [("COI-05.kin", "hard")]),
        (declared(RelationKind.SPOUSE, index="i5"), LEADER, []),
        (declared(RelationKind.SPOUSE), LEADER_ON_PAPER, [("COI-05.kin", "hard")]),
        (declared(RelationKind.SPOUSE, unit=""), LEADER, [("COI-05.kin_by_name", "soft")]),
        (
            declared(RelationKind.SPOUSE, unit=UNIVERSITY.name),
            LEADER,
            [("COI-05.kin_by_name", "soft")],
        ),
        (declared(RelationKind.SPOUSE), Person("测戊", (COMPANY,)), []),
        (declared(RelationKind.ADVISER), LEADER, []),
    ],
)
def test_coi_05_a_name_alone_only_asks(relation: Relation, party: Person, found: Found) -> None:
    expert = make_expert(relations=(relation,))
    assert weighed(find_kin(expert, with_person(party), JINHUA, REVIEW)) == found


def test_coi_05_counts_the_degrees_that_the_policy_names() -> None:
    near = change_values(JINHUA, {"coi_kin": ("spouse", "direct_blood")})
    expert = make_expert(relations=(declared(RelationKind.CLOSE_AFFINITY),))
    assert find_kin(expert, with_person(LEADER), JINHUA, REVIEW) != ()
    assert find_kin(expert, with_person(LEADER), near, REVIEW) == ()


ME = Person("测甲", (UNIVERSITY,))


@pytest.mark.parametrize(
    ("applicant", "found"),
    [
        (ME, [("COI-07.same_batch", "hard")]),
        (Person("测甲"), [("COI-07.same_batch_by_name", "soft")]),
        (LEADER, []),
    ],
)
def test_coi_07_an_applicant_of_the_same_batch(applicant: Person, found: Found) -> None:
    parties = replace(with_person(LEADER), batch_applicants=(applicant,))
    assert weighed(find_same_batch(make_expert(), parties, JINHUA, REVIEW)) == found


@pytest.mark.parametrize(
    ("person", "role", "found", "ground"),
    [
        (ME, PartyRole.PROJECT_LEADER, [("COI-08.project_member", "hard")], "G12"),
        (ME, PartyRole.MEMBER, [("COI-08.project_member", "hard")], "G12"),
        (ME, PartyRole.PARTNER, [("COI-08.project_member", "hard")], "G12"),
        (ME, PartyRole.ADVISER, [("COI-08.project_member", "hard")], "G13"),
        (Person("测甲"), PartyRole.MEMBER, [("COI-08.member_by_name", "soft")], "G12"),
        (LEADER, PartyRole.MEMBER, [], ""),
    ],
)
def test_coi_08_the_projects_own_people(
    person: Person, role: PartyRole, found: Found, ground: str
) -> None:
    findings = find_team_member(make_expert(), with_person(person, role), JINHUA, REVIEW)
    assert weighed(findings) == found
    assert [finding.param("ground") for finding in findings] == [ground] * len(found)


def test_coi_08_the_same_identity_needs_no_name() -> None:
    expert = make_expert(identity_index="i4", name="测己")
    found = find_team_member(expert, with_person(LEADER), JINHUA, REVIEW)
    assert weighed(found) == [("COI-08.project_member", "hard")]
    assert found[0].param("matched_by") == "identity"


@pytest.mark.parametrize(
    ("mode", "until", "found"),
    [
        ("ever", "1990-06-30", [("COI-09.adviser", "hard")]),
        ("ever", "", [("COI-09.adviser", "hard")]),
        ("years", "", [("COI-09.adviser", "hard")]),
        ("years", "2016-11-20", [("COI-09.adviser", "hard")]),
        ("years", "2016-11-19", []),
    ],
)
def test_coi_09_an_adviser_counts_for_ever_or_for_years(
    mode: str, until: str, found: Found
) -> None:
    policy = change_values(JINHUA, {"coi_adviser": mode})
    expert = make_expert(relations=(declared(RelationKind.ADVISER, until=until),))
    assert weighed(find_adviser(expert, with_person(LEADER), policy, REVIEW)) == found


def test_coi_09_is_about_advisers_and_people_only() -> None:
    expert = make_expert(relations=(declared(RelationKind.CO_AUTHOR),))
    assert find_adviser(expert, with_person(LEADER), JINHUA, REVIEW) == ()
    student = make_expert(relations=(declared(RelationKind.ADVISER),))
    assert find_adviser(student, with_unit(COMPANY), JINHUA, REVIEW) == ()


@pytest.mark.parametrize(
    ("kind", "ground"), [(RelationKind.CO_AUTHOR, "G10"), (RelationKind.CO_PROJECT, "G11")]
)
@pytest.mark.parametrize(
    ("review", "until", "blocked"),
    [
        ("2026-11-20", "2023-11-20", True),
        ("2026-11-20", "2023-11-19", False),
        ("2026-11-20", "", True),
        ("2028-02-29", "2025-02-28", True),
        ("2028-02-29", "2025-02-27", False),
    ],
)
def test_coi_10_common_work_counts_for_three_years(
    kind: RelationKind, ground: str, review: str, until: str, blocked: bool
) -> None:
    days = ReviewDays(day(review), day(review))
    expert = make_expert(relations=(declared(kind, until=until),))
    found = find_collaboration(expert, with_person(LEADER), JINHUA, days)
    assert weighed(found) == [("COI-10.collaboration", "hard")] * blocked
    assert [finding.param("ground") for finding in found] == [ground] * blocked


def test_coi_10_is_about_common_work_only() -> None:
    expert = make_expert(relations=(declared(RelationKind.SPOUSE),))
    assert find_collaboration(expert, with_person(LEADER), JINHUA, REVIEW) == ()


@pytest.mark.parametrize(
    ("activity", "values", "severity"),
    [
        ("A01", {}, "soft"),
        ("A13", {}, "info"),
        ("A01", {"coi_prior_stage": "block"}, "hard"),
        ("A01", {"coi_prior_stage": "info"}, "info"),
        ("A01", {"coi_prior_stage_block_activities": ("A01",)}, "hard"),
        ("A13", {"coi_prior_stage": "block"}, "info"),
    ],
)
def test_coi_12_an_earlier_part_weighs_by_activity(
    activity: str, values: dict[str, Value], severity: str
) -> None:
    parties = ProjectParties((), earlier_panel=frozenset({ExpertId("e1")}), activity=activity)
    policy = change_values(JINHUA, values)
    found = find_earlier_stage(make_expert(), parties, policy, REVIEW)
    assert weighed(found) == [("COI-12.earlier_stage", severity)]


def test_coi_12_who_took_no_part_is_free() -> None:
    parties = ProjectParties((), earlier_panel=frozenset({ExpertId("e2")}))
    assert find_earlier_stage(make_expert(), parties, JINHUA, REVIEW) == ()


@pytest.mark.parametrize(
    ("rule", "parameter"),
    [(find_same_batch, "coi_same_batch"), (find_team_member, "coi_project_member")],
)
def test_a_rule_that_the_policy_switches_off_finds_nothing(
    rule: ConflictRule, parameter: str
) -> None:
    parties = replace(with_person(ME), batch_applicants=(ME,))
    assert rule(make_expert(), parties, JINHUA, REVIEW) != ()
    assert rule(make_expert(), parties, change_values(JINHUA, {parameter: False}), REVIEW) == ()


def test_all_rules_speak_in_their_order_and_none_twice() -> None:
    expert = make_expert(
        employments=(works_at(COMPANY),),
        relations=(declared(RelationKind.SPOUSE), declared(RelationKind.ADVISER)),
    )
    parties = ProjectParties(
        (
            Party(PartyRole.LEAD_UNIT, unit=COMPANY),
            Party(PartyRole.PROJECT_LEADER, person=LEADER_ON_PAPER),
        )
    )
    found = find_conflicts(expert, parties, JINHUA, REVIEW)
    assert weighed(found) == [
        ("COI-01.same_unit", "hard"),
        ("COI-05.kin", "hard"),
        ("COI-09.adviser", "hard"),
    ]


def test_somebody_without_any_tie_has_no_conflict() -> None:
    parties = ProjectParties(
        (
            Party(PartyRole.LEAD_UNIT, unit=COMPANY),
            Party(PartyRole.PROJECT_LEADER, person=LEADER),
        )
    )
    assert find_conflicts(make_expert(), parties, JINHUA, REVIEW) == ()


def test_findings_never_name_a_person() -> None:
    expert = make_expert(relations=(declared(RelationKind.SPOUSE),))
    found = find_conflicts(expert, with_person(LEADER), JINHUA, REVIEW)
    assert found != ()
    assert "测丁" not in str(found)


def test_units_of_a_relation_are_compared_by_their_normal_name() -> None:
    spelled = declared(RelationKind.SPOUSE, unit="金华 虚构科技有限责任公司")
    party = Person("测 丁", (Unit(COMPANY.name),))
    found = find_kin(make_expert(relations=(spelled,)), with_person(party), JINHUA, REVIEW)
    assert weighed(found) == [("COI-05.kin", "hard")]
