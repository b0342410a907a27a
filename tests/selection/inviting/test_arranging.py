"""What an officer enters of a meeting, as it reaches those who are invited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from expert_pool.messaging import load_told
from selection.errors import SelectionError
from tests.expert_pool.log_samples import CIPHER
from tests.selection.inviting.test_seven_seats import ARRANGEMENT, STARTS
from tests.selection.inviting.test_seven_seats import panel as panel


async def test_place_and_contact_reach_members_on_one_line(panel) -> None:
    kept = await panel.arrange(
        replace(ARRANGEMENT, place=" 虚构大厦\r\n301室 ", contact="联系人\t0579\n1")
    )
    assert (kept.arrangement.place, kept.arrangement.contact) == ("虚构大厦 301室", "联系人 0579 1")
    async with panel.database.read() as session:
        told = await load_told(session, CIPHER, panel.ceremony.request_id)
    assert {it.message.outline.place for it in told} == {"虚构大厦 301室"}


async def test_a_start_before_somebodys_last_moment_to_answer_is_refused(panel) -> None:
    panel.ceremony.clock.moment = now = STARTS - timedelta(hours=3)
    await panel.arrange()
    earlier = replace(ARRANGEMENT, starts_at=now + timedelta(minutes=14))
    with pytest.raises(SelectionError, match="before_answers") as refused:
        await panel.arrange(earlier)
    assert refused.value.params == {"answer_by": "2026-11-20 06:15"}
    kept = await panel.arrange(replace(earlier, starts_at=now + timedelta(minutes=15)))
    assert kept.version == 2
