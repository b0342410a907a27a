"""A choice among candidates in the browser: marked, checked, proposed, decided by another."""

import re

import pypdfium2
import pytest
from httpx import Response

from selection.states.invitations import InvitationState
from selection.storage.invitation_store import load_invitations
from tests.selection.requests.samples import of_type
from tests.web.draws.conftest import NAME, Stage, account_of, approve
from tests.web.draws.test_invitations import arrange
from web.inviting import attend_invitations

ROW = re.compile(r'name="(passes-\d+)-pseudonym" value="([^"]+)"')
NOT_FINAL = "The panel is not final"
REASON = "该候选专家与另一成员研究同一课题"


@pytest.fixture
async def offered(stage: Stage) -> Stage:
    """A drawn panel of an activity for which candidates are offered."""
    services = stage.services
    officer = await account_of(services, "officer-1@example.org")
    approver = await account_of(services, "approver-3@example.org")
    # All of one type: whoever is passed over, somebody offered can follow.
    quotas = (of_type("technical", 5, 5),)
    changes = {"activity": "A08", "quotas": quotas}
    stage.request_id = await approve(services, officer, approver, "PR-2026-0002", **changes)
    await stage.draw()
    await arrange(stage)
    return stage


def choice_of(stage: Stage) -> str:
    return f"{stage.path}/choice"


async def rows_of(stage: Stage) -> dict[str, str]:
    """By field, whom each row is about, in their order."""
    return dict(ROW.findall((await stage.officer.get(choice_of(stage))).text))


async def mark(stage: Stage, place: int, **changes: str) -> dict[str, str]:
    rows = await rows_of(stage)
    fields = {f"{name}-pseudonym": pseudonym for name, pseudonym in rows.items()}
    told = {"ground": "same_speciality", "note": REASON} | changes
    return fields | {f"passes-{place}-{name}": value for name, value in told.items()}


async def decide(stage: Stage, decision: str, note: str = "", version: str = "1") -> Response:
    fields = {"decision": decision, "note": note, "version": version}
    return await stage.approver.send(choice_of(stage), fields, to=f"{choice_of(stage)}/decide")


async def invited(stage: Stage) -> list[str]:
    async with stage.services.database.read() as session:
        found = await load_invitations(session, stage.request_id)
    assert {it.state for it in found} <= {InvitationState.SENT, InvitationState.WAITING}
    return [it.pseudonym for it in found]


async def sheet_of(stage: Stage) -> str:
    answer = await stage.officer.get(f"{stage.path}/sheet.pdf")
    pages = list(pypdfium2.PdfDocument(answer.content))
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


async def public_pages(stage: Stage) -> tuple[str, str]:
    """What everybody reads of the draw: its row in the list, and its own page."""
    listed = (await stage.approver.get("/receipts")).text
    found = re.search(r'href="(/receipts/[0-9a-f]{64})">PR-2026-0002', listed)
    assert found
    return listed, (await stage.approver.get(found[1])).text


async def test_until_the_choice_is_over_the_panel_is_not_final_and_then_the_seats_are_told(
    offered,
) -> None:
    panel = f"{offered.path}/panel"
    for path in (offered.path, panel, f"{offered.path}/seats"):
        assert NOT_FINAL in (await offered.officer.get(path)).text
    listed, public = await public_pages(offered)
    assert "Panel not final" in listed
    assert NOT_FINAL in public
    assert NOT_FINAL in " ".join((await sheet_of(offered)).split())
    fields = await mark(offered, 1)
    await offered.officer.send(choice_of(offered), fields | {"confirmed": "yes"})
    assert NOT_FINAL in (await public_pages(offered))[1]
    assert "The choice is confirmed." in (await decide(offered, "confirm")).text
    told = "Passed over in the choice among the candidates, at seats: 2"
    for path in (offered.path, panel):
        shown = (await offered.officer.get(path)).text
        assert told in shown
        assert NOT_FINAL not in shown
        assert ("Seat 2: Has the same speciality" in shown) is (path == offered.path)
    listed, public = await public_pages(offered)
    assert told in public
    assert told in " ".join((await sheet_of(offered)).split())
    for nothing in (NOT_FINAL, "Panel not final", "Has the same speciality", REASON):
        assert nothing not in listed + public


async def test_trials_are_counted_and_told_in_the_timeline(offered) -> None:
    page, timeline = choice_of(offered), f"/audit/timeline/request/{offered.request_id}"
    await offered.officer.send(page, await mark(offered, 1))
    await offered.officer.send(page, await mark(offered, 1, note="说法不同，试算相同"))
    await offered.officer.send(page, await mark(offered, 14, ground="other"))
    assert "Trials: 2. Proposals: 0 of at most 3." in (await offered.auditor.get(page)).text
    both = await mark(offered, 1) | await mark(offered, 14) | {"confirmed": "yes"}
    assert "Candidate 15 would not come to a seat" in (await offered.officer.send(page, both)).text
    await offered.officer.send(page, await mark(offered, 1) | {"confirmed": "yes"})
    for browser, path in (
        (offered.approver, page),
        (offered.approver, offered.path),
        (offered.auditor, offered.path),
    ):
        assert "Trials: 3. Proposals: 1 of at most 3." in (await browser.get(path)).text
    told = (await offered.auditor.get(timeline)).text
    assert told.count("Tried who would follow if candidates are passed over</a>") == 3
    assert told.count("Candidate 2 (seat 2): Has the same speciality as another member") == 2
    assert "Candidate 15: Another reason" in told
    assert "What it showed: each of these seats goes on to the next." in told
    assert told.count("What it showed: candidate 15 would not come to a seat.") == 2
    chinese = (await offered.auditor.get(f"{timeline}?lang=zh_Hans")).text
    assert "第 2 位候选专家（第 2 席）：与其他成员专业方向重复" in chinese
    assert not NAME.search(told + chinese)


async def test_the_last_proposal_says_so_and_what_follows_when_it_is_sent_back(offered) -> None:
    page, fields = choice_of(offered), await mark(offered, 1) | {"confirmed": "yes"}
    rows = list((await rows_of(offered)).values())
    for version in ("1", "2"):
        await offered.officer.send(page, fields)
        assert "This is the last proposal" not in (await offered.approver.get(page)).text
        await decide(offered, "send_back", "say more", version=version)
    assert "This is the last proposal" in (await offered.officer.get(page)).text
    await offered.officer.send(page, fields)
    assert "Send it back for good" in (await offered.approver.get(page)).text
    ended = await decide(offered, "send_back", "no", version="3")
    assert "The drawn order is kept." in ended.text
    assert "Last proposal sent back: the drawn order holds" in ended.text
    assert "Proposed, but not passed over" in ended.text
    board = (await offered.officer.get(f"{offered.path}/invitations")).text
    assert "Last proposal sent back: the drawn order holds" in board
    assert await invited(offered) == rows[:5]


async def test_candidates_are_shown_in_order_and_named_to_few(offered) -> None:
    page = choice_of(offered)
    assert len(await rows_of(offered)) == 15
    for browser in (offered.officer, offered.auditor, offered.approver):
        shown = await browser.get(page)
        assert shown.status_code == 200
        assert not NAME.search(shown.text)
    named = await offered.officer.get(f"{page}/names")
    assert len(set(NAME.findall(named.text))) == 15
    assert (await offered.approver.get(f"{page}/names")).status_code == 403
    for path in (f"{offered.path}/invitations", offered.path, "/draws"):
        assert f'href="{page}"' in (await offered.officer.get(path)).text
    assert (await offered.acts()).count("choice.read") == 1


async def test_a_choice_goes_from_the_officer_to_the_approver_to_the_invitations(offered) -> None:
    page, rows = choice_of(offered), list((await rows_of(offered)).values())
    fields = await mark(offered, 1)
    checked = await offered.officer.send(page, fields)
    assert REASON in checked.text
    assert "Who would follow" in checked.text
    assert await invited(offered) == []
    proposed = await offered.officer.send(page, fields | {"confirmed": "yes"})
    assert "The approver of the request decides on it." in proposed.text
    refused = await decide(offered, "send_back")
    assert refused.status_code == 422
    assert "Say why the choice goes back." in refused.text
    assert "with a further term" in (await decide(offered, "send_back", "say more")).text
    again = (await offered.officer.get(page)).text
    assert "say more" in again
    assert REASON in again
    await offered.officer.send(page, fields | {"confirmed": "yes"})
    assert "The choice is confirmed." in (await decide(offered, "confirm", version="2")).text
    assert rows[1] not in await invited(offered)
    assert len(await invited(offered)) == 5
    over = (await offered.auditor.get(page)).text
    assert REASON in over
    assert "in the drawn order</h2>" not in over
    seats = (await offered.officer.get(f"{offered.path}/seats")).text
    assert "Passed over in the choice among the candidates" in seats
    assert f'href="{page}"' in seats
    acts = [it for it in await offered.acts() if it.startswith("choice.")]
    assert acts == [
        *["choice.open", "choice.try", "choice.propose", "choice.send_back"],
        *["choice.propose", "choice.confirm"],
    ]


async def test_what_is_missing_is_said_beside_the_candidate_and_what_was_typed_stays(
    offered,
) -> None:
    page = choice_of(offered)
    for place, changes, field, sentence in (
        (2, {"note": ""}, "note", "Say why candidate 3 is passed over."),
        (2, {"ground": ""}, "ground", "Choose the ground on which candidate 3 is passed over."),
        (14, {}, "ground", "Candidate 15 would not come to a seat"),
    ):
        refused = await offered.officer.send(page, await mark(offered, place, **changes))
        assert refused.status_code == 422
        assert sentence in refused.text
        assert f'href="#passes-{place}-{field}"' in refused.text
        assert (REASON in refused.text) is ("note" not in changes)
    long = await offered.officer.send(page, await mark(offered, 2, note="太" * 1001))
    assert long.status_code == 422
    assert "太" * 1001 in long.text
    gone = await mark(offered, 2) | {"passes-2-pseudonym": "somebody else"}
    assert "is not among the candidates" in (await offered.officer.send(page, gone)).text
    missing = await offered.approver.send(page, {"version": "0"}, to=f"{page}/decide")
    assert missing.status_code == 422


@pytest.mark.parametrize("ground", ["doubt", "no_ground"])
async def test_who_is_not_offered_any_more_is_told_on_the_page_and_the_rest_stays(
    offered, ground
) -> None:
    page = choice_of(offered)
    gone = {"passes-0-pseudonym": "gone", "passes-0-ground": ground, "passes-0-note": REASON}
    answer = await offered.officer.send(page, await mark(offered, 1) | gone)
    assert answer.status_code == 422
    assert "is not among the candidates any more" in answer.text
    assert answer.text.count(REASON) == 1


async def test_without_a_word_in_time_the_drawn_order_holds(offered) -> None:
    rows = list((await rows_of(offered)).values())
    offered.clock.advance(hours=30)
    assert await attend_invitations(offered.services) >= 1
    assert await invited(offered) == rows[:5]
    assert (await offered.acts()).count("choice.lapse") == 1


async def test_the_officer_keeps_the_drawn_order_and_people_are_invited_at_once(offered) -> None:
    page, rows = choice_of(offered), await rows_of(offered)
    fields = {f"{name}-pseudonym": pseudonym for name, pseudonym in rows.items()}
    assert "Keep the drawn order" in (await offered.officer.send(page, fields)).text
    kept = await offered.officer.send(page, fields | {"confirmed": "yes"})
    assert "The drawn order is kept." in kept.text
    assert await invited(offered) == list(rows.values())[:5]
