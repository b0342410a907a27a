"""A draw from a public lottery: secrets before it, numbers after it, typed by two persons."""

import pytest

from expert_pool.errors import ExpertPoolError
from selection.drawing import commit_secret, reveal_secret
from selection.drawing.apart import Typed
from selection.drawing.beacon import abandon_overdue, pass_over
from selection.drawing.dicing import type_throws
from selection.drawing.grounds import possible_grounds
from selection.drawing.numbering import type_numbers
from selection.drawing.sources import find_lottery, passes_until, read_beacon, read_source
from selection.errors import SelectionError
from selection.states.annulments import AnnulmentGround
from selection.states.draws import DrawState
from selection.storage.source_store import list_waiting, load_words
from selection.verify import Verdict, verify_receipt
from tests.selection.drawing.ceremonies import AUDITOR_SECRET, OFFICER_SECRET, trust_of
from tests.selection.drawing.sourcing import newest, policy_of, prepare_sourced, trust_with_chain

SECRETS = {"officer": OFFICER_SECRET, "auditor": AUDITOR_SECRET}
NUMBERS = "03 08 14 22 27 33 + 16"


@pytest.fixture
async def waiting(database, tmp_path):
    """A Wednesday morning; both hashes are there, so the draw waits for Thursday's lottery."""
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "lottery"))
    for actor in (ceremony.officer, ceremony.auditor):
        async with database.transaction() as session:
            given = ceremony.hash_of(actor.role, SECRETS[actor.role])
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, given)
    return ceremony


async def reveal_both(database, ceremony):
    for actor in (ceremony.officer, ceremony.auditor):
        async with database.transaction() as session:
            given = (ceremony.desk, ceremony.request_id, actor, SECRETS[actor.role])
            await reveal_secret(session, *given)


async def type_in(database, ceremony, actor, text=NUMBERS):
    async with database.transaction() as session:
        return await type_numbers(session, ceremony.desk, ceremony.request_id, actor, text)


async def test_numbers_typed_alike_by_two_deal_the_panel(database, waiting):
    source = find_lottery(read_source(await newest(database, waiting)), passed=False)
    assert source is not None
    assert (source.draw, source.draws_at) == ("2026-11-19", "2026-11-19T13:15:00Z")
    await reveal_both(database, waiting)
    with pytest.raises(SelectionError, match=r"draw\.numbers_too_early"):
        await type_in(database, waiting, waiting.officer)
    waiting.clock.wait(days=1, hours=12)
    with pytest.raises(SelectionError, match=r"draw\.bad_numbers"):
        await type_in(database, waiting, waiting.officer, "1 2 3 4 5 6 17")
    assert await type_in(database, waiting, waiting.officer) is Typed.WAITING
    other = NUMBERS.replace("33", "32")
    assert await type_in(database, waiting, waiting.auditor, other) is Typed.DIFFERENT
    assert await type_in(database, waiting, waiting.auditor, "33 27 22 14 8 3 16") is Typed.DRAWN
    drawn = await newest(database, waiting)
    assert drawn.state is DrawState.DRAWN
    found = verify_receipt(drawn.public_receipt, trust_of(waiting.desk))
    assert found.verdict is Verdict.VALID


async def test_without_both_secrets_a_minute_before_the_lottery_the_draw_is_void(database, waiting):
    async with database.read() as session:
        (one,) = await list_waiting(session)
    assert one.kind == "lottery"
    waiting.clock.wait(days=1, hours=12)
    with pytest.raises(SelectionError, match=r"draw\.secrets_missing"):
        await type_in(database, waiting, waiting.officer)
    async with database.transaction() as session:
        assert await abandon_overdue(session, waiting.desk, waiting.request_id)
    assert (await newest(database, waiting)).state is DrawState.VOID


async def test_a_draw_from_secrets_takes_no_numbers(database, tmp_path):
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "two-parties"))
    for actor in (ceremony.officer, ceremony.auditor):
        async with database.transaction() as session:
            given = ceremony.hash_of(actor.role, SECRETS[actor.role])
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, given)
    with pytest.raises(SelectionError, match=r"draw\.no_lottery"):
        await type_in(database, ceremony, ceremony.officer)


@pytest.fixture
async def in_reserve(database, tmp_path):
    """A draw from the beacon with both secrets open, and Sunday's lottery in reserve."""
    policy = policy_of(tmp_path, "drand+parties", "lottery")
    ceremony = await prepare_sourced(database, policy)
    for actor in (ceremony.officer, ceremony.auditor):
        async with database.transaction() as session:
            given = ceremony.hash_of(actor.role, SECRETS[actor.role])
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, given)
    await reveal_both(database, ceremony)
    return ceremony


async def pass_round(database, ceremony):
    async with database.transaction() as session:
        await pass_over(session, ceremony.desk, ceremony.request_id, ceremony.auditor)


async def throw(database, ceremony):
    async with database.transaction() as session:
        given = (ceremony.desk, ceremony.request_id, ceremony.officer, "1" * 50)
        await type_throws(session, *given)


async def grounds_now(database, ceremony):
    draw = await newest(database, ceremony)
    async with database.read() as session:
        return possible_grounds(draw, await load_words(session, draw.id), ceremony.desk.now())


async def test_a_missing_round_gives_way_to_the_lottery_that_the_commitment_names(
    database, in_reserve
):
    source = read_beacon(await newest(database, in_reserve))
    assert source.lottery is not None
    assert source.lottery.draws_at == "2026-11-22T13:15:00Z"
    in_reserve.clock.wait(days=1, hours=2)
    with pytest.raises(SelectionError, match=r"draw\.no_lottery"):
        await type_in(database, in_reserve, in_reserve.officer)
    await pass_round(database, in_reserve)
    with pytest.raises(SelectionError, match=r"draw\.no_dice"):
        await throw(database, in_reserve)
    with pytest.raises(SelectionError, match=r"draw\.numbers_too_early"):
        await type_in(database, in_reserve, in_reserve.officer)
    assert await grounds_now(database, in_reserve) == ()
    in_reserve.clock.wait(days=3, hours=12)
    assert await type_in(database, in_reserve, in_reserve.officer) is Typed.WAITING
    assert await type_in(database, in_reserve, in_reserve.auditor) is Typed.DRAWN
    drawn = await newest(database, in_reserve)
    found = verify_receipt(drawn.public_receipt, trust_with_chain(in_reserve))
    assert found.verdict is Verdict.VALID


async def test_once_the_lottery_may_be_known_nobody_chooses_it_any_more(database, in_reserve):
    until = passes_until(read_beacon(await newest(database, in_reserve)))
    in_reserve.clock.wait(seconds=(until - in_reserve.desk.now()).total_seconds())
    assert await grounds_now(database, in_reserve) == ()
    in_reserve.clock.wait(seconds=1)
    with pytest.raises(SelectionError, match=r"draw\.passed_too_late"):
        await pass_round(database, in_reserve)
    assert await grounds_now(database, in_reserve) == (AnnulmentGround.SOURCE_SILENT,)


async def test_a_lottery_in_reserve_that_is_never_drawn_ends_in_an_annulment(database, in_reserve):
    in_reserve.clock.wait(days=2)
    await pass_round(database, in_reserve)
    in_reserve.clock.wait(days=4)
    assert await grounds_now(database, in_reserve) == (AnnulmentGround.SOURCE_SILENT,)


def test_a_lottery_without_the_secrets_of_two_parties_is_no_fallback(tmp_path):
    with pytest.raises(ExpertPoolError, match=r"policy\.lottery_without_secrets"):
        policy_of(tmp_path, "drand-quicknet", "lottery")
