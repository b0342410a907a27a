from datetime import date

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId
from selection.candidates import NO_HISTORY, Assignment, Outcome, history_of

REVIEW = ReviewDays(date(2026, 11, 20), date(2026, 11, 20))


def seat(panel: str, day: str, expert: str = "e1", field: str = "101") -> Assignment:
    on = date.fromisoformat(day)
    return Assignment(
        ExpertId(expert), panel, ReviewDays(on, on), Outcome.ATTENDED, "计划", frozenset({field})
    )


HISTORY = history_of(
    (
        seat("p1", "2026-01-01"),
        seat("p2", "2026-02-01", "e2"),
        seat("p2", "2026-02-01"),
        seat("p3", "2026-03-01", field="201"),
        seat("p4", "2026-11-20"),
    )
)


@pytest.mark.parametrize(
    ("programme", "fields", "number", "panels"),
    [
        ("计划", {"101"}, 2, ("p2", "p1")),
        ("计划", {"101", "201"}, 2, ("p3", "p2")),
        ("计划", set(), 9, ("p3", "p2", "p1")),
        ("计划", {"301"}, 2, ()),
        ("另一计划", {"101"}, 2, ()),
        ("", set(), 2, ()),
    ],
)
def test_the_last_panels_of_a_programme_and_field_before_the_review(
    programme: str, fields: set[str], number: int, panels: tuple[str, ...]
) -> None:
    assert HISTORY.last_panels(programme, frozenset(fields), REVIEW, number) == panels


def test_everybody_has_the_own_seats() -> None:
    assert [it.panel for it in HISTORY.of(ExpertId("e1"))] == ["p1", "p2", "p3", "p4"]
    assert HISTORY.of(ExpertId("e9")) == ()
    assert NO_HISTORY.of(ExpertId("e1")) == ()


def test_who_sat_on_some_panels_whatever_became_of_others() -> None:
    absent = Assignment(ExpertId("e3"), "p2", REVIEW, Outcome.ABSENT)
    history = history_of((*HISTORY.of(ExpertId("e1")), *HISTORY.of(ExpertId("e2")), absent))
    assert history.sitters_of(("p2",)) == {"e1", "e2"}
    assert history.sitters_of(("p3", "p4")) == {"e1"}
    assert history.sitters_of(()) == frozenset()


def test_an_annulled_panel_is_none_of_the_last() -> None:
    on = date(2026, 4, 1)
    annulled = tuple(
        Assignment(
            ExpertId(expert),
            "p9",
            ReviewDays(on, on),
            Outcome.REPLACED,
            "计划",
            frozenset({"101"}),
        )
        for expert in ("e1", "e2")
    )
    seats = (*HISTORY.of(ExpertId("e1")), *annulled)
    found = history_of(seats).last_panels("计划", frozenset({"101"}), REVIEW, 2)
    assert found == ("p2", "p1")
