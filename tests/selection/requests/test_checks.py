from dataclasses import replace
from datetime import date

import pytest

from expert_pool.calendar.china import load_calendar
from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties, ReviewDays
from expert_pool.experts import ExpertType, Unit
from expert_pool.policy import Value, change_values
from selection.requests import (
    Attribute,
    OpposedExpert,
    PanelRequest,
    PlaceType,
    Quota,
    RaisedBy,
    Recusal,
    RegionLimit,
    check_approver,
    check_request,
    seats_kept_for,
)
from tests.factories import COMPANY
from tests.selection.requests.samples import (
    JINHUA,
    LEADER,
    LISTS,
    PROJECT,
    TODAY,
    codes,
    condition,
    make_request,
    of_type,
    weighed,
)

Found = list[tuple[str, str]]


def check(request: PanelRequest, values: dict[str, Value] | None = None) -> Found:
    return weighed(check_request(request, change_values(JINHUA, values or {}), LISTS, TODAY))


def test_nothing_stands_against_a_good_request() -> None:
    assert check(make_request()) == []


@pytest.mark.parametrize("activity", ["A16", "A21", "A99", ""])
def test_an_activity_that_is_not_drawn_is_refused(activity: str) -> None:
    assert check(make_request(activity=activity)) == [("DRW-01.activity_not_drawn", "hard")]


def test_req_01_nobody_approves_the_own_request() -> None:
    assert codes(check_approver("a1", "a1", JINHUA)) == ["REQ-01.same_person"]
    assert check_approver("a1", "a2", JINHUA) == ()


@pytest.mark.parametrize(
    ("caps", "limits", "found"),
    [
        ((1, 1), (1, 1), []),
        ((1, None), (1, 1), []),
        ((2, 1), (1, 1), ["COI-14.employer_cap_raised"]),
        ((1, 2), (1, 1), ["COI-14.group_cap_raised"]),
        ((3, 4), (1, 1), ["COI-14.employer_cap_raised", "COI-14.group_cap_raised"]),
        ((2, 3), (2, 3), []),
    ],
)
def test_coi_14_a_raised_cap_is_told_to_the_approver(
    caps: tuple[int, int | None], limits: tuple[int, int], found: list[str]
) -> None:
    request = make_request(employer_cap=caps[0], group_cap=caps[1])
    values: dict[str, Value] = {"max_same_employer": limits[0], "max_same_group": limits[1]}
    assert check(request, values) == [(code, "soft") for code in found]


UNIT_PARTY, LEADER_PARTY = PROJECT.parties
NAMED_ONLY = Party(PartyRole.CO_UNIT, unit=Unit("无代码单位"))
AUTHORITY_ONLY = Party(PartyRole.AUTHORITY, unit=COMPANY)


@pytest.mark.parametrize(
    ("parties", "found"),
    [
        ((UNIT_PARTY, LEADER_PARTY), []),
        ((LEADER_PARTY,), [("REQ-03.no_unit", "hard")]),
        ((UNIT_PARTY,), [("REQ-03.no_person", "hard")]),
        ((AUTHORITY_ONLY, LEADER_PARTY), [("REQ-03.no_unit", "hard")]),
        ((), [("REQ-03.no_unit", "hard"), ("REQ-03.no_person", "hard")]),
        ((UNIT_PARTY, LEADER_PARTY, NAMED_ONLY), [("REQ-03.unit_without_code", "soft")]),
    ],
)
def test_req_03_each_project_names_units_and_people(
    parties: tuple[Party, ...], found: Found
) -> None:
    assert check(make_request(projects=(PROJECT, ProjectParties(parties, "p2")))) == found


def test_req_03_a_request_has_a_project() -> None:
    assert check(make_request(projects=())) == [("REQ-03.no_project", "hard")]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"region": RegionLimit(frozenset({"330702"}), "只需本地")}, []),
        (
            {"region": RegionLimit(frozenset({"330702"}), " ")},
            [("REQ-04.region_reason_missing", "hard")],
        ),
        (
            {"conditions": (condition(Attribute.DIVISION, "330702"),)},
            [("REQ-04.region_reason_missing", "hard")],
        ),
        (
            {"conditions": (condition(Attribute.LOCAL, "yes"),)},
            [("REQ-04.region_reason_missing", "hard")],
        ),
        ({"conditions": (condition(Attribute.SEX, "female"),)}, []),
    ],
)
def test_req_04_a_region_needs_a_reason(changes: dict[str, object], found: Found) -> None:
    assert check(make_request(**changes)) == found
    assert check(make_request(**changes), {"region_reason_required": False}) == []


@pytest.mark.parametrize(
    ("reasons", "found"),
    [
        (["a", "b", "c"], []),
        (["a", "b", "c", "d"], [("REQ-06.too_many_opposed", "hard")]),
        (["a", " "], [("REQ-06.reason_missing", "hard")]),
    ],
)
def test_req_06_up_to_three_opposed_experts_each_with_a_reason(
    reasons: list[str], found: Found
) -> None:
    opposed = tuple(OpposedExpert(Person(f"测{reason}"), reason) for reason in reasons)
    assert check(make_request(opposed=opposed)) == found


@pytest.mark.parametrize(
    ("ground", "reason", "found"),
    [
        ("G22", "理由", []),
        ("G22", "  ", [("COI-16.reason_missing", "hard")]),
        ("", "理由", [("COI-16.reason_missing", "hard")]),
        ("G99", "理由", [("request.unknown_ground", "hard")]),
    ],
)
def test_coi_16_a_recusal_has_ground_and_reason(ground: str, reason: str, found: Found) -> None:
    recusal = Recusal(ground, reason, RaisedBy.STAFF, person=LEADER)
    assert check(make_request(recusals=(recusal,))) == found


def test_coi_16_follows_the_policy() -> None:
    recusal = Recusal("G22", "", RaisedBy.STAFF, person=LEADER)
    assert check(make_request(recusals=(recusal,)), {"coi_decision_reason": False}) == []


@pytest.mark.parametrize(
    ("urgent", "reason", "available", "found"),
    [
        (False, "", True, []),
        (True, "应急攻关", True, []),
        (True, " ", True, [("DRW-21.reason_missing", "soft")]),
        (True, "应急攻关", False, [("DRW-21.not_available", "hard")]),
    ],
)
def test_drw_21_the_urgent_procedure_needs_a_reason(
    urgent: bool, reason: str, available: bool, found: Found
) -> None:
    request = make_request(urgent=urgent, urgent_reason=reason)
    assert check(request, {"urgent_profile": available}) == found


def panel(technical: int, financial: int, **changes: object) -> PanelRequest:
    quotas = (
        of_type("financial", financial, financial),
        of_type("technical", technical, technical),
    )
    return make_request(quotas=quotas, seats=technical + financial, **changes)


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (panel(3, 1), [("DRW-02.even_panel", "hard")]),
        (panel(2, 1), []),
        (
            panel(1, 1),
            [
                ("DRW-02.even_panel", "hard"),
                ("DRW-03.panel_too_small", "hard"),
                ("DRW-05.technical_share_low", "soft"),
            ],
        ),
        (panel(2, 1, activity="A10"), [("DRW-03.panel_too_small", "hard")]),
        (panel(4, 1, activity="A10"), []),
    ],
)
def test_drw_02_and_03_odd_and_not_too_small(request_: PanelRequest, found: Found) -> None:
    assert check(request_) == found


def test_drw_02_and_03_follow_the_policy() -> None:
    assert check(panel(3, 1), {"panel_odd": False}) == []
    assert check(panel(2, 1), {"panel_min": 5}) == [("DRW-03.panel_too_small", "hard")]


@pytest.mark.parametrize(
    ("activity", "found"),
    [
        ("A01", [("DRW-04.financial_seat_missing", "hard")]),
        ("A12", [("DRW-04.financial_seat_missing", "hard")]),
        ("A05", []),
    ],
)
def test_drw_04_an_acceptance_has_a_financial_expert(activity: str, found: Found) -> None:
    request = make_request(activity=activity, quotas=(of_type("technical", 5, 5),))
    assert check(request) == found


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (panel(4, 3), [("DRW-05.technical_share_low", "soft")]),
        (panel(5, 2), []),
        (panel(2, 1), []),
        (panel(0, 3, activity="A12"), []),
        (panel(3, 2, activity="A04"), []),
        (panel(2, 3, activity="A04"), [("DRW-05.technical_share_low", "soft")]),
    ],
)
def test_drw_05_two_thirds_are_technical_or_as_many_as_the_template_has(
    request_: PanelRequest, found: Found
) -> None:
    assert check(request_) == found


LOCAL_AT_MOST_2 = Quota("local", (condition(Attribute.LOCAL, "yes"),), 0, 2)
AT_LEAST_3_FROM_OUTSIDE = Quota("outside", (condition(Attribute.LOCAL, "no"),), 3, 5)
LOCAL_ENGINEERS = Quota(
    "engineers", (condition(Attribute.LOCAL, "yes"), condition(Attribute.SEX, "male")), 0, 2
)


@pytest.mark.parametrize(
    ("place", "quota", "found"),
    [
        (PlaceType.MUNICIPAL, None, []),
        (PlaceType.COUNTY, None, [("DRW-20.local_share_high", "soft")]),
        (PlaceType.COUNTY, LOCAL_AT_MOST_2, []),
        (PlaceType.COUNTY, AT_LEAST_3_FROM_OUTSIDE, []),
        (PlaceType.COUNTY, LOCAL_ENGINEERS, [("DRW-20.local_share_high", "soft")]),
        (
            PlaceType.COUNTY,
            replace(LOCAL_AT_MOST_2, maximum=3),
            [("DRW-20.local_share_high", "soft")],
        ),
    ],
)
def test_drw_20_a_county_panel_limits_its_local_experts(
    place: PlaceType, quota: Quota | None, found: Found
) -> None:
    request = make_request(place=place)
    quotas = request.quotas if quota is None else (*request.quotas, quota)
    assert check(replace(request, quotas=quotas)) == found


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("2026-11-15", [("DRW-07.review_in_the_past", "hard")]),
        ("2026-11-16", []),
        ("2026-11-23", []),
        ("2026-11-24", [("DRW-07.draw_early", "soft")]),
    ],
)
def test_drw_07_a_draw_long_before_the_review_leaks(start: str, found: Found) -> None:
    day = date.fromisoformat(start)
    assert check(make_request(review=ReviewDays(day, day))) == found


HOLIDAY = ("DRW-07.public_holiday", "soft")
NOT_ANNOUNCED = ("DRW-07.year_not_announced", "info")


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (("2026-11-18",), []),
        (("2026-10-01",), [("DRW-07.review_in_the_past", "hard")]),
        (("2027-02-05",), [HOLIDAY, NOT_ANNOUNCED]),
        (("2026-12-30", "2027-01-01"), [HOLIDAY, NOT_ANNOUNCED]),
        (("2026-12-30", "2027-01-04"), [NOT_ANNOUNCED]),
    ],
)
def test_drw_07_a_review_on_a_public_holiday_is_told(days: tuple[str, ...], found: Found) -> None:
    on = tuple(map(date.fromisoformat, days))
    request = make_request(review=ReviewDays(on[0], on[-1], on))
    policy = change_values(JINHUA, {"draw_earliest_working_days": 200})
    assert weighed(check_request(request, policy, LISTS, TODAY, load_calendar())) == found


def test_drw_07_days_are_counted_as_the_calendar_has_them() -> None:
    request = make_request(review=ReviewDays(date(2026, 10, 9), date(2026, 10, 9)))
    day, policy = date(2026, 9, 30), change_values(JINHUA, {"draw_earliest_working_days": 2})
    assert check_request(request, policy, LISTS, day, load_calendar()) == ()
    assert codes(check_request(request, policy, LISTS, day)) == ["DRW-07.draw_early"]


def test_the_largest_minimum_of_a_type_is_kept_for_it() -> None:
    software = Quota(
        "software",
        (condition(Attribute.TYPE, "technical"), condition(Attribute.FIELD, "101")),
        2,
        4,
    )
    either = Quota("either", (condition(Attribute.TYPE, "technical", "financial"),), 5, 5)
    request = make_request(quotas=(software, either))
    assert seats_kept_for(request, ExpertType.TECHNICAL) == 2
    assert seats_kept_for(request, ExpertType.FINANCIAL) == 0


def test_drw_20_a_panel_from_elsewhere_has_no_local_members() -> None:
    elsewhere = (condition(Attribute.LOCAL, "no"),)
    request = make_request(conditions=elsewhere, region=RegionLimit(frozenset(), "because"))
    assert "DRW-20.local_share_high" not in codes(check_request(request, JINHUA, LISTS, TODAY))


def test_a_condition_on_the_region_is_reasoned_without_a_list_of_divisions() -> None:
    elsewhere = (condition(Attribute.LOCAL, "no"),)
    reasoned = make_request(conditions=elsewhere, region=RegionLimit(frozenset(), "because"))
    assert not {"REQ-04.region_reason_missing", "request.empty_region"} & set(
        codes(check_request(reasoned, JINHUA, LISTS, TODAY))
    )
    bare = codes(check_request(make_request(conditions=elsewhere), JINHUA, LISTS, TODAY))
    assert "REQ-04.region_reason_missing" in bare


def test_drw_05_a_condition_for_all_keeps_every_seat() -> None:
    technical = (condition(Attribute.TYPE, "technical"),)
    request = make_request(activity="A05", conditions=technical, quotas=())
    assert seats_kept_for(request, ExpertType.TECHNICAL) == request.seats
    assert seats_kept_for(request, ExpertType.FINANCIAL) == 0
