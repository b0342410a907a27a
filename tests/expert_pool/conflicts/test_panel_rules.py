import pytest

from expert_pool.conflicts import (
    Party,
    PartyRole,
    Person,
    ProjectParties,
    employer_group,
    employer_itself,
    find_panel_conflicts,
    find_team_conflict,
    is_on_team,
)
from expert_pool.experts import Employment, EmploymentKind, ExpertId, Relation, RelationKind
from expert_pool.policy import change_values
from tests.expert_pool.conflicts.cases import JINHUA, REVIEW, day, weighed
from tests.factories import COMPANY, HOSPITAL, UNIVERSITY, make_expert, works_at

OTHER = make_expert(
    id=ExpertId("e2"), name="测乙", identity_index="i2", employments=(works_at(COMPANY),)
)
Found = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("kind", "until", "found"),
    [
        (RelationKind.SPOUSE, "", [("COI-13.kin_on_panel", "hard")]),
        (RelationKind.DIRECT_BLOOD, "", [("COI-13.kin_on_panel", "hard")]),
        (RelationKind.COLLATERAL_BLOOD, "", [("COI-13.wider_kin_on_panel", "soft")]),
        (RelationKind.CLOSE_AFFINITY, "", [("COI-13.wider_kin_on_panel", "soft")]),
        (RelationKind.ADVISER, "1995-01-01", [("COI-09.adviser_on_panel", "hard")]),
        (RelationKind.CO_AUTHOR, "2023-11-20", [("COI-10.collaborators_on_panel", "hard")]),
        (RelationKind.CO_AUTHOR, "2023-11-19", []),
        (RelationKind.CO_PROJECT, "", [("COI-10.collaborators_on_panel", "hard")]),
    ],
)
def test_two_related_experts_do_not_sit_together_whoever_declared_it(
    kind: RelationKind, until: str, found: Found
) -> None:
    relation = Relation(kind, "测乙", "", "i2", day(until) if until else None)
    me = make_expert(relations=(relation,))
    assert weighed(find_panel_conflicts(me, OTHER, JINHUA, REVIEW)) == found
    assert weighed(find_panel_conflicts(OTHER, me, JINHUA, REVIEW)) == found


@pytest.mark.parametrize(
    ("relation", "found"),
    [
        (
            Relation(RelationKind.SPOUSE, "测乙", COMPANY.name),
            [("COI-13.kin_on_panel", "hard")],
        ),
        (Relation(RelationKind.SPOUSE, "测乙"), [("COI-13.kin_on_panel", "soft")]),
        (Relation(RelationKind.SPOUSE, "测乙", COMPANY.name, "i3"), []),
        (Relation(RelationKind.SPOUSE, "测丙", COMPANY.name), []),
    ],
)
def test_a_namesake_on_the_panel_only_asks(relation: Relation, found: Found) -> None:
    me = make_expert(relations=(relation,))
    assert weighed(find_panel_conflicts(me, OTHER, JINHUA, REVIEW)) == found


def test_the_policy_says_which_kin_must_not_sit_together() -> None:
    wide = change_values(JINHUA, {"coi_within_panel": ("spouse", "close_affinity")})
    me = make_expert(relations=(Relation(RelationKind.CLOSE_AFFINITY, "测乙", "", "i2"),))
    found = find_panel_conflicts(me, OTHER, wide, REVIEW)
    assert weighed(found) == [("COI-13.kin_on_panel", "hard")]
    assert found[0].param("ground") == "G20"


def test_a_relation_that_both_declared_is_one_finding() -> None:
    me = make_expert(
        identity_index="i1", relations=(Relation(RelationKind.SPOUSE, "测乙", "", "i2"),)
    )
    them = make_expert(
        id=ExpertId("e2"),
        name="测乙",
        identity_index="i2",
        relations=(Relation(RelationKind.SPOUSE, "测甲", "", "i1"),),
    )
    assert weighed(find_panel_conflicts(me, them, JINHUA, REVIEW)) == [
        ("COI-13.kin_on_panel", "hard")
    ]


def test_two_records_of_one_person_do_not_sit_together() -> None:
    twin = make_expert(id=ExpertId("e3"), identity_index="i2")
    found = find_panel_conflicts(OTHER, twin, JINHUA, REVIEW)
    assert weighed(found) == [("ELG-16.same_person", "hard")]


def test_strangers_may_sit_together() -> None:
    assert find_panel_conflicts(make_expert(), OTHER, JINHUA, REVIEW) == ()


@pytest.mark.parametrize(
    ("ties", "group"),
    [
        ((works_at(HOSPITAL),), UNIVERSITY.uscc),
        ((works_at(COMPANY, kind=EmploymentKind.PART_TIME), works_at(HOSPITAL)), UNIVERSITY.uscc),
        ((works_at(COMPANY, kind=EmploymentKind.PART_TIME),), COMPANY.uscc),
        ((works_at(COMPANY, kind=EmploymentKind.BOARD),), ""),
        ((works_at(COMPANY, end=day("2026-11-19")),), ""),
        ((works_at(COMPANY, end=day("2026-11-20")),), COMPANY.uscc),
        ((), ""),
    ],
)
def test_coi_14_the_main_employer_on_the_review_day_counts(
    ties: tuple[Employment, ...], group: str
) -> None:
    assert employer_group(make_expert(employments=ties), REVIEW) == group


def test_an_employer_by_itself_and_in_its_group() -> None:
    expert = make_expert(employments=(works_at(HOSPITAL),))
    assert employer_itself(expert, REVIEW) == HOSPITAL.uscc
    assert employer_group(expert, REVIEW) == UNIVERSITY.uscc
    assert employer_itself(make_expert(employments=()), REVIEW) == ""


TEAM = ProjectParties(
    (
        Party(PartyRole.LEAD_UNIT, unit=COMPANY),
        Party(PartyRole.PROJECT_LEADER, person=Person("测甲", (UNIVERSITY,))),
        Party(PartyRole.MEMBER, person=Person("别名", (), "i2")),
        Party(PartyRole.MEMBER, person=Person("测丙")),
    )
)
NAMESAKE = make_expert(id=ExpertId("e3"), name="测丙")


def test_members_of_one_project_team_do_not_sit_together() -> None:
    found = find_team_conflict(make_expert(), OTHER, TEAM, JINHUA)
    assert weighed(found) == [("COI-13.same_project_team", "hard")]
    off = change_values(JINHUA, {"coi_team_within_panel": False})
    assert find_team_conflict(make_expert(), OTHER, TEAM, off) == ()


def test_an_equal_name_alone_joins_nobody_to_a_team() -> None:
    assert [is_on_team(one, TEAM) for one in (make_expert(), OTHER, NAMESAKE)] == [
        True,
        True,
        False,
    ]
    assert find_team_conflict(make_expert(), NAMESAKE, TEAM, JINHUA) == ()
    assert find_team_conflict(NAMESAKE, OTHER, TEAM, JINHUA) == ()
