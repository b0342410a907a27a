"""The loop of what is done again and again: it outlives what passes, and nothing else."""

from datetime import date

import pytest

from expert_pool.errors import DatabaseAway, ExpertPoolError
from web.workers import do_each, keep_doing, on_each_day


class UnforeseenError(Exception):
    """Nothing that a worker may pass over."""


async def test_a_worker_goes_on_after_what_passes_and_stops_at_anything_else() -> None:
    failures = iter([DatabaseAway("gone"), OSError(), None, UnforeseenError()])

    async def step() -> None:
        failure = next(failures)
        if failure is not None:
            raise failure

    with pytest.raises(UnforeseenError):
        await keep_doing("worker", step, 0)
    assert list(failures) == []


@pytest.mark.parametrize(("also", "left"), [(None, 1), (ExpertPoolError, 0)])
async def test_a_further_failure_is_outlived_only_where_it_is_named(
    also: type[Exception] | None, left: int
) -> None:
    failures = [UnforeseenError(), ExpertPoolError("mail.refused")]

    async def step() -> None:
        raise failures.pop()

    with pytest.raises((UnforeseenError, ExpertPoolError)):
        await keep_doing("worker", step, 0, also)
    assert len(failures) == left


async def test_a_day_is_attended_once_and_again_where_that_failed() -> None:
    today, tomorrow = date(2026, 11, 20), date(2026, 11, 21)
    days = iter([None, today, today, today, tomorrow])
    outcomes = iter([OSError(), None, None])
    attended = []

    async def attend() -> None:
        attended.append(failure := next(outcomes))
        if failure is not None:
            raise failure

    step = on_each_day(lambda: next(days), attend)
    await step()
    assert attended == []
    with pytest.raises(OSError):  # noqa: PT011 - which one does not matter
        await step()
    for _ in range(3):
        await step()
    assert len(attended) == 3


async def test_the_others_go_on_where_one_cannot_and_stop_at_what_is_no_refusal() -> None:
    async def act(one: int) -> int:
        if one == 2:
            raise ExpertPoolError("draw.wrong_state")
        if one == 4:
            raise UnforeseenError
        return 10 * one

    assert await do_each("worker", (1, 2, 3), act) == (10, 30)
    with pytest.raises(UnforeseenError):
        await do_each("worker", (3, 4), act)
