"""Draws from a beacon and from dice: every way that a ceremony can end is written here."""

from dataclasses import replace

import pytest

from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.documents.receipts import parse_receipt
from selection.drawing import (
    check_begin,
    commit_secret,
    hand_in_secret,
    load_ceremony,
    open_receipt,
    reveal_secret,
)
from selection.drawing.apart import Typed
from selection.drawing.beacon import abandon_overdue, bring_round, pass_over
from selection.drawing.desk import SERVICE
from selection.drawing.dicing import type_throws
from selection.drawing.sources import read_beacon
from selection.errors import SelectionError
from selection.states.draws import DrawState
from selection.states.requests import RequestState
from selection.storage.request_store import load_request
from selection.storage.source_store import list_waiting
from selection.verify import Verdict, verify_receipt
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    OFFICER_SECRET,
    with_other_account,
)
from tests.selection.drawing.sourcing import (
    begin,
    newest,
    policy_of,
    prepare_sourced,
    trust_with_chain,
)
from tests.selection.sources.signing import sign_round

SECRETS = {"officer": OFFICER_SECRET, "auditor": AUDITOR_SECRET}
THROWS = "35142" * 10


@pytest.fixture
async def waiting(database, tmp_path):
    """A draw that waits for its round, with dice as the fallback."""
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "drand-quicknet"))
    await begin(database, ceremony)
    return ceremony


@pytest.fixture
async def with_parties(database, tmp_path):
    """A draw that waits for both secrets, and then for its round."""
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "drand+parties"))
    for actor in (ceremony.officer, ceremony.auditor):
        async with database.transaction() as session:
            given = ceremony.hash_of(actor.role, SECRETS[actor.role])
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, given)
    return ceremony


async def bring(database, ceremony, signature, actor=SERVICE):
    async with database.transaction() as session:
        return await bring_round(session, ceremony.desk, ceremony.request_id, actor, signature)


async def bring_own(database, ceremony, actor=SERVICE):
    source = read_beacon(await newest(database, ceremony))
    return await bring(database, ceremony, sign_round(source.round), actor)


async def reveal(database, ceremony, actor):
    async with database.transaction() as session:
        await reveal_secret(session, ceremony.desk, ceremony.request_id, actor, SECRETS[actor.role])


async def type_in(database, ceremony, actor, text=THROWS):
    async with database.transaction() as session:
        return await type_throws(session, ceremony.desk, ceremony.request_id, actor, text)


async def confirm_missing(database, ceremony, actor=None):
    async with database.transaction() as session:
        await pass_over(session, ceremony.desk, ceremony.request_id, actor or ceremony.auditor)


async def abandon(database, ceremony):
    async with database.transaction() as session:
        return await abandon_overdue(session, ceremony.desk, ceremony.request_id)


async def acts_of(database, ceremony):
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(ceremony.request_id)))
    return [logged.entry.act for logged in page.entries][::-1]


async def state_of(database, ceremony):
    async with database.read() as session:
        request = await load_request(session, ceremony.request_id)
    assert request
    return request.state


def is_valid(ceremony, draw):
    trust = trust_with_chain(ceremony)
    files = (open_receipt(ceremony.desk, draw), draw.public_receipt)
    return {verify_receipt(data, trust).verdict for data in files} == {Verdict.VALID}


async def test_the_round_follows_from_the_commitment_and_deals_the_panel(database, waiting):
    draw = await newest(database, waiting)
    assert (draw.reveal_from - draw.committed_at).total_seconds() in {900, 901, 902}
    waiting.clock.wait(minutes=16)
    drawn = await bring_own(database, waiting)
    assert drawn.state is DrawState.DRAWN
    assert is_valid(waiting, drawn)
    assert await acts_of(database, waiting) == ["draw.commit", "draw.beacon", "draw.result"]
    assert await state_of(database, waiting) is RequestState.DRAWN


async def test_the_same_round_brought_twice_draws_once(database, waiting):
    waiting.clock.wait(minutes=16)
    drawn = await bring_own(database, waiting)
    with pytest.raises(SelectionError, match=r"draw\.drawn_already"):
        await bring_own(database, waiting)
    assert (await newest(database, waiting)).receipt_digest == drawn.receipt_digest


async def test_a_clock_that_is_behind_does_not_date_the_round_before_its_time(database, waiting):
    drawn = await bring_own(database, waiting)
    assert is_valid(waiting, drawn)


async def test_a_wrong_round_and_a_wrong_key_deal_nothing(database, waiting):
    waiting.clock.wait(minutes=16)
    number = read_beacon(await newest(database, waiting)).round
    for signature in (sign_round(number + 1), sign_round(number, 7), "00" * 48):
        with pytest.raises(SelectionError, match=r"draw\.wrong_signature"):
            await bring(database, waiting, signature)
    assert (await newest(database, waiting)).state is DrawState.COMMITTED
    assert await acts_of(database, waiting) == ["draw.commit"]


async def test_a_draw_of_another_chain_is_not_dealt_from_this_one(database, waiting):
    waiting.desk = replace(waiting.desk, chain=replace(waiting.desk.chain, hash="0" * 64))
    with pytest.raises(SelectionError, match=r"draw\.other_chain"):
        await bring_own(database, waiting)


async def test_a_request_has_one_live_commitment(database, waiting):
    first = await newest(database, waiting)
    assert (await begin(database, waiting)).id == first.id


async def test_a_worker_killed_before_its_commit_leaves_nothing_and_repeats_the_same(
    database, waiting
):
    waiting.clock.wait(minutes=16)
    number = read_beacon(await newest(database, waiting)).round
    dealt = []

    async def die_before_the_commit():
        async with database.transaction() as session:
            given = (session, waiting.desk, waiting.request_id, SERVICE, sign_round(number))
            dealt.append((await bring_round(*given)).receipt_digest)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await die_before_the_commit()
    assert (await newest(database, waiting)).state is DrawState.COMMITTED
    assert (await bring_own(database, waiting)).receipt_digest == dealt[0]
    assert (await acts_of(database, waiting)).count("draw.result") == 1


async def test_only_draws_that_wait_for_a_beacon_are_attended_to(database, waiting):
    async with database.read() as session:
        assert [one.request_id for one in await list_waiting(session)] == [waiting.request_id]
    await bring_own(database, waiting)
    async with database.read() as session:
        assert await list_waiting(session) == ()


async def test_without_secrets_only_the_requester_begins(database, tmp_path):
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "drand-quicknet"))
    async with database.transaction() as session:
        given = (session, ceremony.desk, ceremony.request_id)
        await check_begin(*given, ceremony.officer)
        for other in (ceremony.auditor, with_other_account(ceremony.officer)):
            with pytest.raises(SelectionError, match=r"draw\.not_a_party"):
                await check_begin(*given, other)
        with pytest.raises(SelectionError, match=r"draw\.no_secrets"):
            await hand_in_secret(*given, ceremony.officer, b"h" * 32)


async def test_with_secrets_nobody_begins_without_them(database, tmp_path):
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "drand+parties"))
    async with database.transaction() as session:
        with pytest.raises(SelectionError, match=r"draw\.secrets_wanted"):
            await check_begin(session, ceremony.desk, ceremony.request_id, ceremony.officer)


async def test_beacon_and_both_secrets_make_one_seed(database, with_parties):
    await reveal(database, with_parties, with_parties.officer)
    await reveal(database, with_parties, with_parties.auditor)
    assert (await newest(database, with_parties)).state is DrawState.COMMITTED
    with_parties.clock.wait(minutes=16)
    assert not await abandon(database, with_parties)
    drawn = await bring_own(database, with_parties)
    assert is_valid(with_parties, drawn)
    told = parse_receipt(drawn.public_receipt).result.reveals
    assert [one.role for one in told] == ["beacon", "auditor", "officer"]


async def test_a_draw_whose_secrets_are_not_all_there_in_time_is_void(database, with_parties):
    await reveal(database, with_parties, with_parties.officer)
    with_parties.clock.wait(minutes=13, seconds=59)
    assert not await abandon(database, with_parties)
    with_parties.clock.wait(seconds=30)
    with pytest.raises(SelectionError, match=r"draw\.reveal_too_late"):
        await reveal(database, with_parties, with_parties.auditor)
    with pytest.raises(SelectionError, match=r"draw\.secrets_missing"):
        await bring_own(database, with_parties)
    assert await abandon(database, with_parties)
    void = await newest(database, with_parties)
    assert void.state is DrawState.VOID
    assert await state_of(database, with_parties) is RequestState.RETURNED
    assert (await acts_of(database, with_parties))[-1] == "draw.void"
    with pytest.raises(SelectionError, match=r"request\.wrong_state"):
        await bring(database, with_parties, sign_round(read_beacon(void).round))


async def test_dice_typed_alike_by_two_deal_the_panel(database, tmp_path):
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "dice"))
    await begin(database, ceremony)
    with pytest.raises(SelectionError, match=r"draw\.thrown_too_early"):
        await type_in(database, ceremony, ceremony.officer)
    ceremony.clock.wait(minutes=5)
    assert await type_in(database, ceremony, ceremony.officer) is Typed.WAITING
    assert await type_in(database, ceremony, ceremony.officer) is Typed.WAITING
    wrong = THROWS[:-1] + "6"
    assert await type_in(database, ceremony, ceremony.auditor, wrong) is Typed.DIFFERENT
    assert (await newest(database, ceremony)).state is DrawState.COMMITTED
    assert await type_in(database, ceremony, ceremony.auditor, " ".join(THROWS)) is Typed.DRAWN
    drawn = await newest(database, ceremony)
    assert is_valid(ceremony, drawn)
    assert (await acts_of(database, ceremony)).count("draw.type_throws") == 4
    with pytest.raises(SelectionError, match=r"draw\.no_beacon"):
        await bring(database, ceremony, "00" * 48)


async def test_nobody_else_types_throws_and_no_half_of_them(database, tmp_path):
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "dice"))
    await begin(database, ceremony)
    ceremony.clock.wait(minutes=5)
    with pytest.raises(SelectionError, match=r"draw\.bad_throws"):
        await type_in(database, ceremony, ceremony.officer, THROWS[1:])
    with pytest.raises(SelectionError, match=r"draw\.not_a_party"):
        await type_in(database, ceremony, with_other_account(ceremony.officer))
    await type_in(database, ceremony, ceremony.officer)
    same = replace(ceremony.officer, role="auditor")
    with pytest.raises(SelectionError, match=r"draw\.(same_person|auditor_took_part)"):
        await type_in(database, ceremony, same)


async def test_a_missing_round_gives_way_to_dice_after_a_day_and_an_auditors_word(
    database, waiting
):
    waiting.clock.wait(minutes=16, hours=23)
    with pytest.raises(SelectionError, match=r"draw\.no_dice"):
        await type_in(database, waiting, waiting.officer)
    with pytest.raises(SelectionError, match=r"draw\.round_not_missing"):
        await confirm_missing(database, waiting)
    waiting.clock.wait(hours=1)
    with pytest.raises(SelectionError, match=r"draw\.auditor_needed"):
        await confirm_missing(database, waiting, waiting.officer)
    await confirm_missing(database, waiting)
    await confirm_missing(database, waiting)
    await type_in(database, waiting, waiting.officer)
    waiting.clock.wait(minutes=1)
    assert await type_in(database, waiting, waiting.auditor) is Typed.DRAWN
    drawn = await newest(database, waiting)
    assert is_valid(waiting, drawn)
    assert (await acts_of(database, waiting)).count("draw.pass_over") == 1


async def test_a_round_that_appears_after_the_dice_is_kept_for_ever(database, waiting):
    waiting.clock.wait(days=2)
    await confirm_missing(database, waiting)
    await type_in(database, waiting, waiting.officer)
    await type_in(database, waiting, waiting.auditor)
    with pytest.raises(SelectionError, match=r"draw\.wrong_signature"):
        await bring(database, waiting, "00" * 48, waiting.auditor)
    await bring_own(database, waiting, waiting.auditor)
    assert (await acts_of(database, waiting))[-1] == "draw.beacon_late"
    async with database.read() as session:
        seen = await load_ceremony(session, waiting.request_id, waiting.auditor)
    assert {word.kind for word in seen.words} == {"dice", "passed", "late"}
    with pytest.raises(SelectionError, match=r"draw\.drawn_already"):
        await bring_own(database, waiting, waiting.auditor)


async def test_a_round_that_comes_before_the_dice_are_typed_is_the_source(database, waiting):
    waiting.clock.wait(days=2)
    await confirm_missing(database, waiting)
    await type_in(database, waiting, waiting.officer)
    drawn = await bring_own(database, waiting)
    assert is_valid(waiting, drawn)


async def test_without_a_fallback_nobody_passes_over_the_round(database, tmp_path):
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "drand-quicknet", "none"))
    await begin(database, ceremony)
    ceremony.clock.wait(days=3)
    with pytest.raises(SelectionError, match=r"draw\.no_fallback"):
        await confirm_missing(database, ceremony)
