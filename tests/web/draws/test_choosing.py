"""A choice among candidates in the browser: marked, checked, proposed, decided by another."""

import re

import pytest
from httpx import Response

from selection.states.invitations import InvitationState
from selection.storage.invitation_store import load_invitations
from tests.web.draws.conftest import NAME, Stage, account_of, approve
from tests.web.draws.test_invitations import arrange
from web.inviting import attend_invitations

ROW = re.compile(r'name="(passes-\d+)-pseudonym" value="([^"]+)"')
REASON = "该候选专家与另一成员研究同一课题"


@pytest.fixture
async def offered(stage: Stage) -> Stage:
    """A drawn panel of an activity for which candidates are offered."""
    services = stage.services
    officer = await account_of(services, "officer-1@example.org")
    approver = await account_of(services, "approver-3@example.org")
    stage.request_id = await approve(services, officer, approver, "PR-2026-0002", activity="A08")
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
        *["choice.open", "choice.propose", "choice.send_back"],
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
