from datetime import date

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId
from expert_pool.policy import change_values
from selection.candidates import (
    Assignment,
    Outcome,
    Pseudonyms,
    find_weight_limit,
    history_of,
    screen_candidates,
    to_problem,
)
from selection.candidates.weights import find_weigher
from tests.factories import UNIVERSITY, make_expert
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, make_request

REVIEW = ReviewDays(date(2026, 11, 20), date(2026, 11, 21))
ROTATION = change_values(JINHUA, {"weights": "rotation"})


def on(day: str, outcome: Outcome = Outcome.ATTENDED, expert: str = "e1") -> Assignment:
    days = ReviewDays(date.fromisoformat(day), date.fromisoformat(day))
    return Assignment(ExpertId(expert), f"panel of {day}", days, outcome)


@pytest.mark.parametrize(
    ("seats", "weight"),
    [
        ([], 3),
        (["2026-10-01"], 2),
        (["2026-10-01", "2026-03-01"], 1),
        (["2026-10-01", "2026-03-01", "2026-02-01", "2026-01-05"], 1),
        (["2025-11-20"], 2),
        (["2025-11-19"], 3),
        (["2026-12-24"], 2),
    ],
)
def test_each_seat_of_the_last_months_or_to_come_takes_1_off_down_to_1(
    seats: list[str], weight: int
) -> None:
    assert find_weigher(ROTATION, REVIEW)([on(day) for day in seats]) == weight


@pytest.mark.parametrize(
    ("outcome", "weight"),
    [
        (Outcome.PENDING, 2),
        (Outcome.ACCEPTED, 2),
        (Outcome.ABSENT, 2),
        (Outcome.DECLINED, 3),
        (Outcome.TIMED_OUT, 3),
        (Outcome.EXCUSED, 3),
        (Outcome.RECUSED, 3),
        (Outcome.REPLACED, 3),
    ],
)
def test_seats_taken_on_count_and_those_stepped_back_from_do_not(
    outcome: Outcome, weight: int
) -> None:
    assert find_weigher(ROTATION, REVIEW)([on("2026-10-01", outcome)]) == weight


def test_limit_and_period_are_the_policy_s() -> None:
    wide = change_values(ROTATION, {"weight_limit": 10, "weight_months": 1})
    weigh = find_weigher(wide, REVIEW)
    assert weigh([on("2026-10-21"), on("2026-10-20"), on("2026-10-19")]) == 8


def test_without_the_option_everybody_weighs_1() -> None:
    assert find_weight_limit(JINHUA) == 1
    assert find_weigher(JINHUA, REVIEW)([on("2026-10-01")]) == 1


def test_the_draw_is_handed_the_limit_and_everybody_s_weight() -> None:
    names = ("e1", "e2")
    experts = [make_expert(id=ExpertId(name), identity_index=f"i-{name}") for name in names]
    request, history = make_request(projects=()), history_of([on("2026-10-01", expert="e2")])
    pseudonyms = Pseudonyms({ExpertId(name): name for name in names}, {UNIVERSITY.uscc: "u"})

    def weights_by(policy_name: str) -> tuple[int, dict[str, int]]:
        policy = {"equal": JINHUA, "rotation": ROTATION}[policy_name]
        screening = screen_candidates(experts, request, history, policy, LISTS, TODAY)
        problem = to_problem(screening, request, pseudonyms, policy)
        return problem.rules.weight_limit, {it.pseudonym: it.weight for it in problem.candidates}

    assert weights_by("rotation") == (3, {"e1": 3, "e2": 2})
    assert weights_by("equal") == (1, {"e1": 1, "e2": 1})
