"""Where the pool is thin: members of each field beside what panels asked of them."""

import pytest

from expert_pool.vocabulary import load_code_lists
from selection.requests import Attribute, Condition, Quota
from selection.statistics import Asked, Depth, FieldDepth, fields_asked, measure_fields
from tests.selection.requests.samples import condition, make_request

LISTS = load_code_lists()
ROOT, CHILD = next((it.parent, code) for code, it in LISTS.fields.items() if it.parent)
SISTER = next(code for code, it in LISTS.fields.items() if it.parent == ROOT and code != CHILD)


def field(*codes: str) -> tuple[Condition, ...]:
    return (condition(Attribute.FIELD, *codes),)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, {}),
        ({"conditions": field(CHILD)}, {CHILD: 5}),
        ({"conditions": field(CHILD, SISTER)}, {CHILD: 3, SISTER: 3}),
        ({"quotas": (Quota("q", field(CHILD), 2, 4),)}, {CHILD: 2}),
        ({"quotas": (Quota("q", field(CHILD), 0, 4),)}, {}),
        (
            {"quotas": (Quota("q", field(CHILD), 2, 2), Quota("r", field(SISTER), 3, 3))},
            {CHILD: 2, SISTER: 3},
        ),
    ],
)
def test_a_request_asks_seats_of_the_fields_in_its_conditions_and_quotas(
    changes: dict[str, object], asked: dict[str, int]
) -> None:
    assert fields_asked(make_request(**changes)) == Asked(5, asked)


def test_members_and_demand_of_a_field_count_for_those_above_it() -> None:
    members = [{CHILD}, {CHILD, SISTER}, {SISTER}, {"no-field"}]
    requests = [Asked(5, {CHILD: 3, SISTER: 3}), Asked(7, {CHILD: 2}), Asked(5, {"no-field": 5})]
    found = {it.code: it for it in measure_fields(members, requests, LISTS, 3)}
    assert list(found) == list(LISTS.fields)
    assert found[CHILD] == FieldDepth(CHILD, 2, 2, 5, 3, 9)
    assert found[SISTER] == FieldDepth(SISTER, 2, 1, 3, 3, 9)
    # Both fields of one request together ask for no more seats than it has.
    assert found[ROOT] == FieldDepth(ROOT, 3, 2, 7, 5, 15)


@pytest.mark.parametrize(
    ("members", "largest", "depth", "missing", "chance"),
    [
        (4, 5, Depth.SHORT, 11, None),
        (5, 5, Depth.THIN, 10, 1.0),
        (14, 5, Depth.THIN, 1, 5 / 14),
        (15, 5, Depth.ENOUGH, 0, 1 / 3),
        (0, 0, Depth.UNASKED, 0, None),
        (9, 0, Depth.UNASKED, 0, None),
    ],
)
def test_a_field_is_short_thin_or_enough(
    members: int, largest: int, depth: Depth, missing: int, chance: float | None
) -> None:
    found = FieldDepth("f", members, 1, largest, largest, 3 * largest)
    assert (found.depth, found.missing, found.chance) == (depth, missing, chance)
