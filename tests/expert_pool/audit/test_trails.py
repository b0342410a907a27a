"""Acts of the log, walked by a table of moves."""

import pytest

from expert_pool.audit.trails import BEGINNING, Move, Reached, Step, follow

MOVES = {
    "begin": Move(frozenset({BEGINNING}), "draft"),
    "submit": Move(frozenset({"draft"}), "submitted"),
    "admit": Move(frozenset({"submitted"}), "admitted"),
    "confirm": Move(frozenset({BEGINNING, "draft", "submitted"})),
}
BEGIN, SUBMIT = Step(1, "begin", "", "draft"), Step(2, "submit", "draft", "submitted")


@pytest.mark.parametrize(
    ("steps", "state", "wrong"),
    [
        ([], BEGINNING, None),
        ([BEGIN, SUBMIT], "submitted", None),
        ([Step(1, "begin"), Step(2, "submit")], "submitted", None),
        ([SUBMIT], "submitted", 2),
        ([BEGIN, Step(2, "admit", "draft", "admitted")], "admitted", 2),
        ([BEGIN, Step(2, "admit", "submitted", "admitted")], "admitted", 2),
        ([BEGIN, Step(2, "submit", "draft", "admitted")], "submitted", 2),
        ([BEGIN, BEGIN, SUBMIT, SUBMIT], "submitted", 1),
        ([Step(1, "confirm", "", "draft"), SUBMIT], "submitted", None),
        ([BEGIN, Step(2, "confirm", "", "draft"), SUBMIT], "submitted", None),
        ([BEGIN, Step(2, "confirm", "", "submitted")], "submitted", 2),
        ([BEGIN, Step(2, "suspend", "draft", "away"), Step(3, "look")], "away", None),
        ([BEGIN, Step(2, "suspend", "active", "away")], "away", 2),
    ],
)
def test_a_state_is_reached_by_allowed_steps_only(
    steps: list[Step], state: str, wrong: int | None
) -> None:
    found = follow(steps, MOVES)
    assert (found.state, found.wrong and found.wrong.place) == (state, wrong)


def test_only_the_first_wrong_step_is_named() -> None:
    skipped = Step(5, "admit", "draft", "admitted")
    assert follow([BEGIN, skipped, SUBMIT], MOVES) == Reached("submitted", skipped)
