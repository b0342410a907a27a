"""Conditions for every member: on the form, in the count, frozen, and in words."""

import pytest

from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from selection.requests import Attribute, thaw_criteria
from tests.selection.requests.samples import condition, make_request
from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields
from tests.web.officers.test_counts import count, counts_in
from tests.web.officers.test_requests import stored
from web.officers.form_moves import FOR_EVERYBODY, move_form, template_fields
from web.officers.request_form import RequestForm, check_typed, to_criteria
from web.officers.stored_form import criteria_fields

DEMO, LISTS = load_policy("demo"), load_code_lists()
USUAL = {**template_fields("A01", DEMO, LISTS), "review_from": ("2026-11-20",)}
UNIVERSITY = {"conditions-0-attribute": ("sector",), "conditions-0-values": ("university",)}


@pytest.mark.parametrize("attribute", FOR_EVERYBODY)
def test_a_condition_is_added_and_removed_without_a_script(attribute: str) -> None:
    added = move_form(USUAL, "add-everybody", {"everybody": attribute}, DEMO, LISTS)
    assert added == {**USUAL, "conditions-0-attribute": (attribute,)}
    assert move_form(added, "remove conditions-0", {}, DEMO, LISTS) == USUAL


@pytest.mark.parametrize("attribute", ["", "sex", "division", "unknown"])
def test_nothing_else_is_asked_of_everybody(attribute: str) -> None:
    assert move_form(USUAL, "add-everybody", {"everybody": attribute}, DEMO, LISTS) == USUAL


def test_there_is_an_end_to_conditions() -> None:
    typed = USUAL
    for _ in range(12):
        typed = move_form(typed, "add-everybody", {"everybody": "sector"}, DEMO, LISTS)
    assert sum(name.endswith("-attribute") for name in typed if name.startswith("cond")) == 10


def test_the_form_means_the_condition_and_the_condition_the_form() -> None:
    criteria = to_criteria(check_typed({**USUAL, **UNIVERSITY}, RequestForm).right, LISTS, "r")
    assert criteria.conditions == (condition(Attribute.SECTOR, "university"),)
    assert criteria.region is None
    fields = criteria_fields(make_request(conditions=criteria.conditions))
    assert {name: fields[name] for name in UNIVERSITY} == UNIVERSITY


def test_a_condition_on_the_region_keeps_its_reason() -> None:
    typed = {
        **USUAL,
        "conditions-0-attribute": ("local",),
        "conditions-0-values": ("no",),
        "region_reason": ("The parties know everybody here.",),
    }
    criteria = to_criteria(check_typed(typed, RequestForm).right, LISTS, "r")
    assert criteria.region is not None
    assert criteria.region.divisions == frozenset()
    assert criteria.region.reason == "The parties know everybody here."


async def test_the_condition_is_saved_shown_counted_and_frozen(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    added = await press(
        bureau.officer, page, f"{path}/edit", do="add-everybody", **{"pick-everybody": "type"}
    )
    assert 'name="conditions-0-values"' in added.text
    changes: dict[str, str | list[str]] = {
        "conditions-0-values": ["technical", "financial"],
        "review_from": "2026-11-20",
    }
    done = await press(bureau.officer, added, f"{path}/edit", do="check", **changes)
    assert done.url.path == path, done.text
    assert "Every member" in done.text
    assert "Financial expert / Technical expert" in done.text
    edit = await bureau.officer.get(f"{path}/edit")
    assert read_fields(edit, "/edit")["conditions-0-values"] == ["technical", "financial"]
    await press(bureau.officer, done, f"{path}/submit")
    await press(bureau.approver, await bureau.approver.get(path), f"{path}/approve")
    frozen = thaw_criteria((await stored(bureau, path)).criteria or b"")
    assert frozen.conditions == (condition(Attribute.TYPE, "technical", "financial"),)
    chinese = await bureau.approver.get(f"{path}?lang=zh_Hans")
    assert "全体成员条件" in chinese.text


async def test_the_count_takes_the_condition_in(bureau: Bureau) -> None:
    path = await bureau.new_request()
    narrowed = {"conditions-0-attribute": "type", "conditions-0-values": "technical"}
    html = await count(bureau, path, **narrowed)
    assert counts_in(html)[0] == "In the pool: 72 · after exclusions: 60 · needed: 5"
    assert "With these rules no panel can be made." in html


async def test_a_condition_without_a_value_is_no_answer_yet(bureau: Bureau) -> None:
    path = await bureau.new_request()
    html = await count(bureau, path, **{"conditions-0-attribute": "type"})
    assert counts_in(html)[0] == "In the pool: 72 · after exclusions: 72 · needed: 5"
    assert "be said yet whether a panel can be made" in html


async def test_a_wrong_condition_is_marked_beside_itself(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    added = await press(
        bureau.officer, page, f"{path}/edit", do="add-everybody", **{"pick-everybody": "field"}
    )
    wrong = await press(
        bureau.officer,
        added,
        f"{path}/edit",
        do="check",
        review_from="2026-11-20",
        **{"conditions-0-values": "nonsense"},
    )
    assert wrong.status_code == 422
    assert 'id="conditions-error"' in wrong.text
