"""What waits for an auditor: on the first page, with a link, and only what is theirs to do."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from expert_pool.roles import Role
from expert_pool.storage.tables.columns import table_of
from selection.storage.room_witness_store import RoomWitness, put_witness
from selection.storage.tables import PanelRequestRow
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import Stage, account_of, patience, stage

__all__ = ["patience", "stage"]
HASH = "1 draw that waits for the hash of your secret number"
REVEAL = "1 draw in which you reveal your secret number"
NOTHING = "Nothing waits for you."


async def test_a_draw_waits_for_the_commitment_then_for_the_reveal(stage: Stage) -> None:
    page = await stage.auditor.get("/audit")
    assert HASH in page.text
    assert f'href="{stage.path}"' in page.text
    await stage.commit("auditor")
    assert NOTHING in (await stage.auditor.get("/audit")).text
    await stage.commit("officer")
    assert REVEAL in (await stage.auditor.get("/audit")).text
    stage.clock.advance(minutes=1)
    await stage.reveal("auditor")
    assert NOTHING in (await stage.auditor.get("/audit")).text


async def test_the_reveal_still_waits_once_the_officer_has_revealed(stage: Stage) -> None:
    await stage.commit_both()
    stage.clock.advance(minutes=1)
    await stage.reveal("officer")
    assert REVEAL in (await stage.auditor.get("/audit")).text


async def test_another_auditor_is_not_asked_for_a_reveal(stage: Stage, signed_in: SignedIn) -> None:
    await stage.commit_both()
    other = await signed_in(Role.AUDITOR)
    assert NOTHING in (await other.get("/audit")).text


@pytest.mark.parametrize("part", ["created_by", "approved_by", "witness"])
async def test_whoever_has_another_part_in_it_is_not_asked(stage: Stage, part: str) -> None:
    assert HASH in (await stage.auditor.get("/audit")).text
    auditor = await account_of(stage.services, "auditor-2@example.org")
    async with stage.services.database.transaction() as session:
        if part == "witness":
            now = stage.services.now()
            watching = RoomWitness(uuid4(), stage.request_id, 1, auditor, now, auditor)
            await put_witness(session, watching)
        else:
            values: dict[str, UUID] = {part: auditor}
            await session.execute(update(table_of(PanelRequestRow)).values(**values))
    assert NOTHING in (await stage.auditor.get("/audit")).text


async def test_in_chinese_too(stage: Stage) -> None:
    page = await stage.auditor.get("/audit?lang=zh_Hans")
    assert "待办" in page.text
    assert "1次抽取待您提交秘密数的哈希值" in page.text
