"""Exceptions by two persons: a draw without a witness, a door without a code, fewer members."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.policy import OverrideBy, change_values
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.mail_store import newest_mails
from selection.checking.second_persons import check_second_persons
from selection.convening import (
    begin_meeting,
    close_meeting,
    give_opinion,
    load_day,
    postpone_meeting,
    set_chair,
    write_minutes,
)
from selection.convening.excepted import (
    record_opinion,
    record_pledge,
    record_recusal,
    sign_in_excepted,
)
from selection.convening.handing_over import hand_over
from selection.convening.members import Said
from selection.convening.packing import contents_of, make_pack
from selection.drawing import check_begin
from selection.drawing.opening import load_commitment
from selection.drawing.room import load_room
from selection.drawing.witnessing import attend_as_witness, confirm_witness, name_witness
from selection.errors import SelectionError
from selection.excepting import (
    Plea,
    ask_exception,
    decide_exception,
    load_excepted,
    withdraw_exception,
)
from selection.meetings import Stance
from selection.states.exceptions import (
    ExceptionAct,
    ExceptionGround,
    ExceptionRule,
    ExceptionState,
)
from selection.storage.request_store import load_request
from tests.selection.convening.stage import Day, morning
from tests.selection.convening.test_handing_over import add_officer
from tests.selection.drawing.sourcing import begin, policy_of, prepare_sourced
from tests.selection.drawing.test_room import SOMEBODY
from tests.selection.inviting.test_seven_seats import panel as panel

WITNESS = Plea(ExceptionRule.WITNESS, ExceptionGround.WITNESS_PREVENTED, "监督人途中受阻。")
FEWER = Plea(ExceptionRule.QUORUM, ExceptionGround.NO_RESERVE_LEFT, "两位专家病假，无人递补。")
ALLOW, REFUSE = ExceptionAct


class Scene:
    """One request with its officer and its approver, and acts in transactions."""

    def __init__(self, database, ceremony):
        self.database, self.ceremony = database, ceremony

    async def approver(self) -> Actor:
        async with self.database.read() as session:
            request = await load_request(session, self.ceremony.request_id)
        assert request is not None
        return Actor(str(request.approved_by), Role.APPROVER.value)

    async def do(self, act, actor, *given, **named):
        async with self.database.transaction() as session:
            first = (session, self.ceremony.desk, self.ceremony.request_id, actor)
            return await act(*first, *given, **named)

    async def ask(self, plea: Plea):
        return await self.do(ask_exception, self.ceremony.officer, plea)

    async def decide(self, exception, act: ExceptionAct):
        return await self.do(decide_exception, await self.approver(), (exception.id, act))

    async def allow(self, plea: Plea):
        return await self.decide(await self.ask(plea), ALLOW)

    async def refused(self, code: str, waiting) -> None:
        with pytest.raises(SelectionError) as error:
            await waiting
        assert error.value.code == code

    def override_by(self, rule: ExceptionRule, word: OverrideBy) -> None:
        policy = self.ceremony.desk.policy
        changed = replace(policy.rules[rule], override_by=word)
        rules = {**policy.rules, rule: changed}
        self.ceremony.desk = replace(self.ceremony.desk, policy=replace(policy, rules=rules))

    async def entries(self, act: Act):
        wanted = AuditFilter(request=str(self.ceremony.request_id))
        async with self.database.read() as session:
            page = await AuditStore(session).page(wanted)
        return [it for it in page.entries[::-1] if it.entry.act == act]


async def watched(database, tmp_path, witnesses: int) -> Scene:
    policy = policy_of(tmp_path, "dice", witnesses=witnesses)
    return Scene(database, await prepare_sourced(database, policy))


async def test_a_draw_is_committed_without_a_witness_once_the_approver_allowed_it(
    database, tmp_path
):
    scene = await watched(database, tmp_path, 1)
    officer = scene.ceremony.officer
    await scene.refused("draw.witness_missing", scene.do(check_begin, officer))
    asked = await scene.ask(WITNESS)
    assert (await scene.ask(WITNESS)).id == asked.id
    other = replace(WITNESS, note="另一事由。")
    await scene.refused("exception.asked_already", scene.ask(other))
    own = scene.do(decide_exception, officer, (asked.id, ALLOW))
    await scene.refused("exception.approver_needed", own)
    await scene.refused("draw.witness_missing", scene.do(check_begin, officer))
    for _ in range(2):
        decided = await scene.decide(asked, ALLOW)
    assert (decided.state, decided.id) == (ExceptionState.ALLOWED, asked.id)
    await scene.refused("exception.decided_already", scene.decide(asked, REFUSE))
    await scene.do(check_begin, officer)
    draw = await begin(database, scene.ceremony)
    committed = load_commitment(scene.ceremony.desk, draw).document
    assert (committed.room.wanted, committed.room.witnesses) == (0, ())
    assert "room" not in committed.model_dump(mode="json")
    async with database.read() as session:
        request = await load_request(session, scene.ceremony.request_id)
        room = await load_room(session, scene.ceremony.desk, request)
        told = {it.template for it in await newest_mails(session, 20)}
    assert (room.wanted, room.excepted, room.complete) == (1, True, True)
    assert {"exception_waiting", "exception_decided"} <= told
    (entry,) = await scene.entries(Act.EXCEPTION_ASK)
    assert (entry.entry.reason, WITNESS.note in str(entry)) == ("witness_prevented", False)
    assert len(await scene.entries(Act.EXCEPTION_ALLOW)) == 1


async def test_one_of_two_witnesses_is_who_the_commitment_asked_for(database, tmp_path):
    scene = await watched(database, tmp_path, 2)
    auditor, officer = scene.ceremony.auditor, scene.ceremony.officer
    await scene.do(name_witness, officer, SOMEBODY)
    page = await scene.do(load_excepted, officer)
    assert [(it.rule, it.usual) for it in page.offers] == [(ExceptionRule.WITNESS, 2)]
    await scene.allow(WITNESS)
    page = await scene.do(load_excepted, await scene.approver())
    assert ([it.note for it in page.exceptions], page.offers) == ([WITNESS.note], ())
    async with database.read() as session:
        request = await load_request(session, scene.ceremony.request_id)
        (named,) = (await load_room(session, scene.ceremony.desk, request)).witnesses
    await scene.do(confirm_witness, auditor, named.id)
    draw = await begin(database, scene.ceremony)
    room = load_commitment(scene.ceremony.desk, draw).document.room
    assert (room.wanted, room.ids) == (1, (str(named.id),))


async def inconsistent(database) -> set[object]:
    """What the check of the service finds of exceptions."""
    async with database.read() as session:
        return {it.param("state") for it in await check_second_persons(session, ())}


async def set_state(database, state: str) -> None:
    """What only somebody with the database in hand can do."""
    async with database.transaction() as session:
        await session.execute(text("UPDATE rule_exception SET state = :state"), {"state": state})


async def test_nothing_is_allowed_that_the_policy_keeps_that_nobody_needs_or_too_late(
    database, tmp_path
):
    scene = await watched(database, tmp_path, 1)
    asked = await scene.ask(WITNESS)
    scene.override_by(ExceptionRule.WITNESS, OverrideBy.NONE)
    await scene.refused("exception.not_offered", scene.decide(asked, ALLOW))
    await scene.refused("exception.not_offered", scene.ask(WITNESS))
    assert (await scene.do(load_excepted, scene.ceremony.officer)).offers == ()
    scene.override_by(ExceptionRule.WITNESS, OverrideBy.APPROVER)
    await scene.refused("exception.ground_unknown", scene.ask(replace(FEWER, rule=WITNESS.rule)))
    await scene.refused("exception.note_missing", scene.ask(replace(WITNESS, note=" ")))
    as_auditor = scene.do(ask_exception, scene.ceremony.auditor, WITNESS)
    await scene.refused("exception.officer_needed", as_auditor)
    stranger = Actor(str(asked.id), Role.APPROVER.value)
    unknown = scene.do(decide_exception, stranger, (asked.id, ALLOW))
    await scene.refused("draw.not_found", unknown)
    await scene.refused("meeting.not_open", scene.ask(FEWER))
    assert (await scene.decide(asked, REFUSE)).state is ExceptionState.REFUSED
    assert await inconsistent(database) == set()
    await set_state(database, "allowed")
    assert await inconsistent(database) == {"exception.allow (1)", "exception.refuse (0)"}
    await set_state(database, "refused")
    async with database.transaction() as session:
        account = await AccountStore(session).add("w@b.example", "测", "en", scene.ceremony.clock())
    await scene.do(attend_as_witness, Actor(str(account), Role.AUDITOR.value))
    await scene.refused("exception.not_needed", scene.ask(WITNESS))
    await begin(database, scene.ceremony)
    await scene.refused("draw.committed_already", scene.ask(WITNESS))


async def test_who_asked_withdraws_until_the_decision_and_can_ask_anew(database, tmp_path):
    scene = await watched(database, tmp_path, 1)
    officer, approver = scene.ceremony.officer, await scene.approver()
    asked = await scene.ask(WITNESS)
    by_another = scene.do(withdraw_exception, approver, asked.id)
    await scene.refused("exception.asker_needed", by_another)
    unknown = scene.do(withdraw_exception, officer, scene.ceremony.request_id)
    await scene.refused("exception.not_found", unknown)
    for _ in range(2):
        withdrawn = await scene.do(withdraw_exception, officer, asked.id)
    assert (withdrawn.state, withdrawn.decided_by) == (ExceptionState.WITHDRAWN, None)
    assert len(await scene.entries(Act.EXCEPTION_WITHDRAW)) == 1
    for act in (ALLOW, REFUSE):
        await scene.refused("exception.withdrawn", scene.decide(asked, act))
    await scene.refused("draw.witness_missing", scene.do(check_begin, officer))
    assert await inconsistent(database) == set()
    page = await scene.do(load_excepted, officer)
    assert [it.rule for it in page.offers] == [ExceptionRule.WITNESS]
    again = await scene.allow(WITNESS)
    assert again.id != asked.id
    await scene.refused(
        "exception.decided_already", scene.do(withdraw_exception, officer, again.id)
    )
    await scene.do(check_begin, officer)
    assert await inconsistent(database) == set()


@pytest.fixture
async def day(panel) -> Day:
    """The morning of a panel of seven whose meetings need five."""
    made = await morning(panel)
    policy = change_values(panel.ceremony.desk.policy, {"panel_min": 5})
    panel.ceremony.desk = replace(panel.ceremony.desk, policy=policy)
    return made


async def test_a_meeting_is_held_with_three_of_five_and_no_fewer(day):
    scene = Scene(day.panel.database, day.panel.ceremony)
    await day.come_in(1, 2)
    await scene.allow(FEWER)
    assert [it.code for it in (await day.hosted(load_day)).against] == [
        *("REP-04.too_few", "REP-04.even_number")
    ]
    await scene.refused("meeting.cannot_begin", day.hosted(begin_meeting))
    await day.come_in(3)
    shown = await day.hosted(load_day)
    assert (shown.quorum, shown.against) == (3, ())
    assert [it.about.rule for it in shown.exceptions] == [ExceptionRule.QUORUM]
    await day.hosted(set_chair, (await day.seat(1)).id)
    await day.hosted(begin_meeting)
    await day.hosted(write_minutes, "建议立项。")
    for position in (1, 2, 3):
        await day.own(give_opinion, position, Said(Stance.AGREES, "", 1))
    await day.hosted(close_meeting)
    await scene.refused("meeting.over", scene.ask(FEWER))


async def test_no_smaller_meeting_is_asked_for_or_allowed_where_enough_have_come(day):
    scene = Scene(day.panel.database, day.panel.ceremony)
    await day.come_in(1, 2, 3, 4)
    asked = await scene.ask(FEWER)
    await day.come_in(5)
    await scene.refused("exception.enough_here", scene.decide(asked, ALLOW))
    await scene.decide(asked, REFUSE)
    await scene.refused("exception.enough_here", scene.ask(FEWER))
    offers = (await scene.do(load_excepted, day.host)).offers
    assert ExceptionRule.QUORUM not in {it.rule for it in offers}


async def test_who_stands_in_as_the_host_asks_on_the_day_and_is_told(day):
    scene, one = Scene(day.panel.database, day.panel.ceremony), await day.seat(1)
    other = await add_officer(day, "other")
    plea = Plea(ExceptionRule.SIGN_IN, ExceptionGround.DEVICE_UNUSABLE, "手机没电。", one.id)
    for act, *told in ((load_excepted,), (ask_exception, plea), (ask_exception, FEWER)):
        await scene.refused("draw.not_found", scene.do(act, other, *told))
    async with day.panel.database.transaction() as session:
        given = (await scene.approver(), UUID(other.account_id), "ill")
        await hand_over(session, day.request_id, *given)
    await scene.refused("draw.not_found", scene.do(ask_exception, other, WITNESS))
    first = await scene.do(ask_exception, other, plea)
    by_officer = scene.do(withdraw_exception, day.host, first.id)
    await scene.refused("exception.asker_needed", by_officer)
    await scene.do(withdraw_exception, other, first.id)
    asked = await scene.do(ask_exception, other, plea)
    await scene.decide(asked, ALLOW)
    assert await day.panel.mails("exception_decided") == 2, "also who asked for the panel"
    assert (await scene.do(load_excepted, other)).exceptions[0].name
    signed = await scene.do(sign_in_excepted, other, one.id, identity_seen=True)
    assert signed.without_code


async def test_another_meeting_needs_another_exception_and_a_smallest_panel_has_none(day):
    scene = Scene(day.panel.database, day.panel.ceremony)
    asked = await scene.ask(FEWER)
    await day.hosted(postpone_meeting)
    await scene.refused("meeting.over", scene.decide(asked, ALLOW))
    await scene.decide(asked, REFUSE)
    policy = change_values(day.desk.policy, {"panel_min": 3})
    day.panel.ceremony.desk = replace(day.desk, policy=policy)
    await scene.refused("meeting.not_open", scene.ask(FEWER))


async def test_a_pack_knows_what_was_allowed_and_no_more_is_asked_for_while_it_is_out(day):
    scene = Scene(day.panel.database, day.panel.ceremony)
    await scene.allow(FEWER)
    made = await day.hosted(make_pack, "zh_Hans")
    assert contents_of(day.desk, made.pack).rules.quorum == 3
    assert (await scene.do(load_excepted, day.host)).offers == ()
    plea = Plea(ExceptionRule.SIGN_IN, ExceptionGround.DEVICE_UNUSABLE, "手机没电。")
    one = await day.seat(1)
    await scene.refused("meeting.pack_out", scene.ask(replace(plea, member=one.id)))


@pytest.fixture
async def excepted(day) -> Scene:
    """The member on the first seat may sign in without a code."""
    scene, one = Scene(day.panel.database, day.panel.ceremony), await day.seat(1)
    enter = day.hosted(sign_in_excepted, one.id, identity_seen=True)
    await scene.refused("exception.not_allowed", enter)
    plea = Plea(ExceptionRule.SIGN_IN, ExceptionGround.DEVICE_UNUSABLE, "手机没电。")
    await scene.refused("meeting.member_not_found", scene.ask(plea))
    await scene.allow(replace(plea, member=one.id))
    return scene


async def test_a_host_sees_the_name_of_whom_the_identity_is_compared_with(day, excepted):
    assert len(await excepted.entries(Act.MEETING_READ)) == 0
    page = await excepted.do(load_excepted, day.host)
    assert page.exceptions[0].name
    waiting = [it.position for it in page.offers[0].members]
    assert (waiting, page.offers[1].floor) == ([2, 3, 4, 5, 6, 7], 3)
    assert len(await excepted.entries(Act.MEETING_READ)) == 1
    page = await excepted.do(load_excepted, await excepted.approver())
    assert (page.exceptions[0].name, page.offers) == ("", ())


async def test_paper_speaks_for_nobody_who_is_not_there_or_came_in_with_a_code(day, excepted):
    one = await day.seat(1)
    acts = ((record_pledge, one.id), (record_recusal, (one.id, "G01")))
    for act, about in acts:
        await excepted.refused("meeting.not_signed_in", day.hosted(act, about))
    await day.come_in(1)
    opinion = (record_opinion, (one.id, Said(Stance.AGREES, "", 1)))
    for act, about in (*acts, opinion):
        await excepted.refused("exception.not_used", day.hosted(act, about))
    assert (await day.seat(1)).id == one.id


async def test_a_member_without_a_telephone_is_signed_in_on_the_identity_alone(day, excepted):
    one, other, scene = await day.seat(1), await day.seat(2), excepted
    enter = (sign_in_excepted, one.id)
    await scene.refused("meeting.identity_not_seen", day.hosted(*enter, identity_seen=False))
    by_another = day.hosted(sign_in_excepted, other.id, identity_seen=True)
    await scene.refused("exception.not_allowed", by_another)
    signed = await day.hosted(*enter, identity_seen=True)
    assert (signed.position, signed.identity_seen) == (1, True)
    again = day.hosted(*enter, identity_seen=True)
    await scene.refused("meeting.signed_in_already", again)
    await day.hosted(record_pledge, one.id)
    await scene.refused("exception.not_allowed", day.hosted(record_pledge, other.id))
    await day.come_in(2, 3, 4, 5)
    await day.hosted(set_chair, other.id)
    await day.hosted(begin_meeting)
    await day.hosted(write_minutes, "建议立项。")
    said = Said(Stance.DISSENTS, "预算依据不足。", 1)
    await day.hosted(record_opinion, (one.id, said))
    changed = day.hosted(record_opinion, (one.id, replace(said, stance=Stance.AGREES)))
    await scene.refused("meeting.opinion_given", changed)
    assert (await day.seat(1)).stance is Stance.DISSENTS
    unknown = day.hosted(record_recusal, (one.id, "none"))
    await scene.refused("invitation.ground_unknown", unknown)
    await day.hosted(record_recusal, (one.id, "G01"))
    gone = [it for it in (await day.hosted(load_day)).gone if it.record.id == one.id]
    assert [it.opinion.void for it in gone] == [True]
