"""The live count on the form: what it says, and what can never move it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expert_pool.policy import load_policy
from expert_pool.vocabulary import ActivityKind, load_code_lists
from selection.requesting import asking
from tests.selection.requesting.desks import TODAY
from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields
from web.officers.form_moves import move_form, template_fields
from web.officers.request_form import (
    CriteriaForm,
    RequestForm,
    check_typed,
    countable,
    to_criteria,
)
from web.officers.rows import Typed, add_row, remove_row, renumber

DEMO, LISTS = load_policy("demo"), load_code_lists()
DRAWN = [code for code, it in LISTS.activities.items() if it.kind is ActivityKind.PANEL]
USUAL = template_fields("A01", DEMO, LISTS)
TEXT = st.text(max_size=12)
NAMED = st.dictionaries(
    st.sampled_from(
        [
            "recusals-0-unit",
            "recusals-0-code",
            "recusals-0-person",
            "recusals-0-person_unit",
            "recusals-1-reason",
            "opposed-0-person",
            "opposed-0-unit",
            "opposed-2-reason",
            "region_reason",
            "urgent_reason",
        ]
    ),
    st.tuples(TEXT),
)


@given(NAMED)
@settings(deadline=None)
def test_what_is_counted_never_holds_a_typed_name(named: Typed) -> None:
    assert countable({**USUAL, **named}, TODAY) == countable(USUAL, TODAY)


@given(
    st.dictionaries(
        st.sampled_from([*USUAL, "region", "quotas-1-conditions-1-attribute", "quotas-7-id"]),
        st.tuples(st.one_of(TEXT, st.integers(-5, 500).map(str))),
    )
)
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_the_count_does_not_break(typed: Typed) -> None:
    form = check_typed(countable({**USUAL, **typed}, TODAY), CriteriaForm)
    assert form.value is None or form.value.seats >= 1


def counts_in(html: str) -> list[str]:
    plain = re.sub(r"<[^>]+>", "", html)
    return re.findall(r"In the pool:.*?needed: *\d+", plain)


async def count(bureau: Bureau, path: str, **changes: str | list[str]) -> str:
    page = await bureau.officer.get(f"{path}/edit")
    fields = {**read_fields(page, "/edit")}
    for name, value in changes.items():
        fields[name.replace("__", "-")] = value if isinstance(value, list) else [value]
    answer = await bureau.officer.client.post(f"{path}/counts", data=fields)
    assert answer.status_code == 200
    return answer.text


async def test_each_quota_shows_pool_exclusions_and_need(bureau: Bureau) -> None:
    path = await bureau.new_request()
    html = await count(bureau, path)
    assert counts_in(html) == [
        "In the pool: 72 · after exclusions: 72 · needed: 5",
        "In the pool: 12 · after exclusions: 12 · needed: 1",
        "In the pool: 60 · after exclusions: 60 · needed: 4",
    ]
    assert 'id="quotas-1-live" hx-swap-oob="true"' in html


@pytest.mark.parametrize(
    "named",
    [
        {"recusals-0-person": "测010", "recusals-0-raised_by": "party"},
        {"recusals-0-unit": "虚构单位001", "recusals-0-raised_by": "party"},
        {"recusals-0-code": "91330700DEM000001X"},
        {"opposed-0-person": "测011", "opposed-0-row": "1"},
        {"opposed-0-person": "长" * 500},
    ],
)
async def test_a_name_moves_nothing(bureau: Bureau, named: dict[str, str]) -> None:
    path = await bureau.new_request()
    usual = await count(bureau, path)
    assert await count(bureau, path, **named) == usual


async def test_below_ten_the_number_is_kept(bureau: Bureau) -> None:
    path = await bureau.new_request()
    html = await count(bureau, path, **{"quotas-0-conditions-0-values": "management"})
    assert "In the pool: under 10 · after exclusions: under 10 · needed: 1" in counts_in(html)


async def test_unknown_codes_and_broken_numbers_are_no_failure(bureau: Bureau) -> None:
    path = await bureau.new_request()
    html = await count(bureau, path, **{"quotas-0-conditions-0-values": "nonsense"})
    assert "Can the panel be filled?" in html
    html = await count(bureau, path, region="nowhere")
    assert "The count appears when seats, dates and quotas can be read." in html
    html = await count(bureau, path, seats="x", **{"quotas-0-minimum": "many"})
    assert "needed: 0" in counts_in(html)[1]


async def test_more_quota_seats_than_seats_are_no_panel(bureau: Bureau) -> None:
    path = await bureau.new_request()
    html = await count(bureau, path, **{"quotas-1-minimum": "40", "quotas-1-maximum": "40"})
    assert "With these rules no panel can be made." in html
    assert "Technical expert" in html[html.index("With these rules") :]
    assert "A panel can be made" not in html


async def test_nothing_is_said_of_a_panel_whose_seats_cannot_be_read(bureau: Bureau) -> None:
    path = await bureau.new_request()
    html = await count(bureau, path, seats="600")
    assert "be said yet whether a panel can be made" in html
    assert "A panel can be made" not in html


async def test_counting_saves_nothing(bureau: Bureau) -> None:
    path = await bureau.new_request()
    await count(bureau, path, seats="7")
    assert read_fields(await bureau.officer.get(f"{path}/edit"), "/edit")["seats"] == ["5"]


async def test_above_the_limit_the_page_says_so_and_still_saves(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await bureau.new_request()
    await bureau.officer.get(f"{path}/edit")
    monkeypatch.setattr(asking, "MOST_OF_A_DRAFT", 4)
    html = await count(bureau, path, seats="7")
    assert "hour&#39;s 4 counts are used up." in html, html
    assert counts_in(html) == []
    page = await bureau.officer.get(f"{path}/edit?lang=zh_Hans")
    saved = await press(bureau.officer, page, f"{path}/edit", seats="7")
    assert "草稿已保存" in saved.text
    assert "本小时内的实时计数已达4项" in saved.text
    assert read_fields(saved, "/edit")["seats"] == ["7"]


async def test_one_click_applies_a_proposal_and_the_panel_can_be_made(bureau: Bureau) -> None:
    path = await bureau.new_request("A12")
    page = await bureau.officer.get(f"{path}/edit")
    changes = {"seats": "15", "quotas-0-minimum": "15", "quotas-0-maximum": "15"}
    short = await press(bureau.officer, page, f"{path}/edit", do="count", **changes)
    assert "With these rules no panel can be made." in short.text
    assert "虚构单位" not in short.text
    button = re.search(r'value="(apply [^"]+)"', short.text)
    assert button
    done = await press(bureau.officer, short, f"{path}/edit", do=button[1])
    assert "A panel can be made" in done.text
    assert read_fields(done, "/edit")["quotas-0-minimum"] == ["12"]


async def test_rows_come_and_go_without_a_script(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    more = await press(
        bureau.officer, page, f"{path}/edit", do="add-quota", **{"pick-new": "field"}
    )
    assert 'name="quotas-2-conditions-0-values"' in more.text
    both = await press(
        bureau.officer,
        more,
        f"{path}/edit",
        do="add-condition quotas-2",
        **{"pick-quotas-2": "sex", "quotas-2-conditions-0-values": "101"},
    )
    fields = read_fields(both, "/edit")
    assert fields["quotas-2-conditions-0-values"] == ["101", ""]
    assert fields["quotas-2-conditions-1-attribute"] == ["sex"]
    fewer = await press(bureau.officer, both, f"{path}/edit", do="remove quotas-0")
    assert read_fields(fewer, "/edit")["quotas-1-conditions-1-attribute"] == ["sex"]
    for row in ("add-recusal", "add-opposed"):
        fewer = await press(bureau.officer, fewer, f"{path}/edit", do=row)
    fields = read_fields(fewer, "/edit")
    assert fields["recusals-0-raised_by"] == ["party"]
    assert fields["opposed-0-row"] == ["1"]


async def test_projects_are_found_and_chosen(bureau: Bureau) -> None:
    page = await bureau.officer.get("/requests/new")
    page = await press(bureau.officer, page, "/requests/new", activity="A01")
    path = page.url.path
    found = await press(bureau.officer, page, path, do="find", words="T-1")
    assert str(bureau.project.id) in found.text
    chosen = await press(bureau.officer, found, path, projects=str(bureau.project.id))
    assert read_fields(chosen, "/edit")["projects"] == [str(bureau.project.id)]


@pytest.mark.parametrize("activity", DRAWN)
def test_each_drawn_activity_has_a_template_that_the_form_accepts(activity: str) -> None:
    typed = {**template_fields(activity, DEMO, LISTS), "review_from": ("2026-11-20",)}
    form = check_typed(typed, RequestForm)
    assert form.errors == {}
    criteria = to_criteria(form.right, LISTS, "r")
    assert criteria.seats == LISTS.activities[activity].seats_default
    assert all(quota.conditions for quota in criteria.quotas)


def test_the_template_replaces_quotas_and_keeps_the_rest() -> None:
    typed: Typed = {**USUAL, "activity": ("A12",), "programme": ("甲",)}
    moved = move_form(typed, "template", {}, DEMO, LISTS)
    assert moved["seats"] == ("3",)
    assert moved["programme"] == ("甲",)
    assert "quotas-1-id" not in moved


@pytest.mark.parametrize(
    "do",
    [
        "",
        "save",
        "remove",
        "remove projects-0",
        "remove quotas-99",
    ],
)
def test_a_button_that_fits_nothing_changes_nothing(do: str) -> None:
    assert move_form(USUAL, do, {}, DEMO, LISTS) == USUAL


def test_rows_are_numbered_without_gaps() -> None:
    typed: Typed = {"a-10-x": ("c",), "a-2-b-7-y": ("b",), "a-2-x": ("a",), "z": ("d",)}
    assert renumber(typed) == {
        "a-1-x": ("c",),
        "a-0-b-0-y": ("b",),
        "a-0-x": ("a",),
        "z": ("d",),
    }


def test_a_row_is_added_at_the_end_and_removed_from_the_middle() -> None:
    typed: Typed = {"a-0-x": ("0",)}
    typed = add_row(typed, "a", {"x": ("1",)})
    typed = add_row(typed, "a", {"x": ("2",)})
    assert remove_row(typed, "a-1") == {"a-0-x": ("0",), "a-1-x": ("2",)}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"review_to": ("2026-11-19",)}, "review_to"),
        ({"recusals-0-raised_by": ("party",)}, "recusals-0-ground"),
        (
            {
                "recusals-0-raised_by": ("party",),
                "recusals-0-ground": ("G01",),
                "recusals-0-reason": ("r",),
            },
            "recusals-0",
        ),
        ({"recusals-0-code": ("123",), "recusals-0-raised_by": ("x",)}, "recusals-0-code"),
        ({"quotas-0-conditions-0-values": ()}, "quotas-0-conditions-0-values"),
        ({"seats": ("100",)}, "seats"),
        ({"unknown": ("x",)}, "unknown"),
    ],
)
def test_a_wrong_field_is_named(typed: Typed, field: str) -> None:
    form = check_typed({**USUAL, "review_from": ("2026-11-20",), **typed}, RequestForm)
    assert field in form.errors
