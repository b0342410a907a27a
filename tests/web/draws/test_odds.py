"""The page of the odds: who may see it, when, and that it never tells who is who."""

import re
from dataclasses import replace

import pytest

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.storage.request_store import load_request, save_request
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import NAME, Stage, account_of, approve
from web import odds_jobs
from web.odds_jobs import settle
from web.services import Services

REFRESH = '<meta http-equiv="refresh"'
PSEUDONYM = re.compile(r"[0-9a-f]{16,}")
SVG = re.compile(r"<svg class=\"odds-plot\".*?</svg>", re.DOTALL)


def path_of(stage: Stage) -> str:
    return f"{stage.path}/odds"


async def look(stage: Stage, browser: Browser) -> str:
    """Ask for the page, wait for what it began, and look again."""
    await browser.get(path_of(stage))
    await settle()
    return (await browser.get(path_of(stage))).text


async def test_before_the_commitment_the_first_look_begins_the_work(stage: Stage) -> None:
    first = await stage.officer.get(path_of(stage))
    assert first.status_code == 200
    assert "The chances are being worked out." in first.text
    assert REFRESH in first.text
    await settle()
    then = (await stage.officer.get(path_of(stage))).text
    assert REFRESH not in then
    assert "Expected chances, worked out on" in then
    for words in ("What each rule costs in fairness", "All quotas together", "38"):
        assert words in then


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
async def test_requester_approver_and_auditor_see_it_at_every_time(stage: Stage, role: str) -> None:
    browser: Browser = getattr(stage, role)
    assert "Everybody's chance" in await look(stage, browser)
    await stage.commit_both()
    assert "These chances are part of the commitment" in await look(stage, browser)


async def test_for_another_officer_and_approver_there_is_no_such_page(
    stage: Stage, signed_in: SignedIn
) -> None:
    for role in (Role.OFFICER, Role.APPROVER):
        other = await signed_in(role)
        answer = await other.get(path_of(stage))
        assert answer.status_code == 404
        assert "candidates" not in answer.text
    assert not odds_jobs._running


@pytest.mark.parametrize("role", [Role.EXPERT, Role.REGISTRAR, Role.USER_ADMIN])
async def test_everybody_else_is_turned_away(stage: Stage, signed_in: SignedIn, role: Role) -> None:
    other = await signed_in(role)
    assert (await other.get(path_of(stage))).status_code == 403


async def test_no_name_and_no_pseudonym_is_on_the_page(stage: Stage) -> None:
    await stage.draw()
    for browser in (stage.officer, stage.approver, stage.auditor):
        main = (await look(stage, browser)).partition("<main")[2].partition("</main>")[0]
        assert not NAME.search(main)
        assert not PSEUDONYM.search(main.replace("-", "").replace(stage.request_id.hex, ""))


async def test_small_groups_are_folded_for_the_officer_until_the_draw_is_over(stage: Stage) -> None:
    folded = "groups of fewer than ten candidates"
    await stage.commit_both()
    officer = await look(stage, stage.officer)
    assert folded in officer
    assert rows_of(officer) == [38]
    assert folded not in await look(stage, stage.auditor)
    assert rows_of(await look(stage, stage.auditor)) == [8, 30]


async def test_after_the_draw_the_receipt_tells_the_groups_anyway(stage: Stage) -> None:
    await stage.draw()
    assert rows_of(await look(stage, stage.officer)) == [8, 30]


def rows_of(page: str) -> list[int]:
    table = page.partition("Chances and how many candidates have them")[2].partition("</table>")[0]
    return [int(found) for found in re.findall(r'<td class="number"[^>]*>(\d+)</td>', table)]


async def test_the_plot_is_described_and_has_neither_style_nor_script(stage: Stage) -> None:
    (svg,) = SVG.findall(await look(stage, stage.auditor))
    named = re.search(r'role="img" aria-labelledby="([^"]+)"', svg)
    assert named
    described = dict(re.findall(r'<(?:title|desc) id="([^"]+)">([^<]{20,})<', svg))
    assert described.keys() == set(named[1].split())
    assert "style=" not in svg
    assert "script" not in svg


async def test_the_odds_are_worked_out_once_and_logged_once(stage: Stage) -> None:
    await look(stage, stage.officer)
    await look(stage, stage.auditor)
    await look(stage, stage.approver)
    assert (await stage.acts()).count("draw.foresee") == 1


async def test_after_a_failure_the_page_says_so_and_stops_reloading(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(odds_jobs, "work_out_odds", _fail)
    page = await look(stage, stage.officer)
    assert "The chances could not be worked out." in page
    assert REFRESH not in page
    await stage.commit_both()
    page = await look(stage, stage.officer)
    assert "What the rules cost could not be worked out." in page
    assert "Lowest chance" in page


async def _fail(*_: object) -> None:
    raise SelectionError("solver.undecided")


async def test_a_request_that_no_panel_can_meet_has_no_chances(
    stage: Stage, services: Services
) -> None:
    officer = await account_of(services, "officer-1@example.org")
    approver = await account_of(services, "approver-3@example.org")
    stage.request_id = await approve(services, officer, approver, "PR-2026-0002", seats=60)
    page = await look(stage, stage.officer)
    assert "With the pool as it is today no panel keeps all rules" in page
    await stage.commit_both()
    page = await look(stage, stage.officer)
    assert "no panel keeps all rules" in page


async def test_there_is_no_page_before_the_approval(stage: Stage, services: Services) -> None:
    async with services.database.transaction() as session:
        record = await load_request(session, stage.request_id)
        assert record
        await save_request(session, replace(record, state=RequestState.SUBMITTED))
    assert (await stage.officer.get(path_of(stage))).status_code == 409


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_draw_leads_to_its_odds(stage: Stage, language: str) -> None:
    link = f'href="{path_of(stage)}"'
    assert link in (await stage.officer.get(f"{stage.path}?lang={language}")).text
    await stage.commit_both()
    assert link in (await stage.officer.get(stage.path)).text
