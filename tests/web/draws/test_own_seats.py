"""A drawn expert sees the own seat ahead, and gives it up by leaving the pool."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_expert, replace_expert
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import Stage, account_of
from tests.web.experts.samples import VERSION
from web.services import Services

LEAVING = "/my/record/leaving"


async def seated(stage: Stage, services: Services, signed_in: SignedIn) -> Browser:
    """Draw, and sign the first member of the panel in."""
    await stage.draw()
    browser = await signed_in(Role.EXPERT)
    account_id = await account_of(services, "expert-4@example.org")
    async with services.database.transaction() as session:
        expert_id: UUID = await session.scalar(
            text("SELECT expert_id FROM panel_seat ORDER BY position LIMIT 1")
        )
        record = await load_expert(session, expert_id)
        assert record
        await replace_expert(session, replace(record, account_id=account_id))
    return browser


async def test_a_seat_ahead_is_named_to_its_holder(
    stage: Stage, services: Services, signed_in: SignedIn
) -> None:
    browser = await seated(stage, services, signed_in)
    for path in ("/my/record", "/my/record/leave", LEAVING, "/my/record/copy"):
        assert "Panel request PR-2026-0001" in (await browser.get(path)).text


async def test_leaving_tells_the_officer_that_the_seat_is_open(
    stage: Stage, services: Services, signed_in: SignedIn
) -> None:
    browser = await seated(stage, services, signed_in)
    version = VERSION.search((await browser.get(LEAVING)).text)
    assert version
    sent = {"version": version[1], "reason": "no_time", "understood": "yes"}
    done = await browser.send(LEAVING, sent)
    assert "You have left the pool." in done.text
    mails = (await browser.get("/demo/mailbox")).text
    assert "officer-1@example.org" in mails
    assert "PR-2026-0001" in mails
