"""Numbers by reason: none below ten is shown, and none follows from the others."""

from expert_pool.policy import load_policy
from selection.counts import Funnel, FunnelStep
from web.officers.request_view import reason_lines

JINHUA = load_policy("jinhua")
STEPS = (FunnelStep("COI-01.same_unit", 40), FunnelStep("REQ-04.outside_region", 21))


def numbers(candidates: int, *steps: FunnelStep) -> list[int | None]:
    pool = candidates + sum(step.count for step in steps)
    lines = reason_lines(Funnel(pool, steps, candidates), JINHUA)
    return [line.count.exact if line.count else None for line in lines]


def test_with_ten_candidates_every_larger_number_is_shown() -> None:
    assert numbers(10, *STEPS) == [40, 21]


def test_few_candidates_do_not_follow_from_the_pool_and_the_reasons() -> None:
    assert numbers(9, *STEPS) == [40, None]


def test_without_an_exclusion_there_is_no_line() -> None:
    assert numbers(9) == []
