from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.experts import FieldOfWork
from expert_pool.policy import change_values
from selection.requests import (
    Attribute,
    FallbackStep,
    PanelRequest,
    Quota,
    RegionLimit,
    StepTaken,
    attribute_reader,
    check_request,
    compile_quotas,
    known_steps,
    take_step,
    widen_request,
)
from tests.factories import make_expert
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, codes, condition, make_request

ALL = tuple(FallbackStep)
REGION = RegionLimit(frozenset({"330702"}), "仅限婺城区")


def peers(*values: str, **changes: Any) -> PanelRequest:
    quota = Quota("peers", (condition(Attribute.FIELD, *values),), 1, 5)
    return make_request(quotas=(*make_request().quotas, quota), **changes)


def taken(*steps: FallbackStep) -> tuple[StepTaken, ...]:
    return tuple(StepTaken(step) for step in steps)


def asked(request: PanelRequest) -> list[str]:
    return sorted(request.quotas[-1].conditions[0].values)


@pytest.mark.parametrize(
    ("step", "value", "wider"),
    [
        (FallbackStep.DIRECTION, "10101", "10101"),
        (FallbackStep.FIELD_LEVEL_3, "10101", "10101"),
        (FallbackStep.FIELD_LEVEL_2, "10101", "101"),
        (FallbackStep.FIELD_LEVEL_2, "101", "101"),
        (FallbackStep.FIELD_LEVEL_1, "10101", "10"),
        (FallbackStep.FIELD_LEVEL_1, "10", "10"),
        (FallbackStep.FIELD_LEVEL_1, "no field", "no field"),
        (FallbackStep.WIDER_REGION, "10101", "10101"),
        (FallbackStep.PROVINCIAL_POOL, "10101", "10101"),
    ],
)
def test_a_field_gives_way_to_its_wider_field(step: FallbackStep, value: str, wider: str) -> None:
    assert asked(take_step(peers(value), step, LISTS)) == [wider]


def test_with_the_wider_field_its_siblings_count() -> None:
    sibling = make_expert(fields=(FieldOfWork("10102", date(2015, 1, 1)),))
    reader = attribute_reader(LISTS, "")
    narrow, wide = peers("10101"), take_step(peers("10101"), FallbackStep.FIELD_LEVEL_2, LISTS)
    assert "peers" not in compile_quotas(narrow.quotas, reader)(sibling)
    assert "peers" in compile_quotas(wide.quotas, reader)(sibling)


@pytest.mark.parametrize(
    ("value", "wider"), [("52010", "520"), ("520", "520"), ("no code", "no code")]
)
def test_a_discipline_gives_way_to_its_first_level(value: str, wider: str) -> None:
    quota = Quota("d", (condition(Attribute.DISCIPLINE, value),), 1, 5)
    step = FallbackStep.DISCIPLINE_LEVEL_1
    assert asked(take_step(make_request(quotas=(quota,)), step, LISTS)) == [wider]


@pytest.mark.parametrize(
    ("divisions", "wider"),
    [
        (("330702",), {"330700"}),
        (("JH-JYXQ", "330782"), {"330700"}),
        (("330702", "OUT-ZJ"), {"330700", "OUT-ZJ"}),
        (("330700",), None),
        (("OUT-CN",), None),
        (("no code",), None),
    ],
)
def test_a_region_gives_way_to_the_city_and_then_to_everywhere(
    divisions: tuple[str, ...], wider: set[str] | None
) -> None:
    request = make_request(region=RegionLimit(frozenset(divisions), "理由"))
    region = take_step(request, FallbackStep.WIDER_REGION, LISTS).region
    assert (set(region.divisions) if region else None) == wider


def test_conditions_on_everybody_are_widened_and_local_ones_never() -> None:
    conditions = (condition(Attribute.DIVISION, "330782"), condition(Attribute.LOCAL, "no"))
    wide = take_step(make_request(conditions=conditions), FallbackStep.WIDER_REGION, LISTS)
    assert wide.conditions == (
        condition(Attribute.DIVISION, "330700"),
        condition(Attribute.LOCAL, "no"),
    )


def test_only_steps_that_widen_something_are_offered() -> None:
    assert known_steps(make_request(), JINHUA, LISTS) == ()
    assert known_steps(peers("10101", region=REGION), JINHUA, LISTS) == (
        FallbackStep.FIELD_LEVEL_2,
        FallbackStep.FIELD_LEVEL_1,
        FallbackStep.WIDER_REGION,
    )
    assert known_steps(peers("101"), JINHUA, LISTS) == (FallbackStep.FIELD_LEVEL_1,)


def test_the_order_is_the_policys() -> None:
    policy = change_values(JINHUA, {"fallback_order": ("wider_region", "field_level_1")})
    steps = known_steps(peers("10101", region=REGION), policy, LISTS)
    assert steps == (FallbackStep.WIDER_REGION, FallbackStep.FIELD_LEVEL_1)


@pytest.mark.parametrize(
    ("steps", "reason", "found"),
    [
        ((), "", []),
        (ALL[2:3], "同行不足", []),
        (ALL[2:4], "同行不足", []),
        (ALL[2:3], " ", ["DRW-17.reason_missing"]),
        (ALL[3:4], "同行不足", ["DRW-17.not_in_order"]),
        (ALL[3:1:-1], "同行不足", ["DRW-17.not_in_order"]),
        ((ALL[2], ALL[2]), "同行不足", ["DRW-17.not_in_order"]),
        (ALL[6:], "", ["DRW-17.not_in_order", "DRW-17.reason_missing"]),
    ],
)
def test_drw_17_one_step_after_the_other_and_a_reason(
    steps: tuple[FallbackStep, ...], reason: str, found: list[str]
) -> None:
    request = peers("10101", fallback=taken(*steps), fallback_reason=reason)
    assert codes(check_request(request, JINHUA, LISTS, TODAY)) == found


@given(
    st.lists(st.sampled_from(ALL), max_size=4),
    st.sampled_from(sorted(LISTS.fields)),
    st.sampled_from(sorted(LISTS.divisions)),
)
def test_widening_never_loses_anybody_and_twice_is_as_once(
    steps: list[FallbackStep], field: str, division: str
) -> None:
    limit = RegionLimit(frozenset({division}), "理由")
    request = peers(field, region=limit, fallback=taken(*steps), fallback_reason="理由")
    wide = widen_request(request, LISTS)
    assert LISTS.field_and_below(field) <= LISTS.field_and_below(asked(wide)[0])
    reached = LISTS.division_and_below
    if wide.region is not None:
        assert reached(division) <= {c for it in wide.region.divisions for c in reached(it)}
    assert widen_request(wide, LISTS) == wide
    assert (wide.fallback, wide.seats, wide.recusals) == ((), 5, ())
