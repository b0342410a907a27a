"""One click applies a proposal to a draft: exactly its numbers, in the log, and never stale."""

import re
from dataclasses import replace

import pytest
from httpx import Response
from sqlalchemy import text

from expert_pool.findings import Finding, Param, Severity
from selection.candidates import panel_rules
from selection.errors import SelectionError
from selection.problem import GROUPS, PanelRules, QuotaRule
from selection.solver.shortfall import WayOut
from tests.selection.requests.samples import make_request
from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields
from tests.web.officers.test_exceptions import NARROW
from web.officers.proposals import apply_steps, read_steps, settle, write_exactly, write_steps
from web.officers.rows import Typed

TYPED: Typed = {
    "seats": ("15",),
    "employer_cap": ("1",),
    "group_cap": ("2",),
    "quotas-0-id": ("financial",),
    "quotas-0-minimum": ("13",),
    "quotas-0-maximum": ("15",),
    "quotas-1-id": ("technical",),
    "quotas-1-minimum": ("0",),
    "quotas-1-maximum": ("2",),
    "programme": ("甲",),
}


def change(code: str, before: int, after: int, **quota: str) -> Finding:
    params: dict[str, Param] = {
        "before": before,
        "after": after,
        "by": abs(after - before),
        **quota,
    }
    return Finding(code, Severity.HARD, "design: DRW-17", tuple(sorted(params.items())))


GROUP_OF_3 = QuotaRule(f"{GROUPS}g", 0, 3)
LOWER = change("SHF-11.lower_minimum", 13, 12, quota="financial")


@pytest.mark.parametrize(
    ("found", "written", "changed"),
    [
        (LOWER, "minimum:financial:13:12", {"quotas-0-minimum": ("12",)}),
        (
            change("SHF-12.raise_maximum", 2, 4, quota="technical"),
            "maximum:technical:2:4",
            {"quotas-1-maximum": ("4",)},
        ),
        (change("SHF-13.raise_employer_cap", 1, 2), "employer::1:2", {"employer_cap": ("2",)}),
        (change("SHF-15.raise_group_cap", 2, 3), "group::2:3", {"group_cap": ("3",)}),
        (
            change("SHF-14.fewer_seats", 15, 13),
            "seats::15:13",
            {"seats": ("13",), "quotas-0-maximum": ("13",)},
        ),
    ],
)
def test_a_proposal_changes_its_number_and_nothing_else(
    found: Finding, written: str, changed: Typed
) -> None:
    assert write_steps((found,)) == written
    assert apply_steps(TYPED, written) == {**TYPED, **changed}


UNTOLD = Finding(
    "SHF-11.lower_minimum_untold",
    Severity.HARD,
    "design: DRW-17",
    (("before", 13), ("quota", "financial")),
)
LEAST = PanelRules(15, (QuotaRule("financial", 7, 15), QuotaRule("technical", 0, 2)), 1)


def test_a_number_of_few_is_not_on_the_button_and_found_again() -> None:
    way = WayOut((UNTOLD,), LEAST)
    assert write_steps(way.changes) == "minimum:financial:13:"
    assert settle("minimum:financial:13:", (way,)) == "minimum:financial:13:7"
    assert settle("seats::15:13", ()) == "seats::15:13"


@pytest.mark.parametrize(
    ("code", "quota", "rules", "written"),
    [
        ("SHF-12.raise_maximum_untold", "technical", LEAST, "maximum:technical:1:2"),
        ("SHF-14.fewer_seats_untold", "", PanelRules(7, (), 1), "seats::9:7"),
        ("SHF-13.raise_employer_cap", "", PanelRules(7, (), 2), "employer::1:2"),
        ("SHF-15.raise_group_cap", "", PanelRules(7, (GROUP_OF_3,), 1), "group::2:3"),
    ],
)
def test_every_number_is_found_in_the_rules(
    code: str, quota: str, rules: PanelRules, written: str
) -> None:
    before = int(written.split(":")[2])
    params: tuple[tuple[str, Param], ...] = (("before", before),)
    named = (*params, ("quota", quota)) if quota else params
    assert write_exactly(WayOut((Finding(code, Severity.HARD, "d", named),), rules)) == written


def test_a_proposal_that_is_found_no_more_is_stale() -> None:
    with pytest.raises(SelectionError, match=r"request\.proposal_stale"):
        settle("minimum:financial:13:", ())


@pytest.mark.parametrize(
    "written",
    [
        "minimum:financial:13:",
        "",
        "x:1:2",
        "minimum:financial:12:11",
        "minimum:unknown:1:0",
        "minimum:financial:13:14",
        "seats::15:16",
        "employer::1:0",
        "group::2:1",
        "group::1:2",
        "recusal::1:0",
        "minimum:financial:13:12 nonsense",
    ],
)
def test_what_no_proposal_says_is_refused(written: str) -> None:
    with pytest.raises(SelectionError, match=r"request\.proposal_stale"):
        apply_steps(TYPED, written)


@pytest.mark.parametrize("typed", ["9" * 5000, "-15", "１５", "15.0"])
def test_a_proposal_does_not_fit_a_field_without_its_number(typed: str) -> None:
    with pytest.raises(SelectionError, match=r"request\.proposal_stale"):
        apply_steps({**TYPED, "seats": (typed,)}, "seats::15:13")


@pytest.mark.parametrize(
    ("caps", "before", "after", "changed"),
    [
        (("1", "1"), 1, 2, ("2", "2")),
        (("2", "1"), 1, 2, ("2", "2")),
        (("3", "1"), 1, 2, ("3", "2")),
        (("1", ""), 1, 2, ("2", "")),
        (("1", "3"), 1, 2, ("2", "3")),
        (("1", "3"), 1, 4, ("4", "3")),
    ],
)
def test_a_raised_cap_holds_for_groups_where_a_group_is_one_employer(
    caps: tuple[str, str], before: int, after: int, changed: tuple[str, str]
) -> None:
    typed = {**TYPED, "employer_cap": (caps[0],), "group_cap": (caps[1],)}
    done = apply_steps(typed, f"employer::{before}:{after}")
    assert (done["employer_cap"], done["group_cap"]) == ((changed[0],), (changed[1],))
    request = make_request(seats=7, employer_cap=int(caps[0]), group_cap=int(caps[1] or 0) or None)
    told = replace(request, employer_cap=int(changed[0]), group_cap=int(changed[1] or 0) or None)
    assert panel_rules(request).employer_cap == before
    assert panel_rules(told).employer_cap == min(after, told.group_cap or after)


def test_the_log_says_which_number_gave_way() -> None:
    told = [step.told for step in read_steps("minimum:financial:13:12 employer::1:2")]
    assert told == [
        "SHF-11.lower_minimum financial 13 -> 12",
        "SHF-13.raise_employer_cap 1 -> 2",
    ]


async def short_draft(bureau: Bureau) -> tuple[str, Response, str]:
    """A draft that asks for more financial experts than there are, and its first proposal."""
    path = await bureau.new_request("A12")
    page = await bureau.officer.get(f"{path}/edit")
    changes = {"seats": "15", "quotas-0-minimum": "15", "quotas-0-maximum": "15"}
    short = await press(bureau.officer, page, f"{path}/edit", do="count", **changes)
    button = re.search(r'value="(apply [^"]+)"', short.text)
    assert button, short.text
    return path, short, button[1]


async def acts_of(bureau: Bureau, path: str) -> list[str]:
    async with bureau.services.database.read() as session:
        query = text("SELECT act FROM audit_entry WHERE request = :id")
        found = await session.execute(query, {"id": path.rpartition("/")[2]})
        return sorted(str(row[0]) for row in found)


async def test_one_click_is_applied_shown_and_logged(bureau: Bureau) -> None:
    path, short, button = await short_draft(bureau)
    done = await press(bureau.officer, short, f"{path}/edit", do=button)
    assert "The proposal is applied and the draft is saved." in done.text
    assert "A panel can be made" in done.text
    assert read_fields(done, "/edit")["quotas-0-minimum"] == ["12"]
    acts = ["request.change", "request.create", "request.relax"]
    assert await acts_of(bureau, path) == acts


async def narrow_draft(bureau: Bureau) -> tuple[str, Response]:
    """A draft that asks for a field in which nobody works."""
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    return path, await press(bureau.officer, page, f"{path}/edit", do="count", **NARROW)


async def test_a_number_of_few_is_not_read_but_applied_and_logged(bureau: Bureau) -> None:
    path, short = await narrow_draft(bureau)
    assert "from 1 to as many as can be met now (under 10, so not told)" in short.text
    button = "apply minimum:q1:1:"
    assert f'value="{button}"' in short.text
    done = await press(bureau.officer, short, f"{path}/edit", do=button)
    assert read_fields(done, "/edit")["quotas-2-minimum"] == ["0"]
    assert "A panel can be made" in done.text
    assert "request.relax" in await acts_of(bureau, path)


async def test_widening_is_offered_where_it_is_enough_and_asks_for_a_reason(
    bureau: Bureau,
) -> None:
    path, short = await narrow_draft(bureau)
    assert "after widening in the order of the rules:" in short.text
    done = await press(bureau.officer, short, f"{path}/edit", do="widen field_level_2")
    assert read_fields(done, "/edit")["fallback"] == ["field_level_2"]
    assert "The proposal is applied and the draft is saved." in done.text
    assert "A panel can be made" in done.text
    assert "request.relax" in await acts_of(bureau, path)
    checked = await press(bureau.officer, done, f"{path}/edit", do="check")
    assert 'id="fallback_reason-error"' in checked.text


async def test_no_step_is_offered_that_does_not_help(bureau: Bureau) -> None:
    _, short, _ = await short_draft(bureau)
    assert "after widening in the order" not in short.text


async def test_a_proposal_of_an_older_version_is_refused_and_nothing_is_lost(
    bureau: Bureau,
) -> None:
    path, short, button = await short_draft(bureau)
    await press(bureau.officer, short, f"{path}/edit", do="save", programme="甲计划")
    late = await press(bureau.officer, short, f"{path}/edit", do=button, programme="typed just now")
    assert late.status_code == 409
    assert "changed in another tab" in late.text
    fields = read_fields(late, "/edit")
    assert fields["programme"] == ["typed just now"]
    assert fields["quotas-0-minimum"] == ["15"]
    stored = read_fields(await bureau.officer.get(f"{path}/edit"), "/edit")
    assert (stored["programme"], stored["quotas-0-minimum"]) == (["甲计划"], ["15"])


async def test_a_proposal_for_other_numbers_is_refused_and_nothing_is_lost(bureau: Bureau) -> None:
    path, short, button = await short_draft(bureau)
    late = await press(
        bureau.officer, short, f"{path}/edit", do=button, **{"quotas-0-minimum": "14"}
    )
    assert late.status_code == 409
    assert "made for other numbers" in late.text
    assert read_fields(late, "/edit")["quotas-0-minimum"] == ["14"]
    stored = read_fields(await bureau.officer.get(f"{path}/edit"), "/edit")
    assert stored["quotas-0-minimum"] == ["15"]


async def test_counting_without_a_change_leaves_no_entry(bureau: Bureau) -> None:
    path, short, _ = await short_draft(bureau)
    before = await acts_of(bureau, path)
    page = await press(bureau.officer, short, f"{path}/edit", do="count")
    await press(bureau.officer, page, f"{path}/edit", do="count")
    assert await acts_of(bureau, path) == before


async def test_the_first_count_of_a_fresh_draft_leaves_no_entry(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    counted = await press(bureau.officer, page, f"{path}/edit", do="count")
    assert "Can the panel be filled?" in counted.text
    assert await acts_of(bureau, path) == ["request.create"]


@pytest.mark.parametrize("do", ["save", "count", "add-quota"])
async def test_what_can_not_be_read_is_not_called_saved(bureau: Bureau, do: str) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    saved = await press(bureau.officer, page, f"{path}/edit", do=do, seats="many")
    assert "The draft is saved." not in saved.text
    assert "marked below and not saved as answers: 1." in saved.text
    assert 'id="seats-error"' in saved.text
    assert "Seats: enter a whole number." in saved.text
    assert read_fields(saved, "/edit")["seats"] == ["many"]
    again = await bureau.officer.get(f"{path}/edit")
    assert 'id="seats-error"' in again.text
    mended = await press(bureau.officer, again, f"{path}/edit", seats="5")
    assert "The draft is saved." in mended.text
    assert 'id="seats-error"' not in mended.text


async def test_a_field_still_open_is_no_error_of_a_draft(bureau: Bureau) -> None:
    path = await bureau.new_request()
    assert 'id="review_from-error"' not in (await bureau.officer.get(f"{path}/edit")).text


async def test_in_chinese_an_unreadable_number_is_not_called_saved(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit?lang=zh_Hans")
    saved = await press(bureau.officer, page, f"{path}/edit", seats="3个")
    assert "草稿已保存" not in saved.text
    assert "尚未作为有效内容保存" in saved.text
