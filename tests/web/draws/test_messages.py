"""What is told, before and after: previews in both languages, attempts without names."""

from uuid import UUID

import pytest

from expert_pool.messages import MessageKind
from expert_pool.messaging import Order, queue_message
from expert_pool.roles import Role
from tests.expert_pool.messages.samples import PATH, message_of
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import NAME, Stage
from web.messenger import deliver_messages


async def test_watchers_see_what_goes_out_and_each_attempt_but_no_name_and_no_link(
    stage: Stage, signed_in: SignedIn
) -> None:
    path = f"/requests/{stage.request_id}/messages"
    assert "Nothing has been told yet." in (await stage.officer.get(path)).text
    kind = MessageKind.INVITATION
    order = Order("k", UUID(int=1), UUID(int=5), stage.request_id, message_of(kind), urgent=True)
    async with stage.services.database.transaction() as session:
        await queue_message(session, order, stage.services.policy, stage.clock())
    await deliver_messages(stage.services, {})
    for browser in (stage.officer, stage.approver, stage.auditor):
        page = (await browser.get(path)).text
        for words in ("Invitation", "In the account", "Went out", "Text message", "No address"):
            assert words in page
        assert not NAME.search(page)
        assert PATH not in page
    assert (await (await signed_in(Role.OFFICER)).get(path)).status_code == 404
    assert (await (await signed_in(Role.EXPERT)).get(path)).status_code == 403


@pytest.mark.parametrize(("language", "words"), [("en", "Call"), ("zh_Hans", "语音电话")])
async def test_the_preview_shows_every_message_in_both_languages(
    stage: Stage, language: str, words: str
) -> None:
    path = f"/requests/{stage.request_id}/messages/preview?lang={language}"
    page = (await stage.officer.get(path)).text
    assert words in page
    for told in ("评审邀请，请于", "Invitation to a review: please answer by", "text message"):
        assert told in page or language == "zh_Hans"
    assert page.count('lang="zh-Hans"') >= len(MessageKind) * 3
