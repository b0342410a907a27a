"""The ceremony as officer, auditor and approver walk it, and every wrong order."""

import json
import re

import pytest

from expert_pool.roles import Role
from selection.requests import Attribute
from tests.selection.requests.samples import condition, of_type
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import NAME, SECRETS, Stage, account_of, approve


async def test_two_commitments_and_two_reveals_show_the_panel_at_once(stage: Stage) -> None:
    first = await stage.commit("officer")
    assert "Your commitment is handed in." in first.text
    second = await stage.commit("auditor")
    assert "The commitment" in second.text
    stage.clock.advance(minutes=1)
    waiting = await stage.reveal("officer")
    assert "as soon as the other party reveals" in waiting.text
    result = await stage.reveal("auditor")
    assert result.status_code == 200
    assert "The panel, in the order of the draw" in result.text
    assert result.text.count('<span class="pseudonym">') == 5
    assert await stage.acts() == [
        *["draw.party_commit"] * 2,
        "draw.commit",
        *["draw.reveal"] * 2,
        "draw.result",
    ]


async def test_only_the_hash_reaches_the_service_before_the_time(stage: Stage) -> None:
    page = await stage.officer.get(stage.path)
    assert f"--request {stage.request_id} --role officer" in page.text
    assert 'name="secret"' not in page.text


async def test_the_committed_page_tells_chances_and_reconciles_with_the_pool(
    stage: Stage,
) -> None:
    page = await stage.commit_both()
    assert "Lowest chance" in page.text
    numbers = [int(it) for it in re.findall(r'<td class="number">\D*?(\d+)\D*?</td>', page.text)]
    pool, *gone, candidates = numbers[-3:]
    assert (pool, gone, candidates) == (41, [3], 38)
    assert "<svg" in page.text
    assert 'data-seconds="61"' in page.text
    assert '<meta http-equiv="refresh" content="61">' in page.text


async def test_nobody_reveals_before_the_committed_time(stage: Stage) -> None:
    await stage.commit_both()
    assert 'name="secret"' not in (await stage.officer.get(stage.path)).text
    token = {"secret": SECRETS["officer"].hex()}
    refused = await stage.officer.send("/account", token, to=f"{stage.path}/reveal")
    assert refused.status_code == 409
    assert "too early" in refused.text


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        ("00" * 16, "This is not the secret"),
        ("abc", "32 hexadecimal characters"),
        ("zz" * 16, "32 hexadecimal characters"),
        ("", "this is needed"),
    ],
)
async def test_a_wrong_secret_is_refused_beside_the_field_and_stays(
    stage: Stage, secret: str, sentence: str
) -> None:
    await stage.commit_both()
    stage.clock.advance(minutes=1)
    page = await stage.officer.send(stage.path, {"secret": secret}, to=f"{stage.path}/reveal")
    assert page.status_code == 422
    assert sentence in page.text
    assert 'id="secret-error"' in page.text
    assert f'value="{secret}"' in page.text


async def test_the_other_partys_secret_does_not_open_the_own_hash(stage: Stage) -> None:
    await stage.commit_both()
    stage.clock.advance(minutes=1)
    wrong = {"secret": SECRETS["auditor"].hex()}
    page = await stage.officer.send(stage.path, wrong, to=f"{stage.path}/reveal")
    assert page.status_code == 422


async def test_a_secret_may_be_typed_in_groups_and_capitals(stage: Stage) -> None:
    await stage.commit_both()
    stage.clock.advance(minutes=1)
    digits = SECRETS["officer"].hex().upper()
    typed = " ".join(digits[i : i + 4] for i in range(0, 32, 4))
    page = await stage.officer.send(stage.path, {"secret": typed}, to=f"{stage.path}/reveal")
    assert page.status_code == 200
    assert (await stage.acts()).count("draw.reveal") == 1


@pytest.mark.parametrize("commitment", ["", "abc", "g" * 64, "0" * 63, "0" * 66])
async def test_a_broken_hash_is_refused_beside_the_field(stage: Stage, commitment: str) -> None:
    fields = {"commitment": commitment}
    page = await stage.officer.send(stage.path, fields, to=f"{stage.path}/commit")
    assert page.status_code == 422
    assert 'id="commitment-error"' in page.text


async def test_a_second_hash_of_the_same_party_is_refused(stage: Stage) -> None:
    await stage.commit("officer")
    fields = {"commitment": stage.hash_of("officer")}
    again = await stage.officer.send("/account", fields, to=f"{stage.path}/commit")
    assert again.status_code == 409
    assert await stage.acts() == ["draw.party_commit"]


async def test_a_second_reveal_changes_nothing(stage: Stage) -> None:
    await stage.commit_both()
    stage.clock.advance(minutes=1)
    await stage.reveal("officer")
    fields = {"secret": SECRETS["officer"].hex()}
    again = await stage.officer.send("/account", fields, to=f"{stage.path}/reveal")
    assert again.status_code == 409
    assert (await stage.acts()).count("draw.reveal") == 1


async def test_a_second_auditor_watches_but_cannot_reveal(
    stage: Stage, signed_in: SignedIn
) -> None:
    await stage.commit_both()
    stage.clock.advance(minutes=1)
    other = await signed_in(Role.AUDITOR)
    assert 'name="secret"' not in (await other.get(stage.path)).text
    fields = {"secret": SECRETS["auditor"].hex()}
    refused = await other.send("/account", fields, to=f"{stage.path}/reveal")
    assert refused.status_code == 403
    assert "draw.reveal" not in await stage.acts()


async def test_another_officer_sees_nothing_and_can_do_nothing(
    stage: Stage, signed_in: SignedIn
) -> None:
    other = await signed_in(Role.OFFICER)
    assert (await other.get(stage.path)).status_code == 404
    assert (await other.get(f"{stage.path}/state")).status_code == 404
    fields = {"commitment": stage.hash_of("officer")}
    refused = await other.send("/account", fields, to=f"{stage.path}/commit")
    assert refused.status_code == 404
    assert await stage.acts() == []
    await stage.draw()
    for page in ("panel", "sheet.pdf"):
        assert (await other.get(f"{stage.path}/{page}")).status_code == 404


async def test_another_approver_sees_nothing(stage: Stage, signed_in: SignedIn) -> None:
    other = await signed_in(Role.APPROVER)
    assert (await other.get(stage.path)).status_code == 404


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.EXPERT, Role.USER_ADMIN])
async def test_no_other_role_reaches_the_ceremony(
    stage: Stage, signed_in: SignedIn, role: Role
) -> None:
    other = await signed_in(role)
    for page in ("", "/state", "/panel", "/sheet.pdf", "/excluded", "/receipt"):
        assert (await other.get(stage.path + page)).status_code == 403


async def test_the_approver_watches_without_a_form(stage: Stage) -> None:
    page = await stage.approver.get(stage.path)
    assert "You are watching" in page.text
    assert 'name="commitment"' not in page.text
    fields = {"commitment": stage.hash_of("officer")}
    refused = await stage.approver.send("/account", fields, to=f"{stage.path}/commit")
    assert refused.status_code == 403


async def test_the_waiting_page_can_ask_how_far_it_is(stage: Stage) -> None:
    async def state() -> object:
        return json.loads((await stage.officer.get(f"{stage.path}/state")).text)

    assert await state() == {"stage": "committing", "committed": 0, "revealed": 0}
    await stage.commit_both()
    assert await state() == {"stage": "countdown", "committed": 2, "revealed": 0}
    stage.clock.advance(minutes=1)
    await stage.reveal("officer")
    assert await state() == {"stage": "revealing", "committed": 2, "revealed": 1}
    await stage.reveal("auditor")
    assert await state() == {"stage": "drawn", "committed": 2, "revealed": 2}


async def test_an_impossible_request_is_explained_with_ways_out(stage: Stage) -> None:
    stage.request_id = await approve(
        stage.services,
        await account_of(stage.services, "officer-1@example.org"),
        await account_of(stage.services, "approver-3@example.org"),
        number="PR-2026-0002",
        seats=12,
        quotas=(of_type("financial", 10, 10), of_type("technical", 2, 2)),
    )
    page = await stage.commit_both()
    assert page.status_code == 200
    assert "The bottleneck" in page.text
    assert "Lower the minimum of the quota" in page.text
    assert "financial" not in page.text.split("<h2")[1]  # the quota's meaning, not its id
    assert not NAME.search(page.text)
    assert "only 8 candidates remain" in page.text
    officer = await stage.officer.get(stage.path)
    assert "back with the officer" in officer.text
    assert "under 10 candidates meet it" in officer.text
    assert "from 10 to as many as can be met now" in officer.text
    assert "No panel possible: back to the officer" in officer.text
    approver = await stage.approver.get(stage.path)
    assert f'href="/requests/{stage.request_id}"' in approver.text
    assert "Choose a proposal in the request" in officer.text


async def test_a_request_that_is_not_approved_has_no_ceremony(stage: Stage) -> None:
    unknown = stage.path.replace(str(stage.request_id), "00000000-0000-4000-8000-000000000000")
    assert (await stage.auditor.get(unknown)).status_code == 404


async def test_the_list_shows_officers_and_approvers_their_own_and_auditors_all(
    stage: Stage, signed_in: SignedIn
) -> None:
    for browser in (stage.officer, stage.auditor, stage.approver):
        assert "PR-2026-0001" in (await browser.get("/draws")).text
    for role in (Role.OFFICER, Role.APPROVER):
        other = await signed_in(role)
        assert "PR-2026-0001" not in (await other.get("/draws")).text
    assert "PR-2026-0001" not in (await stage.auditor.get("/draws?words=9999")).text


async def test_few_candidates_are_not_told_before_the_draw_but_to_the_auditor(
    stage: Stage,
) -> None:
    stage.request_id = await approve(
        stage.services,
        await account_of(stage.services, "officer-1@example.org"),
        await account_of(stage.services, "approver-3@example.org"),
        number="PR-2026-0003",
        conditions=(condition(Attribute.TYPE, "financial"),),
        quotas=(of_type("financial", 5, 5),),
    )
    await stage.commit_both()
    officer, auditor = await stage.officer.get(stage.path), await stage.auditor.get(stage.path)
    told = [page.text.split('id="funnel"')[1].split("</table>")[0] for page in (officer, auditor)]
    assert "<strong>under 10</strong>" in told[0]
    assert "not told" in told[0]
    assert "<strong>8</strong>" in told[1]
    assert "not told" not in told[1]
    few = "There are fewer than ten candidates."
    for page in (officer.text, (await stage.officer.get(f"{stage.path}/odds")).text):
        assert few in page
        assert "5/8" not in page
        assert "62.5" not in page
    assert few not in auditor.text
    assert "5/8" in auditor.text
    assert "5/8" in (await stage.auditor.get(f"{stage.path}/odds")).text
    commit_hash = re.findall(r"/receipts/([0-9a-f]{64})", officer.text)[0]
    published = (await stage.officer.get(f"/receipts/{commit_hash}")).text
    assert "<dt>Candidates</dt><dd>under 10</dd>" in published
    for browser, candidates, lowest in ((stage.officer, None, ""), (stage.auditor, 8, "5/8")):
        answer = (await browser.get(f"/api/v1/draws/{commit_hash}")).json()
        assert (answer["candidates"], answer["lowest_chance"]) == (candidates, lowest)
