"""A draw from a public lottery: secrets before it, numbers after it, typed by two persons."""

import pytest

from selection.drawing import commit_secret, reveal_secret
from selection.drawing.apart import Typed
from selection.drawing.beacon import abandon_overdue
from selection.drawing.numbering import type_numbers
from selection.drawing.sources import read_lottery
from selection.errors import SelectionError
from selection.states.draws import DrawState
from selection.storage.source_store import list_waiting
from selection.verify import Verdict, verify_receipt
from tests.selection.drawing.ceremonies import AUDITOR_SECRET, OFFICER_SECRET, trust_of
from tests.selection.drawing.sourcing import newest, policy_of, prepare_sourced

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
    source = read_lottery(await newest(database, waiting))
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
