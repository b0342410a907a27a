"""What an officer enters of a meeting, as it reaches those who are invited."""

from dataclasses import replace

from expert_pool.messaging import load_told
from tests.expert_pool.log_samples import CIPHER
from tests.selection.inviting.test_seven_seats import ARRANGEMENT
from tests.selection.inviting.test_seven_seats import panel as panel


async def test_place_and_contact_reach_members_on_one_line(panel) -> None:
    kept = await panel.arrange(
        replace(ARRANGEMENT, place=" 虚构大厦\r\n301室 ", contact="联系人\t0579\n1")
    )
    assert (kept.arrangement.place, kept.arrangement.contact) == ("虚构大厦 301室", "联系人 0579 1")
    async with panel.database.read() as session:
        told = await load_told(session, CIPHER, panel.ceremony.request_id)
    assert {it.message.outline.place for it in told} == {"虚构大厦 301室"}
