"""Invitations in the browser: the arrangement, the mailed link, the own page, the live board."""

import pytest
from sqlalchemy import text

from expert_pool.messaging import load_told
from selection.storage.invitation_store import InvitationRecord, load_invitations
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import NAME, Stage
from tests.web.draws.test_own_seats import seated
from tests.web.signing_in import PASSWORD
from web.inviting import attend_invitations

MEETING = {
    "mode": "on_site",
    "place": "虚构大厦301室",
    "starts": "9:00",
    "contact": "科技处 0579-00000000",
}
PARTY = "虚构材料"
STEP_BACK = {"step": "step_back", "note": "", "ground": ""}


async def arrange(stage: Stage, **changes: str):
    page = f"{stage.path}/arrangement"
    return await stage.officer.send(page, MEETING | {"starts": "09:00"} | changes)


async def invitation(stage: Stage, position: int) -> InvitationRecord:
    """The newest invitation for a seat."""
    async with stage.services.database.read() as session:
        found = await load_invitations(session, stage.request_id)
    return [it for it in found if it.position == position][-1]


async def link_of(stage: Stage, position: int) -> str:
    wanted = await invitation(stage, position)
    async with stage.services.database.read() as session:
        told = await load_told(session, stage.services.cipher, stage.request_id)
    return next(it.message.path for it in told if it.record.about == wanted.id)


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """A drawn panel whose members are invited."""
    await stage.draw()
    await arrange(stage)
    return stage


async def test_the_officer_arranges_and_the_board_shows_seats_without_names(stage: Stage) -> None:
    await stage.draw()
    board = f"{stage.path}/invitations"
    assert "Nobody is invited before this is entered" in (await stage.officer.get(board)).text
    refused = await arrange(stage, starts="nine", place="")
    assert refused.status_code == 422
    assert 'href="#starts"' in refused.text
    assert MEETING["contact"] in refused.text
    refused = await arrange(stage, place=" ")
    assert "Say where the meeting is held." in refused.text
    assert "The arrangement is kept" in (await arrange(stage)).text
    for browser in (stage.officer, stage.approver, stage.auditor):
        page = (await browser.get(board)).text
        assert page.count("Invited, no answer yet") == 5
        assert not NAME.search(page)
    rows = (await stage.officer.get(f"{board}/seats")).text
    assert "0 of 5 seats accepted" in rows
    assert "<html" not in rows
    assert (await stage.auditor.get(f"{stage.path}/arrangement")).status_code == 403


async def test_two_presses_behind_the_mailed_link_accept_and_parties_come_in_between(
    asked: Stage, browser: Browser
) -> None:
    path = await link_of(asked, 1)
    page = await browser.get(path)
    assert MEETING["place"] in page.text
    assert "What is reviewed" not in page.text
    pledged = await browser.send(path, {"step": "pledge", "text_version": "2026.1"})
    assert "What is reviewed, and who has a stake in it" in pledged.text
    accepted = await browser.send(path, {"step": "accept"})
    assert "You have accepted" in accepted.text
    assert "What is reviewed" not in accepted.text
    again = await browser.get(path)
    assert "Sign in" in again.text
    token = {"csrf_token": pledged.text.partition('name="csrf_token" value="')[2][:64]}
    for act in ({"step": "recuse"}, STEP_BACK | {"reason": "time"}):
        once = await browser.client.post(path, data=act | token, follow_redirects=True)
        assert "You have accepted" in once.text
    board = (await asked.officer.get(f"{asked.path}/invitations")).text
    assert "1 of 5 seats accepted" in board
    assert (await asked.acts())[-3:] == ["invitation.pledge", "invitation.accept", "message.queue"]
    assert (await browser.get("/invitation/made-up")).status_code == 404


async def test_declining_needs_a_reason_and_the_next_reserve_is_on_the_board(
    asked: Stage, browser: Browser
) -> None:
    path, former = await link_of(asked, 2), await invitation(asked, 2)
    refused = await browser.send(path, STEP_BACK | {"reason": ""})
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    refused = await browser.send(path, STEP_BACK | {"reason": "other", "note": " "})
    assert 'href="#note"' in refused.text
    done = await browser.send(path, STEP_BACK | {"reason": "not_my_field"})
    assert "never counts against you" in done.text
    assert (await invitation(asked, 2)).expert_id != former.expert_id
    board = (await asked.officer.get(f"{asked.path}/invitations")).text
    assert "By the reserve order" in board
    assert "Not the own field" in board
    assert await link_of(asked, 2) != path


async def test_an_answer_after_the_term_is_told_plainly(asked: Stage, browser: Browser) -> None:
    path, former = await link_of(asked, 3), await invitation(asked, 3)
    form = {"step": "pledge", "text_version": "2026.1"}
    page = await browser.get(path)
    assert "Please answer by" in page.text
    token = {"csrf_token": page.text.partition('name="csrf_token" value="')[2][:64]}
    asked.clock.moment = former.answer_by
    asked.clock.advance(seconds=1)
    late = await browser.client.post(path, data=form | token, follow_redirects=True)
    assert "The term to answer ended at" in late.text
    assert await attend_invitations(asked.services) == 5
    assert await attend_invitations(asked.services) == 0
    assert "The term to answer ended at" in (await browser.get(path)).text
    assert (await invitation(asked, 3)).expert_id != former.expert_id


async def test_the_own_page_leads_to_what_waits_and_lets_a_member_withdraw(
    stage: Stage, signed_in: SignedIn
) -> None:
    expert = await seated(stage, stage.services, signed_in)
    assert "Nobody has invited you" in (await expert.get("/my/invitations")).text
    await arrange(stage)
    home = await expert.get("/application")
    assert "Waits for your answer" in home.text
    path = f"/my/invitations/{(await invitation(stage, 1)).id}"
    listed = (await expert.get("/my/invitations")).text
    assert "What I was told" in listed
    assert "Invitation to a review: please answer" in listed
    data = (await expert.send("/my/record/copy", {"password": PASSWORD})).json()
    assert [it["state"] for it in data["invitations"]] == ["sent"]
    assert [it["subject"][:10] for it in data["messages"]] == ["Invitation"]
    await expert.send(path, {"step": "pledge", "text_version": "2026.1"})
    accepted = await expert.send(path, {"step": "accept"})
    assert "What is reviewed" in accepted.text
    done = await expert.send(path, STEP_BACK | {"reason": "health"})
    assert "You have withdrawn" in done.text
    other = f"/my/invitations/{(await invitation(stage, 2)).id}"
    assert (await expert.get(other)).status_code == 404
    assert (await invitation(stage, 1)).state == "sent"


async def test_an_annulled_draw_calls_its_invitations_off(asked: Stage, browser: Browser) -> None:
    path = await link_of(asked, 1)
    async with asked.services.database.transaction() as session:
        await session.execute(text("UPDATE draw SET state = 'annulled'"))
    assert "The draw was annulled" in (await browser.get(path)).text
    assert await attend_invitations(asked.services) == 5
    async with asked.services.database.read() as session:
        kinds = [
            it.record.kind.value
            for it in await load_told(session, asked.services.cipher, asked.request_id)
        ]
    assert kinds.count("called_off") == 5
