"""Who was a candidate gets the own entry, once the panel is no longer sealed."""

from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert, replace_expert
from selection.documents.entry_file import parse_entry_file
from selection.documents.receipts import parse_receipt
from selection.drawing.own_entries import load_own_entries, read_own_entry
from selection.errors import SelectionError
from selection.storage.draw_store import load_screened
from selection.verify.own_entry import verify_entry
from tests.selection.drawing.ceremonies import colleagues, prepare_ceremony
from tests.selection.drawing.test_ceremony import commit_both, draw


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


async def account_for(database, ceremony, expert_id, name="someone"):
    """An account for an expert of the pool."""
    async with database.transaction() as session:
        address = f"{name}@demo.example"
        account = await AccountStore(session).add(address, name, "en", ceremony.clock())
        record = await load_expert(session, expert_id)
        await replace_expert(session, replace(record, account_id=account))
    return account


async def candidate(database, drawn, *, seated):
    panel = parse_receipt(drawn.public_receipt).result.panel
    async with database.read() as session:
        screened = await load_screened(session, drawn.id)
    return next(it for it in screened if it.pseudonym and (it.pseudonym in panel) is seated)


async def entries_of(database, ceremony, account):
    async with database.read() as session:
        return await load_own_entries(session, ceremony.desk, account)


async def file_of(database, ceremony, account, commit_hash):
    async with database.read() as session:
        return await read_own_entry(session, ceremony.desk, account, commit_hash)


def until_review(ceremony):
    ceremony.clock.wait(days=60)


@pytest.mark.parametrize("seated", [True, False])
async def test_once_the_panel_is_released_the_entry_passes_the_check(database, ceremony, seated):
    drawn = await draw(database, ceremony)
    own = await candidate(database, drawn, seated=seated)
    account = await account_for(database, ceremony, own.expert_id)
    until_review(ceremony)
    (entry,) = await entries_of(database, ceremony, account)
    assert entry.is_open
    assert entry.pseudonym == own.pseudonym
    data = await file_of(database, ceremony, account, drawn.commit_hash.hex())
    assert parse_entry_file(data).opening.entry.e == own.pseudonym
    checked = verify_entry(data, parse_receipt(drawn.public_receipt))
    assert (checked.failed, checked.drawn) == (None, seated)


async def test_before_the_review_an_entry_is_sealed_even_for_who_was_drawn(database, ceremony):
    drawn = await draw(database, ceremony)
    own = await candidate(database, drawn, seated=True)
    account = await account_for(database, ceremony, own.expert_id)
    (entry,) = await entries_of(database, ceremony, account)
    assert (entry.is_open, entry.pseudonym) == (False, "")
    with pytest.raises(SelectionError) as caught:
        await file_of(database, ceremony, account, drawn.commit_hash.hex())
    assert caught.value.code == "entry.sealed"
    assert caught.value.params == {"day": entry.opens.isoformat()}


async def test_the_entry_opens_on_the_day_of_the_release_and_not_the_day_before(database, ceremony):
    drawn = await draw(database, ceremony)
    own = await candidate(database, drawn, seated=False)
    account = await account_for(database, ceremony, own.expert_id)
    (sealed,) = await entries_of(database, ceremony, account)
    left = (sealed.opens - ceremony.desk.today()).days
    ceremony.clock.wait(days=left - 1)
    assert not (await entries_of(database, ceremony, account))[0].is_open
    ceremony.clock.wait(days=1)
    assert ceremony.desk.today() == sealed.opens
    assert (await entries_of(database, ceremony, account))[0].is_open


async def test_by_a_policy_that_never_releases_panels_no_entry_opens(database, ceremony):
    drawn = await draw(database, ceremony)
    own = await candidate(database, drawn, seated=True)
    account = await account_for(database, ceremony, own.expert_id)
    until_review(ceremony)
    secretive = SimpleNamespace(text=lambda _: "never")
    ceremony.desk = replace(ceremony.desk, policy=secretive)
    (entry,) = await entries_of(database, ceremony, account)
    assert (entry.opens, entry.is_open) == (None, False)
    with pytest.raises(SelectionError, match=r"entry\.never_open"):
        await file_of(database, ceremony, account, drawn.commit_hash.hex())


async def test_nobody_reads_an_entry_of_somebody_else_nor_of_an_unknown_draw(database, ceremony):
    drawn = await draw(database, ceremony)
    own = await candidate(database, drawn, seated=True)
    account = await account_for(database, ceremony, own.expert_id)
    until_review(ceremony)
    commit_hash = drawn.commit_hash.hex()
    for who, what in ((uuid4(), commit_hash), (account, "00" * 32), (account, "no hash")):
        with pytest.raises(SelectionError, match=r"entry\.not_found"):
            await file_of(database, ceremony, who, what)
    officer = UUID(ceremony.officer.account_id)
    assert await entries_of(database, ceremony, officer) == ()


async def test_who_was_excluded_has_no_entry(database, ceremony):
    excluded = colleagues(1)[0]
    drawn = await draw_with(database, ceremony, excluded)
    account = await account_for(database, ceremony, UUID(excluded.id))
    until_review(ceremony)
    assert await entries_of(database, ceremony, account) == ()
    with pytest.raises(SelectionError, match=r"entry\.not_found"):
        await file_of(database, ceremony, account, drawn.commit_hash.hex())


async def draw_with(database, ceremony, expert):
    async with database.transaction() as session:
        await add_experts(session, (ExpertRecord(expert),))
    return await draw(database, ceremony)


async def test_before_the_draw_is_over_there_is_no_entry_at_all(database, ceremony):
    await commit_both(database, ceremony)
    account = await account_for(database, ceremony, UUID(int=1))
    until_review(ceremony)
    assert await entries_of(database, ceremony, account) == ()
