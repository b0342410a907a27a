"""The loop of what is done again and again: it outlives what passes, and nothing else."""

import pytest

from expert_pool.errors import DatabaseAway, ExpertPoolError
from web.workers import keep_doing


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
