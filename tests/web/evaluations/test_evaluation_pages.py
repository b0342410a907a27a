"""Evaluations in the browser: the officer's sheet, a correction, a member's answer."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import NAME, Stage, account_of
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.draws.test_results import give_account
from tests.web.signing_in import PASSWORD

AFTER = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
SEATED = "SELECT expert_id FROM panel_seat ORDER BY position LIMIT 1"
HIDDEN = re.compile(r'name="(members-\d+-(?:member|marks-\d+-item))" value="([^"]+)"')
CORRECT = re.compile(r"/evaluations/[0-9a-f-]{36}/correct")
OWN = re.compile(r"/my/evaluations/[0-9a-f-]{36}")
ABOUT = re.compile(r'name="evaluation" value="([0-9a-f-]{36})"')


@pytest.fixture
async def member(stage: Stage, signed_in: SignedIn) -> Browser:
    """The first member's browser, on the day after the review."""
    await stage.draw()
    browser = await signed_in(Role.EXPERT)
    async with stage.services.database.transaction() as session:
        first = await session.scalar(text(SEATED))
    await give_account(stage, first, await account_of(stage.services, "expert-4@example.org"))
    stage.clock.moment = AFTER
    await stage.officer.sign_in("officer-1@example.org", PASSWORD)
    await browser.sign_in("expert-4@example.org", PASSWORD)
    return browser


def filled(page: str, points: str, *, only: str = "members-") -> dict[str, str]:
    """The sheet with the same points for every item of some members."""
    fields = dict(HIDDEN.findall(page))
    rows = [name.removesuffix("item") for name in fields if name.endswith("item")]
    return fields | {f"{row}points": points for row in rows if row.startswith(only)}


async def evaluate(officer: Browser, path: str) -> str:
    """Refused without a member, and below 3 points without a reason; then kept."""
    page = (await officer.get(path)).text
    assert "To be evaluated until" in page
    assert NAME.search(page)
    empty = await officer.send(path, filled(page, ""))
    assert (empty.status_code, "at least one member" in empty.text) == (422, True)
    low = await officer.send(path, filled(page, "2", only="members-0-"))
    assert (low.status_code, "has fewer than 3 points" in low.text) == (422, True)
    assert 'value="2" checked' in low.text
    far = filled(page, "5") | filled(page, "4", only="members-0-")
    asked = await officer.send(path, far)
    assert (asked.status_code, "far from the panel" in asked.text) == (422, True)
    assert "The evaluation is kept" in (await officer.send(path, far | {"asked": "yes"})).text
    return page


async def correct(officer: Browser, path: str, page: str) -> None:
    found = CORRECT.search((await officer.get(path)).text)
    assert found
    fields = {
        name.removeprefix("members-0-"): value
        for name, value in filled(page, "5", only="members-0-").items()
        if name.startswith("members-0-marks")
    }
    bare = await officer.send(found[0], fields)
    assert (bare.status_code, "Say why you correct" in bare.text) == (422, True)
    right = await officer.send(found[0], {**fields, "reason": "误填。"})
    assert "The correction is kept" in right.text


async def test_a_panel_is_evaluated_on_one_page_and_a_member_answers(
    stage: Stage, member: Browser
) -> None:
    path = f"/requests/{stage.request_id}/evaluation"
    page = await evaluate(stage.officer, path)
    await correct(stage.officer, path, page)
    own = OWN.search((await member.get("/my/evaluations")).text)
    assert own
    shown = (await member.get(own[0])).text
    assert "误填。" in shown
    assert "officer-1" not in shown
    about = ABOUT.findall(shown)[1]
    silent = await member.send(own[0], {"evaluation": about, "words": " "})
    assert (silent.status_code, "Write your answer" in silent.text) == (422, True)
    said = await member.send(own[0], {"evaluation": about, "words": "当日交通管制。"})
    assert "Your answer is kept" in said.text
    copied = await member.send("/my/record/copy", {"password": PASSWORD})
    (kept,) = copied.json()["evaluations"]
    assert [it["answer"] for it in kept["evaluations"]] == ["", "当日交通管制。"]
    assert "当日交通管制。" in (await stage.officer.get(path)).text


@pytest.mark.usefixtures("member")
async def test_what_was_typed_of_a_member_never_moves_to_another_one(stage: Stage) -> None:
    path = f"/requests/{stage.request_id}/evaluation"
    page = (await stage.officer.get(path)).text  # stays open while another window evaluates
    first, second = re.findall(r'-member" value="([^"]+)"', page)[:2]
    both = filled(page, "5") | filled(page, "2", only="members-0-")
    kept = await stage.officer.send(path, filled(page, "4", only="members-0-"))
    assert "The evaluation is kept" in kept.text
    for typed in (both, filled(page, "5")):
        again = await stage.officer.send(path, typed)
        told = "This member is evaluated already" in again.text
        assert (again.status_code, told) == (422, True)
        names = re.findall(r'-member" value="([^"]+)"', again.text)
        assert (names[0], first in names) == (second, False)
        head = again.text.partition('name="members-0-member"')[2]
        points = head.partition("members-1-")[0]
        assert 'value="5" checked' in points
        assert 'value="2" checked' not in points


async def test_pressure_is_reported_and_read_by_auditors_alone(
    stage: Stage, member: Browser
) -> None:
    own, path = f"/my/evaluations/{stage.request_id}", f"/requests/{stage.request_id}/evaluation"
    judged = {"material_in_time": "4", "time_enough": "2", "pressure": "yes"}
    unsaid = await member.send(own, judged, to=f"{own}/process")
    assert (unsaid.status_code, "Say what the pressure was" in unsaid.text) == (422, True)
    assert 'value="2" checked' in unsaid.text
    said = {**judged, "pressure_words": "有人打招呼。"}
    assert "is kept" in (await member.send(own, said, to=f"{own}/process")).text
    assert "有人打招呼" not in (await stage.officer.get(path)).text
    await stage.auditor.sign_in("auditor-2@example.org", PASSWORD)
    assert "有人打招呼" in (await stage.auditor.get("/audit/evaluations?lang=en")).text
    assert "有人打招呼" in (await stage.auditor.get(f"/audit/evaluations/{stage.request_id}")).text
    wrong = await stage.auditor.get("/audit/evaluations?since=never")
    assert wrong.status_code == 422
    assert (await stage.officer.get("/audit/evaluations")).status_code == 403
    heard = {"spoke": "project_leader", "received_on": "2026-11-25", "words": "评审程序规范。"}
    early = {**heard, "received_on": "2026-11-01"}
    assert (await stage.officer.send(path, early, to=f"{path}/views")).status_code == 422
    assert (await stage.officer.send(path, {}, to=f"{path}/views")).status_code == 422
    assert "评审程序规范" in (await stage.officer.send(path, heard, to=f"{path}/views")).text


@pytest.mark.usefixtures("member")
async def test_before_the_review_and_for_others_there_is_nothing_to_evaluate(
    stage: Stage, signed_in: SignedIn
) -> None:
    path = f"/requests/{stage.request_id}/evaluation"
    other = await signed_in(Role.OFFICER)
    assert (await other.get(path)).status_code == 404
    stranger = await signed_in(Role.EXPERT)
    assert (await stranger.get(f"/my/evaluations/{stage.request_id}")).status_code == 404
    stage.clock.moment = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert "are evaluated once" in (await stage.officer.get(path)).text
