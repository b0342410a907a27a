"""Seven seats: two declines, one silence, one late recusal; the panel completes by drawn rank."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.audit.entries import Actor
from expert_pool.messages import MessageKind, Mode
from expert_pool.messaging import load_told
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.mail_store import newest_mails
from selection.drawing.panel_now import load_panel_now
from selection.drawing.succeeding import load_reserves, read_passed
from selection.errors import SelectionError
from selection.invitations import Answer, Arrangement
from selection.inviting.answering import answer_invitation
from selection.inviting.arranging import enter_arrangement
from selection.inviting.expiring import attend_invitation
from selection.states.invitations import InvitationAct, InvitationState
from selection.states.vacancies import VacancyReason
from selection.storage.draw_store import load_assignments, load_draw
from selection.storage.invitation_store import list_due, load_invitations
from selection.verify import Verdict
from tests.expert_pool.log_samples import CIPHER
from tests.selection.drawing.ceremonies import TODAY, prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_replacements import check
from tests.selection.requests.samples import of_type

STARTS = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ARRANGEMENT = Arrangement(Mode.ON_SITE, "虚构大厦301室", STARTS, "评审组织联系人 0579-00000000")
PLEDGE = Answer(
    InvitationAct.PLEDGE,
    declared=frozenset({"confidentiality", "no_conflict", "conditions_met"}),
    text_version="2026.1",
)
RECUSE = Answer(InvitationAct.RECUSE, reason="recusal", ground="G01")
ACCEPT = Answer(InvitationAct.ACCEPT, declared=frozenset({"no_conflict"}))


class Panel:
    """A drawn panel of seven and those who answer for it."""

    def __init__(self, database, ceremony):
        self.database, self.ceremony = database, ceremony

    async def arrange(self, wanted=ARRANGEMENT):
        async with self.database.transaction() as session:
            return await enter_arrangement(
                session,
                self.ceremony.desk,
                self.ceremony.request_id,
                self.ceremony.officer,
                wanted,
            )

    async def invitations(self):
        async with self.database.read() as session:
            return await load_invitations(session, self.ceremony.request_id)

    async def holder(self, position):
        """The invitation of whoever sits there now."""
        return [it for it in await self.invitations() if it.position == position][-1]

    async def answer(self, position, *answers, **later):
        self.ceremony.clock.wait(**later)
        for answer in answers:
            asked = await self.holder(position)
            actor = Actor(f"expert:{asked.expert_id}", "expert")
            async with self.database.transaction() as session:
                given = await answer_invitation(
                    session, self.ceremony.desk, asked.id, actor, answer
                )
        return given

    async def attend(self):
        """What the service does by itself at this moment."""
        async with self.database.read() as session:
            due = await list_due(session, self.ceremony.desk.now(), limit=100)
        for one in due:
            async with self.database.transaction() as session:
                await attend_invitation(session, self.ceremony.desk, one)
        return len(due)

    async def now(self):
        async with self.database.read() as session:
            found = await load_draw(session, self.ceremony.request_id)
            return await load_panel_now(session, found)

    async def acts(self):
        async with self.database.read() as session:
            entries = AuditFilter(request=str(self.ceremony.request_id))
            page = await AuditStore(session).page(entries, limit=200)
        return [logged.entry.act for logged in page.entries][::-1]

    async def told(self):
        """What kinds of messages were queued."""
        async with self.database.read() as session:
            told = await load_told(session, CIPHER, self.ceremony.request_id)
        dated = [it.record.kind for it in told if "BEGIN:VEVENT" in it.message.calendar]
        assert dated == [it.record.kind for it in told if it.record.kind is MessageKind.ACCEPTED]
        return [it.record.kind.value for it in told]

    async def mails(self, template):
        async with self.database.read() as session:
            return [it.template for it in await newest_mails(session, 100)].count(template)

    async def deliver(self):
        """As if every channel had taken what was queued."""
        async with self.database.transaction() as session:
            await session.execute(text("UPDATE message_attempt SET result = 'sent'"))


@pytest.fixture
async def panel(database):
    quotas = (of_type("financial", 1, 1), of_type("technical", 6, 6))
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, seats=7, quotas=quotas)
    await draw(database, ceremony)
    return Panel(database, ceremony)


async def play(panel):
    """Arrange, and answer: seats 1 to 3 accept, 4 and 5 decline, 6 recuses, 7 says nothing."""
    await panel.arrange()
    await panel.deliver()
    asked = await panel.invitations()
    for position in (1, 2, 3):
        await panel.answer(position, PLEDGE, ACCEPT, minutes=1)
    declined = await panel.answer(4, Answer(InvitationAct.DECLINE, reason="time"))
    mismatch = await panel.answer(5, Answer(InvitationAct.MISMATCH, reason="not_my_field"))
    recused = await panel.answer(6, PLEDGE, RECUSE)
    assert declined.state is InvitationState.DECLINED
    assert mismatch.state is InvitationState.NOT_MY_FIELD
    assert recused.state is InvitationState.RECUSED
    for position in (4, 5, 6):
        assert (await panel.holder(position)).state is InvitationState.SENT
        await panel.answer(position, PLEDGE, ACCEPT)
    panel.ceremony.clock.moment = asked[6].answer_by
    assert (await panel.attend(), await panel.attend()) == (1, 0)
    panel.ceremony.clock.wait(seconds=1)
    assert (await panel.attend(), await panel.attend()) == (1, 0)
    await panel.answer(7, PLEDGE, ACCEPT, minutes=1)
    return asked


async def check_ranks(panel):
    now = await panel.now()
    order = tuple(load_reserves(panel.ceremony.desk, now.draw).order)
    for left in now.taken:
        passed = [one.e for one in read_passed(panel.ceremony.desk, left)]
        assert order[: left.rank] == (*passed, left.successor)
        assert left.reported_by is None
    assert [(it.position, it.reason) for it in now.taken] == [
        (4, VacancyReason.DECLINED),
        (5, VacancyReason.DECLINED),
        (6, VacancyReason.RECUSED),
        (7, VacancyReason.NO_ANSWER),
    ]
    checked = await check(panel.database, panel.ceremony)
    assert [it.verdict for it in checked] == [Verdict.VALID] * 2


async def check_log(panel):
    acts = await panel.acts()
    opened, told = ["invitation.open", "message.queue", "invitation.send"], "message.queue"
    accepted = ["invitation.pledge", "invitation.accept", told]
    follows = ["draw.recuse", "draw.replace", *opened]
    assert acts[acts.index("draw.result") + 1 :] == [
        "invitation.arrange",
        *opened * 7,
        *accepted * 3,
        *["invitation.decline", *follows],
        *["invitation.mismatch", *follows],
        *["invitation.pledge", "invitation.recuse", *follows],
        *accepted * 3,
        told,
        *["invitation.expire", told, *follows],
        *accepted,
    ]


async def test_the_panel_completes_by_drawn_rank(panel):
    assert await panel.invitations() == ()
    asked = await play(panel)
    assert [it.position for it in asked] == [1, 2, 3, 4, 5, 6, 7]
    assert {it.state for it in asked} == {InvitationState.SENT}
    # Sent at 10:02 in China: 118 minutes of the morning, and two after the noon break.
    assert {it.answer_by for it in asked} == {datetime(2026, 11, 18, 6, 2, tzinfo=UTC)}
    states = [(await panel.holder(position)).state for position in range(1, 8)]
    assert states == [InvitationState.ACCEPTED] * 7
    async with panel.database.read() as session:
        outcomes = [it.outcome for it in await load_assignments(session, TODAY)]
    left = ["declined"] * 2 + ["recused", "timed_out"]
    assert sorted(outcomes) == sorted(["accepted"] * 7 + left)
    await check_ranks(panel)
    await check_log(panel)
    told = await panel.told()
    counts = {kind: told.count(kind) for kind in set(told)}
    assert counts == {"invitation": 11, "accepted": 7, "reminder": 1, "released": 1}
    assert await panel.mails("panel_complete") == 1


async def test_whom_no_channel_reached_is_not_blamed_for_silence(panel):
    await panel.arrange()
    panel.ceremony.clock.wait(days=1)
    assert await panel.attend() == 7
    ended = [it for it in await panel.invitations() if it.ended_at]
    assert {it.state for it in ended} == {InvitationState.UNREACHABLE}
    assert (await panel.acts()).count("invitation.lose") == 7


async def test_a_late_recusal_of_an_accepted_member_opens_the_next_invitation(panel):
    await panel.arrange()
    await panel.answer(1, PLEDGE, ACCEPT)
    panel.ceremony.clock.moment = STARTS - timedelta(minutes=20)
    before = await panel.holder(1)
    await panel.answer(1, Answer(InvitationAct.RECUSE, reason="recusal"))
    after = await panel.holder(1)
    assert after.expert_id != before.expert_id
    assert after.state is InvitationState.SENT
    assert after.answer_by == panel.ceremony.clock.moment + timedelta(minutes=15)
    with pytest.raises(SelectionError, match="wrong_state"):
        await panel.answer(1, Answer(InvitationAct.ACCEPT, declared=ACCEPT.declared))
    with pytest.raises(SelectionError, match="too_late"):
        await panel.answer(1, PLEDGE, minutes=16)


async def test_quiet_hours_hold_invitations_back_and_terms_run_from_the_notice(panel):
    panel.ceremony.clock.moment = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    await panel.arrange()
    assert {it.state for it in await panel.invitations()} == {InvitationState.WAITING}
    assert await panel.told() == []
    panel.ceremony.clock.moment = datetime(2026, 11, 19, 0, 0, tzinfo=UTC)
    assert await panel.attend() == 7
    assert {it.state for it in await panel.invitations()} == {InvitationState.SENT}
    assert await panel.told() == ["invitation"] * 7


async def test_a_changed_arrangement_is_told_and_nobody_is_asked_twice(panel):
    await panel.arrange()
    await panel.arrange()
    await panel.arrange(replace(ARRANGEMENT, place="虚构大厦302室"))
    assert len(await panel.invitations()) == 7
    assert (await panel.told()).count("changed") == 7
    assert (await panel.acts()).count("invitation.arrange") == 2


async def test_only_the_officer_of_the_request_arranges_its_panel(panel):
    panel.ceremony.officer = Actor(str(UUID(int=7)), "officer")
    with pytest.raises(SelectionError, match="not_found"):
        await panel.arrange()
