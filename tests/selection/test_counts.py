from dataclasses import replace
from datetime import date

import pytest

from expert_pool.conflicts import Party, PartyRole, Person, ReviewDays
from expert_pool.experts import Expert, ExpertId, FieldOfWork, Leave, Standing
from expert_pool.findings import Finding, Severity
from expert_pool.policy import change_values
from selection.candidates import (
    NO_HISTORY,
    Assignment,
    History,
    Outcome,
    Screened,
    Screening,
    history_of,
    screen_candidates,
)
from selection.counts import (
    FunnelStep,
    QuotaCount,
    ShownCount,
    check_depth,
    count_quotas,
    count_reasons,
    count_step,
    first_reason,
    fold_small,
    shown,
    without_names,
)
from selection.requests import (
    Attribute,
    FallbackStep,
    OpposedExpert,
    PanelRequest,
    Quota,
    RaisedBy,
    Recusal,
    RegionLimit,
    StepTaken,
)
from tests.factories import BUREAU, UNIVERSITY, make_expert, make_financial_expert
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    PROJECT,
    TODAY,
    condition,
    make_request,
    of_type,
    weighed,
)

AWAY = (Leave(date(2026, 11, 20), date(2026, 11, 20)),)


def pool(technical: int, away: int, financial: int) -> tuple[Expert, ...]:
    """So many technical experts, of whom the first are away, and financial ones."""
    return (
        *(
            make_expert(id=ExpertId(f"t{n}"), leaves=AWAY if n < away else ())
            for n in range(technical)
        ),
        *(make_financial_expert(id=ExpertId(f"f{n}")) for n in range(financial)),
    )


@pytest.mark.parametrize(("number", "exact"), [(0, None), (9, None), (10, 10), (3000, 3000)])
def test_a_number_below_ten_is_not_shown(number: int, exact: int | None) -> None:
    assert shown(number) == ShownCount(exact)
    assert shown(number).under_ten is (exact is None)


def counted(
    experts: tuple[Expert, ...], request: PanelRequest, history: History = NO_HISTORY
) -> tuple[QuotaCount, ...]:
    nameless = without_names(request)
    kept = screen_candidates(experts, nameless, history, JINHUA, LISTS, TODAY)
    return count_quotas(kept, request, LISTS)


def test_the_live_count_has_the_panel_and_each_quota_in_the_forms_order() -> None:
    count = counted(pool(30, 12, 9), make_request())
    assert count == (
        QuotaCount("", ShownCount(39), ShownCount(27), 5),
        QuotaCount("financial", ShownCount(None), ShownCount(None), 1),
        QuotaCount("technical", ShownCount(30), ShownCount(18), 4),
    )


def test_a_kept_screening_counts_other_quotas() -> None:
    request = make_request()
    kept = screen_candidates(pool(30, 12, 9), request, NO_HISTORY, JINHUA, LISTS, TODAY)
    women = Quota("women", (condition(Attribute.SEX, "female"),), 2, 5)
    assert count_quotas(kept, replace(request, quotas=(women,)), LISTS)[1] == QuotaCount(
        "women", ShownCount(39), ShownCount(27), 2
    )


ME = Person("测甲", (UNIVERSITY,))
EMPLOYER = replace(
    PROJECT,
    parties=(
        Party(PartyRole.LEAD_UNIT, unit=UNIVERSITY),
        Party(PartyRole.AUTHORITY, unit=BUREAU),
        Party(PartyRole.PROJECT_LEADER, person=ME),
    ),
    batch_applicants=(ME,),
    earlier_panel=frozenset({ExpertId("t1")}),
)


@pytest.mark.parametrize(
    "changes",
    [
        {"projects": ()},
        {"projects": (EMPLOYER,)},
        {"recusals": (Recusal("G22", "理由", RaisedBy.STAFF, unit=UNIVERSITY),)},
        {"recusals": (Recusal("G22", "理由", RaisedBy.STAFF, person=ME),)},
        {"opposed": (OpposedExpert(ME, "理由"),)},
    ],
)
def test_the_live_count_never_reacts_to_a_person_or_unit_typed_by_name(
    changes: dict[str, object],
) -> None:
    experts = pool(30, 12, 15)
    reviewed = Assignment(
        ExpertId("t20"),
        "p1",
        ReviewDays(date(2026, 5, 1), date(2026, 5, 1)),
        Outcome.ATTENDED,
        lead_units=(UNIVERSITY,),
    )
    history = history_of((reviewed,))
    plain = counted(experts, make_request(), history)
    named = counted(experts, make_request(**changes), history)
    assert named == plain


def test_the_live_count_does_react_to_days_and_attributes() -> None:
    local = make_request(region=RegionLimit(frozenset({"330703"}), "理由"))
    count = counted(pool(30, 12, 15), local)
    assert [it.after_exclusions.under_ten for it in count] == [True, True, True]


def test_nothing_but_names_is_taken_from_the_request() -> None:
    request = make_request(
        projects=(EMPLOYER,),
        recusals=(Recusal("G22", "理由", RaisedBy.STAFF, person=ME),),
        opposed=(OpposedExpert(ME, "理由"),),
        programme="计划",
    )
    assert without_names(request) == make_request(projects=(), programme="计划")


def screened(request: PanelRequest, *experts: Expert) -> Screening:
    return screen_candidates(experts, request, NO_HISTORY, JINHUA, LISTS, TODAY)


def test_the_reasons_and_the_candidates_add_up_to_the_pool() -> None:
    gone = make_expert(id=ExpertId("x"), standing=Standing.EXITED, leaves=AWAY)
    funnel = count_reasons(screened(make_request(projects=()), *pool(8, 3, 2), gone))
    assert funnel.steps == (FunnelStep("POL-06.on_leave", 3), FunnelStep("POL-03.exited", 1))
    assert (funnel.pool, funnel.candidates) == (11, 7)
    assert funnel.pool == funnel.candidates + sum(step.count for step in funnel.steps)


def test_the_first_reason_is_the_first_that_excludes() -> None:
    soft = Finding("DRW-16.same_applicant", Severity.SOFT, "")
    hard = Finding("COI-01.same_unit", Severity.HARD, "")
    later = Finding("COI-05.kin", Severity.HARD, "")
    excluded = Screened(make_expert(), (soft, hard, later), frozenset(), "")
    assert first_reason(excluded) == "COI-01.same_unit"


@pytest.mark.parametrize(
    ("technical", "financial", "found"),
    [
        (12, 3, []),
        (
            11,
            3,
            [("REQ-05.too_few_for_panel", "hard"), ("REQ-05.too_few_for_quota", "hard")],
        ),
        (11, 4, [("REQ-05.too_few_for_quota", "hard")]),
        (13, 2, [("REQ-05.too_few_for_quota", "hard")]),
    ],
)
def test_req_05_three_candidates_a_seat_for_the_panel_and_each_quota(
    technical: int, financial: int, found: list[tuple[str, str]]
) -> None:
    request = make_request(projects=())
    screening = screened(request, *pool(technical, 0, financial))
    assert weighed(check_depth(screening, request, JINHUA)) == found


def test_a_quota_without_minimum_needs_nobody() -> None:
    request = make_request(projects=(), quotas=(of_type("financial", 0, 1),))
    screening = screened(request, *pool(15, 0, 0))
    assert check_depth(screening, request, JINHUA) == ()


def test_pol_07_a_thin_pool_warns() -> None:
    policy = change_values(JINHUA, {"min_pool_multiple": 4})
    request = make_request(projects=())
    found = check_depth(screened(request, *pool(12, 0, 4)), request, policy)
    assert weighed(found) == [("POL-07.thin_for_panel", "soft"), ("POL-07.thin_for_quota", "soft")]
    assert found[1].params == (("quota", "technical"), ("required", 16))


@pytest.mark.parametrize(
    ("counted", "lines"),
    [
        ({}, ()),
        ({"POL-06": 51, "COI-01": 34}, ((("POL-06",), 51), (("COI-01",), 34))),
        (
            {"POL-06": 51, "COI-01": 34, "COI-03": 1, "COI-11": 1},
            ((("POL-06",), 51), (("COI-01", "COI-03", "COI-11"), 36)),
        ),
        ({"COI-03": 4, "COI-11": 3}, ((("COI-03", "COI-11"), 7),)),
    ],
)
def test_no_count_below_ten_follows_from_the_others(
    counted: dict[str, int], lines: tuple[tuple[tuple[str, ...], int], ...]
) -> None:
    assert fold_small(counted) == lines


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        (FallbackStep.FIELD_LEVEL_2, 1, 3),
        (FallbackStep.WIDER_REGION, 3, 4),
        (FallbackStep.PROVINCIAL_POOL, 0, 0),
    ],
)
def test_drw_17_a_step_counts_who_is_within_its_reach(
    step: FallbackStep, before: int, after: int
) -> None:
    peers = Quota("peers", (condition(Attribute.FIELD, "10102"),), 1, 5)
    request = make_request(quotas=(peers,), region=RegionLimit(frozenset({"330702"}), "理由"))
    near = (FieldOfWork("10102", date(2015, 1, 1)),)
    experts = (
        make_expert(fields=near),
        make_expert(id=ExpertId("e2")),
        make_expert(id=ExpertId("e3")),
        make_expert(id=ExpertId("e4"), division="330782"),
    )
    taken = StepTaken(step)
    around = tuple(
        screen_candidates(experts, it, NO_HISTORY, JINHUA, LISTS, TODAY)
        for it in (request, replace(request, fallback=(taken,)))
    )
    counted = count_step(taken, (around[0], around[1]), request, LISTS)
    assert counted == StepTaken(step, before, after)
