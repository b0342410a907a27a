"""An annulment in the browser: asked, agreed, done; the draw stays on record for everybody."""

import pytest
from httpx import Response

from expert_pool.roles import Role
from tests.web.conftest import TOKEN, Browser, SignedIn
from tests.web.draws.conftest import Stage
from tests.web.signing_in import PASSWORD

PLEA = {"ground": "leak", "note": "the list was seen outside"}


@pytest.fixture
async def drawn(stage: Stage) -> Stage:
    await stage.draw()
    return stage


async def ask(stage: Stage, fields: dict[str, str] = PLEA) -> Response:
    return await stage.officer.send(f"{stage.path}/annul", fields)


async def say(stage: Stage, browser: Browser, act: str = "agree") -> Response:
    path = f"{stage.path}/annul"
    return await browser.send(path, {"act": act}, to=f"{path}/decide")


async def test_three_persons_annul_a_draw_that_stays_on_record(drawn: Stage) -> None:
    page = await ask(drawn)
    assert "The annulment is asked for" in page.text
    assert "Waiting for the approver" in page.text
    assert "Annulment asked for" in (await drawn.approver.get("/draws")).text
    assert "Now an auditor decides" in (await say(drawn, drawn.approver)).text
    page = await say(drawn, drawn.auditor)
    assert "The draw is annulled" in page.text
    assert "Draws that belong together" in page.text
    assert (await drawn.acts())[-3:] == ["draw.ask_annul", "draw.agree_annul", "draw.annul"]
    assert "Annulled" in (await drawn.auditor.get("/receipts")).text
    page = await drawn.officer.get(f"/requests/{drawn.request_id}")
    assert "A further draw needs a new approval" in page.text


async def test_asking_twice_is_one_annulment(drawn: Stage) -> None:
    await ask(drawn)
    again = await drawn.officer.send(drawn.path, PLEA, to=f"{drawn.path}/annul")
    assert "Waiting for the approver" in again.text
    assert (await drawn.acts()).count("draw.ask_annul") == 1


async def test_either_of_the_others_refuses_and_the_draw_counts(drawn: Stage) -> None:
    await ask(drawn)
    assert "The draw counts" in (await say(drawn, drawn.approver, "refuse")).text
    assert "Refused" in (await drawn.officer.get(f"{drawn.path}/annul")).text
    assert (await drawn.officer.get(f"{drawn.path}/seats")).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"ground": "boredom", "note": "n"}, "ground"), ({"ground": "leak", "note": ""}, "note")],
    ids=str,
)
async def test_a_broken_plea_is_told_beside_the_field(
    drawn: Stage, fields: dict[str, str], field: str
) -> None:
    page = await ask(drawn, fields)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert "draw.ask_annul" not in await drawn.acts()


async def test_out_of_turn_or_in_another_role_nobody_decides(
    drawn: Stage, signed_in: SignedIn
) -> None:
    await ask(drawn)
    path = f"{drawn.path}/annul"
    assert (await say(drawn, drawn.auditor)).status_code == 409
    refused = await drawn.officer.send(path, {"act": "agree"}, to=f"{path}/decide")
    assert refused.status_code == 403
    for browser in (drawn.approver, drawn.auditor):
        assert (await browser.send(path, PLEA, to=path)).status_code == 403
    stranger = await signed_in(Role.OFFICER)
    assert (await stranger.get(path)).status_code == 404
    assert "draw.agree_annul" not in await drawn.acts()


async def test_a_lost_secret_ends_a_committed_draw_after_a_day(stage: Stage) -> None:
    await stage.commit_both()
    assert f"{stage.path}/annul" in (await stage.officer.get(stage.path)).text
    lost = {"ground": "secret_lost", "note": "the browser was reset"}
    page = await ask(stage, lost)
    assert page.status_code == 422
    assert "24" in page.text
    stage.clock.advance(hours=25)
    await stage.officer.sign_in("officer-1@example.org", PASSWORD)
    assert "The annulment is asked for" in (await ask(stage, lost)).text


@pytest.mark.parametrize("act", ["agree", "refuse"])
async def test_a_decision_said_twice_is_said_once(drawn: Stage, act: str) -> None:
    await ask(drawn)
    first = await say(drawn, drawn.approver, act)
    again = await say(drawn, drawn.approver, act)
    assert (again.status_code, again.url) == (first.status_code, first.url)
    done = {"agree": "draw.agree_annul", "refuse": "draw.refuse_annul"}[act]
    assert (await drawn.acts()).count(done) == 1


async def test_a_double_click_on_the_last_word_is_no_error(drawn: Stage) -> None:
    await ask(drawn)
    await say(drawn, drawn.approver)
    page = await drawn.auditor.get(f"{drawn.path}/annul")
    found = TOKEN.search(page.text)
    assert found
    form = {"csrf_token": found[1], "act": "agree"}
    to = f"{drawn.path}/annul/decide"
    answers = [await drawn.auditor.client.post(to, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert (await drawn.acts()).count("draw.annul") == 1
