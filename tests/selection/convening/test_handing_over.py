"""A host who cannot be there: an approver lets another officer host, and the log says so."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from selection.convening import load_day, open_meeting, postpone_meeting
from selection.convening.handing_over import hand_over, load_hosting
from selection.convening.holding import find_own_root
from selection.storage.request_store import load_request
from tests.selection.convening.stage import Day
from tests.selection.convening.test_review_day import refused
from tests.selection.drawing.test_annulling import annul
from tests.selection.inviting.test_seven_seats import STARTS
from tests.selection.inviting.test_seven_seats import panel as panel

CLOSED = "UPDATE meeting SET state = 'closed'"


async def add_officer(day: Day, name: str) -> Actor:
    async with day.panel.database.transaction() as session:
        store, now = AccountStore(session), day.desk.now()
        one = await store.add(f"{name}@demo.example", name, "zh_Hans", now)
        await store.grant(one, Role.OFFICER.value, None, now)
    return Actor(str(one), Role.OFFICER.value)


async def approver_of(day: Day) -> Actor:
    async with day.panel.database.read() as session:
        request = await load_request(session, day.request_id)
    assert request
    return Actor(str(request.approved_by), Role.APPROVER.value)


async def open_account(day: Day) -> UUID:
    """The officer who asked, as an officer of the service."""
    own = UUID(day.host.account_id)
    async with day.panel.database.transaction() as session:
        await AccountStore(session).grant(own, Role.OFFICER.value, None, day.desk.now())
    return own


async def test_who_stands_in_hosts_as_the_officer_did_and_gives_it_back(panel) -> None:
    day = Day(panel)
    other, third = await add_officer(day, "other"), await add_officer(day, "third")
    approver, chosen = await approver_of(day), UUID(other.account_id)
    panel.ceremony.clock.moment = STARTS

    async def hand(actor: Actor, to: UUID, reason: str = "ill") -> None:
        async with panel.database.transaction() as session:
            await hand_over(session, day.request_id, actor, to, reason)

    await refused("draw.not_found", day.do(open_meeting, day.request_id, other))
    await refused("draw.not_found", hand(day.host, chosen))
    await refused("draw.not_found", hand(other, chosen))
    await refused("meeting.host_unknown", hand(approver, uuid4()))
    await refused("meeting.host_unknown", hand(approver, chosen, "bored"))
    await hand(approver, chosen)
    await hand(approver, chosen)
    assert await panel.mails("hosting_given") == 1, "said twice it is once"
    await day.do(open_meeting, day.request_id, other)
    assert (await day.do(load_day, day.request_id, other)).meeting.opened_by == chosen
    await refused("draw.not_found", day.do(load_day, day.request_id, third))
    assert (await day.hosted(load_day)).meeting is not None, "who asked keeps access"
    async with panel.database.read() as session:
        now = await load_hosting(session, day.request_id, approver)
    assert now.host
    assert (now.host.id, chosen in {it.id for it in now.others}) == (chosen, False)

    await hand(approver, await open_account(day), "away")
    await refused("draw.not_found", day.do(postpone_meeting, day.request_id, other))
    assert (await panel.acts()).count(Act.MEETING_HAND_OVER) == 2
    async with panel.database.transaction() as session:
        await session.execute(text(CLOSED))
    await refused("meeting.over", hand(approver, chosen))


async def test_an_annulment_ends_what_was_handed_over(panel) -> None:
    day = Day(panel)
    other, approver = await add_officer(day, "other"), await approver_of(day)

    async def hosts(actor: Actor) -> UUID:
        async with panel.database.read() as session:
            return (await find_own_root(session, day.request_id, actor)).id

    async with panel.database.transaction() as session:
        await hand_over(session, day.request_id, approver, UUID(other.account_id), "ill")
    assert await hosts(other) == day.request_id
    panel.ceremony.clock.moment += timedelta(minutes=1)
    await annul(panel.database, panel.ceremony)
    await refused("draw.not_found", hosts(other))
    assert await hosts(day.host) == day.request_id, "who asked hosts again"
