"""Beacon and dice as officer, auditor and approver walk them, with a relay on this machine."""

from dataclasses import replace
from pathlib import Path

import pytest

from selection.drawing.sources import drawn_at, read_beacon
from selection.storage.draw_store import load_draw
from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.sourcing import CHAIN, policy_of
from tests.selection.sources.signing import TEST_CHAIN, sign_round
from tests.web.draws.conftest import Stage
from tests.web.relays import Relay, running_relay
from tests.web.signing_in import PASSWORD
from web.beacons import attend, fetch_signature
from web.settings import Settings

KIND = "drand-quicknet"
THROWS = "35142" * 10


@pytest.fixture
async def relay():
    async with running_relay() as running:
        yield running


@pytest.fixture
def kind() -> str:
    return KIND


@pytest.fixture
def fallback() -> str:
    return "dice"


@pytest.fixture
def settings(database_url: str, tmp_path: Path, relay: Relay, kind: str, fallback: str) -> Settings:
    chain = tmp_path / "chain.json"
    chain.write_text(f'{{"v":1,"type":"draw.trust","chains":[{CHAIN.model_dump_json()}]}}')
    policy_of(tmp_path, kind, fallback, wait=3)
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        demo=True,
        policy=str(tmp_path / f"{kind}.toml"),
        beacon_relays=f"http://127.0.0.1:9,{relay.address}",
        beacon_chain_file=chain,
    )


@pytest.fixture
async def approved(stage: Stage) -> Stage:
    """The request, approved under the rules in force."""
    async with stage.services.database.transaction() as session:
        request = await load_request(session, stage.request_id)
        assert request is not None
        digest = stage.services.policy.digest
        await save_request(session, replace(request, policy_digest=digest))
    return stage


async def begin(stage: Stage):
    return await stage.officer.send(stage.path, {}, to=f"{stage.path}/begin")


async def newest(stage: Stage):
    async with stage.services.database.read() as session:
        draw = await load_draw(session, stage.request_id)
    assert draw is not None
    return draw


async def test_the_service_fetches_the_round_and_draws_by_itself(approved: Stage, relay) -> None:
    assert "Have the draw committed" in (await approved.officer.get(approved.path)).text
    assert "Have the draw committed" not in (await approved.auditor.get(approved.path)).text
    waiting = await begin(approved)
    assert "of the public beacon" in waiting.text
    await attend(approved.services)
    assert relay.asked == []
    approved.clock.advance(minutes=5)
    await attend(approved.services)
    number = read_beacon(await newest(approved)).round
    assert relay.asked == [f"/{TEST_CHAIN.hash}/public/{number}"]
    shown = await approved.auditor.get(approved.path)
    assert "The panel, in the order of the draw" in shown.text
    assert f"round {number} of the public beacon" in shown.text
    assert await approved.acts() == ["draw.commit", "draw.beacon", "draw.result"]
    await attend(approved.services)
    assert len(relay.asked) == 1


async def test_without_the_internet_anybody_who_watches_brings_the_round(
    approved: Stage, relay
) -> None:
    await begin(approved)
    approved.clock.advance(minutes=5)
    number = read_beacon(await newest(approved)).round
    relay.lies[number] = 404
    await attend(approved.services)
    page = await approved.approver.get(approved.path)
    assert f"/public/{number}" in page.text
    to = f"{approved.path}/round"
    for wrong, said in (("12", "96 hexadecimal"), (sign_round(number + 1), "not the beacon")):
        refused = await approved.approver.send(approved.path, {"signature": wrong}, to=to)
        assert refused.status_code == 422
        assert said in refused.text
        assert wrong[:40] in refused.text
    digits = sign_round(number).upper()
    spaced = " ".join(digits[at : at + 8] for at in range(0, 96, 8))
    drawn = await approved.approver.send(approved.path, {"signature": spaced}, to=to)
    assert "The panel, in the order of the draw" in drawn.text


async def test_a_lying_relay_is_passed_over(relay) -> None:
    right = sign_round(7)
    lies: list[object] = [
        *(302, 500, b"", b"[]", b'{"signature":7}', b"[" * 9_000, b"x" * 20_000),
        f'{{"signature":"{sign_round(8)}"}}'.encode(),
    ]
    async with running_relay() as honest:
        for lie in lies:
            relay.lies[7] = lie
            assert await fetch_signature([relay.address], TEST_CHAIN, 7) == ""
            both = [relay.address, honest.address]
            assert await fetch_signature(both, TEST_CHAIN, 7) == right
    assert not any("elsewhere" in path for path in relay.asked)
    assert await fetch_signature([], TEST_CHAIN, 7) == ""


async def test_a_round_that_is_late_is_asked_for_once_a_minute(approved: Stage, relay) -> None:
    await begin(approved)
    relay.newest = 0
    approved.clock.advance(minutes=30)
    draw = await newest(approved)
    approved.clock.moment = draw.reveal_from.replace(microsecond=0)
    approved.clock.advance(minutes=10, seconds=30)
    await attend(approved.services)
    assert relay.asked == []
    approved.clock.advance(seconds=31)
    await attend(approved.services)
    assert len(relay.asked) == 1


async def test_a_round_that_stays_away_is_replaced_by_dice(approved: Stage, relay) -> None:
    await begin(approved)
    relay.newest = 0
    approved.clock.advance(days=1, minutes=20)
    await approved.officer.sign_in("officer-1@example.org", PASSWORD)
    await approved.auditor.sign_in("auditor-2@example.org", PASSWORD)
    page = await approved.auditor.get(approved.path)
    assert "Confirm that the round is missing" in page.text
    await approved.auditor.send(approved.path, {}, to=f"{approved.path}/pass-over")
    to = f"{approved.path}/throws"
    wrong = await approved.officer.send(approved.path, {"throws": "777"}, to=to)
    assert "exactly fifty throws" in wrong.text
    first = await approved.officer.send(approved.path, {"throws": THROWS}, to=to)
    assert "Your throws are kept" in first.text
    other = await approved.auditor.send(approved.path, {"throws": THROWS[::-1]}, to=to)
    assert "typed different throws" in other.text
    assert "typed different throws" in (await approved.officer.get(approved.path)).text
    last = await approved.auditor.send(approved.path, {"throws": THROWS}, to=to)
    assert "The panel, in the order of the draw" in last.text
    number = read_beacon(await newest(approved)).round
    late = await approved.auditor.send(
        approved.path, {"signature": sign_round(number)}, to=f"{approved.path}/round"
    )
    assert "has appeared after all" in late.text


@pytest.mark.parametrize("kind", ["drand+parties"])
async def test_secrets_that_are_not_there_in_time_void_the_draw(approved: Stage) -> None:
    await approved.commit_both()
    page = await approved.officer.get(approved.path)
    assert "a minute before the round" in page.text
    await approved.reveal("officer")
    approved.clock.advance(minutes=2, seconds=30)
    await attend(approved.services)
    assert (await newest(approved)).state == "void"
    told = await approved.officer.get(f"{approved.path}/state")
    assert told.json()["stage"] == "over"
    page = await approved.officer.get(approved.path)
    assert (page.url.path, "The draw is void" in page.text) == (
        f"/requests/{approved.request_id}",
        True,
    )


@pytest.mark.parametrize("kind", ["drand+parties"])
async def test_beacon_and_secrets_together_draw(approved: Stage) -> None:
    await approved.commit_both()
    await approved.reveal("officer")
    await approved.reveal("auditor")
    approved.clock.advance(minutes=5)
    await attend(approved.services)
    page = await approved.officer.get(approved.path)
    assert "The panel, in the order of the draw" in page.text


@pytest.mark.parametrize(("kind", "fallback"), [("drand+parties", "lottery")])
async def test_a_round_that_stays_away_is_replaced_by_the_lottery_in_reserve(
    approved: Stage, relay
) -> None:
    await approved.commit_both()
    await approved.reveal("officer")
    await approved.reveal("auditor")
    relay.newest = 0
    approved.clock.advance(days=1, minutes=20)
    await approved.officer.sign_in("officer-1@example.org", PASSWORD)
    await approved.auditor.sign_in("auditor-2@example.org", PASSWORD)
    page = await approved.auditor.get(approved.path)
    assert "takes its place" in page.text
    assert "dice take its place" not in page.text
    passed = await approved.auditor.send(approved.path, {}, to=f"{approved.path}/pass-over")
    assert "This lottery takes its place" in passed.text
    assert "Hand in the numbers" not in passed.text
    assert "Throw one die" not in passed.text
    lottery = read_beacon(await newest(approved)).lottery
    assert lottery is not None
    approved.clock.moment = drawn_at(lottery)
    approved.clock.advance(minutes=30)
    await approved.officer.sign_in("officer-1@example.org", PASSWORD)
    await approved.auditor.sign_in("auditor-2@example.org", PASSWORD)
    to, numbers = f"{approved.path}/numbers", {"numbers": "3 8 14 22 27 33 + 16"}
    first = await approved.officer.send(approved.path, numbers, to=to)
    assert "Your numbers are kept" in first.text
    last = await approved.auditor.send(approved.path, numbers, to=to)
    assert "The panel, in the order of the draw" in last.text
    assert "the two revealed secrets, and the numbers of" in last.text


@pytest.mark.parametrize("kind", ["dice"])
async def test_dice_alone_need_no_internet(approved: Stage, relay) -> None:
    shown = await begin(approved)
    assert "Throw one die fifty times" in shown.text
    approved.clock.advance(minutes=2)
    to = f"{approved.path}/throws"
    await approved.officer.send(approved.path, {"throws": THROWS}, to=to)
    last = await approved.auditor.send(approved.path, {"throws": THROWS}, to=to)
    assert "and the throws of the dice" in last.text
    await attend(approved.services)
    assert relay.asked == []
