"""What sign-in, leaving and the end of a meeting tell of whole and half days."""

from datetime import date, datetime

import pytest

from expert_pool.findings import Severity
from expert_pool.policy import change_values, load_policy
from selection.fees import (
    DAY,
    HALF,
    ReviewWork,
    Stay,
    WorkedDay,
    check_leaver,
    check_recorded,
    count_stay,
    is_paid_after_leaving,
    read_noon,
    without_days,
)

JINHUA = load_policy("jinhua")
NOON = read_noon(JINHUA)
DAYS = FIRST, SECOND, THIRD = tuple(date(2026, 11, day) for day in (20, 21, 22))


def at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}")


def worked(*halves: int) -> ReviewWork:
    days = (WorkedDay(day, it) for day, it in zip(DAYS, halves, strict=False))
    return ReviewWork(tuple(it for it in days if it.halves))


@pytest.mark.parametrize(
    ("came", "until", "halves"),
    [
        ((FIRST, "08:50"), (FIRST, "17:20"), (DAY,)),
        ((FIRST, "08:50"), (FIRST, "11:40"), (HALF,)),
        ((FIRST, "08:50"), (FIRST, "12:30"), (HALF,)),
        ((FIRST, "08:50"), (FIRST, "14:00"), (HALF,)),
        ((FIRST, "08:50"), (FIRST, "14:01"), (DAY,)),
        ((FIRST, "11:59"), (FIRST, "17:20"), (DAY,)),
        ((FIRST, "12:00"), (FIRST, "17:20"), (HALF,)),
        ((FIRST, "13:55"), (FIRST, "17:20"), (HALF,)),
        ((FIRST, "12:20"), (FIRST, "12:50"), (HALF,)),
        ((FIRST, "08:50"), (THIRD, "11:00"), (DAY, DAY, HALF)),
        ((SECOND, "14:30"), (THIRD, "17:00"), (0, HALF, DAY)),
        ((date(2026, 11, 18), "09:00"), (date(2026, 11, 19), "09:00"), ()),
    ],
)
def test_a_half_is_paid_to_whoever_was_there_for_any_of_it(
    came: tuple[date, str], until: tuple[date, str], halves: tuple[int, ...]
) -> None:
    assert count_stay(Stay(at(*came), at(*until)), DAYS, NOON) == worked(*halves)


@pytest.mark.parametrize(
    ("entered", "told", "paid", "found"),
    [
        (worked(DAY, HALF), worked(DAY, HALF), (), []),
        (worked(DAY, DAY), worked(DAY, HALF), (), ["FEE-11.more_than_recorded"]),
        (worked(HALF), worked(DAY), (), ["FEE-11.less_than_recorded"]),
        (worked(), worked(DAY), (), ["FEE-11.less_than_recorded"]),
        (worked(DAY), worked(), (), ["FEE-11.more_than_recorded"]),
        (worked(0, DAY), worked(DAY, DAY), (FIRST,), []),
        (ReviewWork(remote=1), worked(), (), ["FEE-11.remote_at_meeting"]),
    ],
)
def test_what_departs_from_the_sign_in_asks_for_a_reason(
    entered: ReviewWork, told: ReviewWork, paid: tuple[date, ...], found: list[str]
) -> None:
    findings = check_recorded(entered, told, paid, JINHUA)
    assert [it.code for it in findings] == found
    assert {it.severity for it in findings} <= {Severity.SOFT}


def test_what_another_list_pays_is_left_out() -> None:
    assert without_days(worked(DAY, HALF), {FIRST}) == worked(0, HALF)


@pytest.mark.parametrize(
    ("reason", "grounds", "paid"),
    [
        ("recused", ["recused"], True),
        ("withdrawn", ["recused"], False),
        ("withdrawn", ["recused", "withdrawn"], True),
    ],
)
def test_who_leaves_is_paid_on_the_grounds_of_the_policy_only(
    reason: str, grounds: list[str], *, paid: bool
) -> None:
    policy = change_values(JINHUA, {"fee_left_paid": grounds})
    assert is_paid_after_leaving(reason, policy) is paid
    found = [(it.code, it.severity) for it in check_leaver(reason, policy)]
    assert found == ([] if paid else [("FEE-11.left", Severity.HARD)])
    assert check_leaver("", policy) == ()
