from dataclasses import replace
from typing import Any

import pytest

from expert_pool.experts import Unit
from expert_pool.persons import Person
from expert_pool.policy import change_values
from selection.requests import (
    DirectGround,
    DirectSeat,
    check_request,
    freeze_criteria,
    thaw_criteria,
)
from tests.factories import UNIVERSITY
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, codes, make_request

REASON = "国内仅两人从事该方向"
CONSENT = "测局长 2026-11-10"


def seat(name: str = "测甲", *units: Unit, **changes: Any) -> DirectSeat:
    usual = DirectSeat(Person(name, units or (UNIVERSITY,)), DirectGround.NARROW_FIELD, REASON)
    return replace(usual, **changes)


def found(*seats: DirectSeat, consent: str = CONSENT, **values: Any) -> list[str]:
    policy = change_values(JINHUA, values) if values else JINHUA
    request = make_request(direct=seats, direct_consent=consent)
    return codes(check_request(request, policy, LISTS, TODAY))


def test_a_direct_seat_on_a_ground_with_reason_and_consent_may_be_asked_for() -> None:
    assert found(seat()) == []


def test_without_direct_seats_no_consent_is_asked_for() -> None:
    assert found(consent="") == []


@pytest.mark.parametrize("blank", ["", "  "])
def test_drw_18_reason_and_consent_are_asked_for(blank: str) -> None:
    assert found(seat(reason=blank)) == ["DRW-18.reason_missing"]
    assert found(seat(), consent=blank) == ["DRW-18.consent_missing"]


def test_drw_18_a_name_alone_is_not_enough() -> None:
    by_name = seat(person=Person("测甲"))
    assert found(by_name) == ["DRW-18.unit_missing"]
    assert found(seat(person=Person("测甲", (), "i1"))) == []


@pytest.mark.parametrize(
    ("share", "number", "codes_found"),
    [
        ("2/5", 2, []),
        ("2/5", 3, ["DRW-18.too_many"]),
        ("1/3", 1, []),
        ("1/3", 2, ["DRW-18.too_many"]),
        ("0", 1, ["DRW-18.too_many"]),
        ("1", 5, []),
    ],
)
def test_drw_18_at_most_a_share_of_the_seats(
    share: str, number: int, codes_found: list[str]
) -> None:
    seats = tuple(seat(f"测{n}") for n in range(number))
    assert found(*seats, direct_max_share=share) == codes_found


def test_drw_18_the_same_person_stands_once() -> None:
    assert found(seat("测 甲"), seat("测甲"), direct_max_share="1") == ["DRW-18.same_person_twice"]
    assert found(seat("测甲"), seat("测乙"), direct_max_share="1") == []


def test_drw_18_follows_the_policy() -> None:
    assert found(seat(), direct_allowed=False) == ["DRW-18.not_allowed"]
    grounds = ("secrecy", "emergency")
    assert found(seat(), direct_grounds=grounds) == ["DRW-18.ground_not_allowed"]
    assert found(seat(ground=DirectGround.SECRECY), direct_grounds=grounds) == []


def test_direct_seats_are_part_of_the_frozen_criteria() -> None:
    request = make_request(direct=(seat(),), direct_consent=CONSENT)
    frozen = freeze_criteria(request, JINHUA)
    assert thaw_criteria(frozen) == request
    assert REASON.encode() in frozen
    assert frozen != freeze_criteria(make_request(), JINHUA)
