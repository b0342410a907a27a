"""Steps of widening, seats without a draw, single days and a group's cap on the pages."""

from httpx import Response

from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields

NARROW = {
    "quotas-2-id": "q1",
    "quotas-2-minimum": "1",
    "quotas-2-maximum": "5",
    "quotas-2-conditions-0-attribute": "field",
    "quotas-2-conditions-0-values": "10102",
    "review_from": "2026-11-20",
}
DIRECT = {
    "direct-0-row": "1",
    "direct-0-person": "测003",
    "direct-0-unit": "虚构单位003",
    "direct-0-ground": "narrow_field",
    "direct-0-reason": "国内仅两人从事该方向",
    "direct_consent": "测局长 2026-11-19",
    "review_from": "2026-11-20",
}


async def edit(bureau: Bureau, path: str, do: str, **changes: str | list[str]) -> Response:
    page = await bureau.officer.get(f"{path}/edit")
    return await press(bureau.officer, page, f"{path}/edit", do=do, **changes)


async def submit(bureau: Bureau, path: str) -> Response:
    page = await bureau.officer.get(path)
    await press(bureau.officer, page, f"{path}/submit", confirmed="yes")
    return await bureau.approver.get(path)


async def test_the_policys_steps_are_offered_taken_in_order_and_shown_to_the_approver(
    bureau: Bureau,
) -> None:
    path = await bureau.new_request()
    assert "Widen step by step" not in (await bureau.officer.get(f"{path}/edit")).text
    saved = await edit(bureau, path, "save", **NARROW)
    assert "To fields of the second level" in saved.text
    assert "To fields of the third level" not in saved.text
    steps = ["field_level_2", "field_level_1"]
    wrong = await edit(bureau, path, "check", fallback=steps[1:], fallback_reason="同行不足")
    assert 'id="fallback-error"' in wrong.text
    assert 'id="fallback_reason-error"' not in wrong.text
    reasonless = await edit(bureau, path, "check", fallback=steps, fallback_reason="")
    assert 'id="fallback_reason-error"' in reasonless.text
    assert 'id="fallback-error"' not in reasonless.text
    done = await edit(bureau, path, "check", fallback=steps, fallback_reason="同行不足")
    assert done.url.path == path, done.text
    page = await submit(bureau, path)
    assert "Exceptions to approve" in page.text
    assert "To fields of the second level (under 10 → 72 candidates)" in page.text
    assert "To fields of the first level (72 → 72 candidates)" in page.text
    assert "同行不足" in page.text
    assert "Embedded software → Electronic information" in page.text
    own = await bureau.officer.get(path)
    assert "To fields of the second level" in own.text
    assert "candidates)" not in own.text
    refused = await press(
        bureau.approver, page, f"{path}/approve", reason="同意放宽", exceptions=steps[:1]
    )
    assert 'id="exceptions-error"' in refused.text
    done = await press(bureau.approver, refused, f"{path}/approve", exceptions=steps)
    assert "Its criteria are frozen" in done.text


async def test_a_direct_seat_is_asked_for_with_ground_reason_and_consent(bureau: Bureau) -> None:
    path = await bureau.new_request()
    added = await edit(bureau, path, "add-direct")
    assert "direct-0-person" in read_fields(added, "/edit")
    wrong = await edit(bureau, path, "check", **{**DIRECT, "direct_consent": ""})
    assert 'id="direct_consent-error"' in wrong.text
    assert read_fields(wrong, "/edit")["direct-0-person"] == ["测003"]
    done = await edit(bureau, path, "check", **DIRECT)
    assert done.url.path == path, done.text
    page = await submit(bureau, path)
    for told in ("测003 · 虚构单位003", "A very narrow field", "国内仅两人从事该方向", "测局长"):
        assert told in page.text
    assert "Directly selected: 测003 · 虚构单位003" in page.text
    frozen = await press(bureau.approver, page, f"{path}/approve", exceptions=["direct-1"])
    assert "Its criteria are frozen" in frozen.text


async def test_the_approver_learns_that_a_person_can_not_sit_and_the_officer_does_not(
    bureau: Bureau,
) -> None:
    path = await bureau.new_request()
    await edit(bureau, path, "check", **{**DIRECT, "direct-0-person": "测999"})
    page = await submit(bureau, path)
    assert "Direct seat 1 names nobody who can be a member" in page.text
    assert "A rule blocks this request" in page.text
    assert "names nobody" not in (await bureau.officer.get(path)).text


async def test_direct_seats_are_added_and_removed_without_a_script(bureau: Bureau) -> None:
    path = await bureau.new_request()
    await edit(bureau, path, "add-direct")
    two = await edit(bureau, path, "add-direct", **{"direct-0-person": "甲"})
    assert {"direct-0-person", "direct-1-person"} <= set(read_fields(two, "/edit"))
    one = await edit(bureau, path, "remove direct-1")
    assert read_fields(one, "/edit")["direct-0-person"] == ["甲"]
    assert "direct-1-person" not in read_fields(one, "/edit")


async def test_single_days_and_a_groups_cap_stand_on_the_page(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    assert read_fields(page, "/edit")["group_cap"] == ["1"]
    days = {"review_from": "2026-11-20", "review_to": "2026-11-27"}
    wrong = await edit(bureau, path, "check", review_days="2026-11-28", **days)
    assert 'id="review_days-error"' in wrong.text
    both = "2026-11-20, 2026-11-27"
    done = await edit(bureau, path, "check", review_days=both, group_cap="2", **days)
    assert done.url.path == path, done.text
    assert "Only on these days" in done.text
    assert "At most from one group of employers" in done.text


async def test_the_pages_speak_chinese_too(bureau: Bureau) -> None:
    path = await bureau.new_request()
    await edit(bureau, path, "save", **{**NARROW, **DIRECT})
    page = await bureau.officer.get(f"{path}/edit?lang=zh_Hans")
    for words in ("人数不足时逐级放宽", "直接选定的席位", "同一集团最多人数", "仅限下列日期"):
        assert words in page.text
