"""A drawn panel whose members have accounts and have accepted, on the morning of its review."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from selection.convening import open_meeting, pledge, show_code, sign_in
from selection.storage.meeting_store import load_attendances, load_meeting_of
from tests.selection.inviting.test_seven_seats import ACCEPT, PLEDGE, STARTS, Panel

ACCOUNTS = (
    "WITH made AS (INSERT INTO account (id, email, display_name, language, created_at)"
    " SELECT gen_random_uuid(), id || '@example.org', name, 'en', now() FROM expert"
    " WHERE account_id IS NULL RETURNING id, email)"
    " UPDATE expert SET account_id = made.id FROM made"
    " WHERE made.email = expert.id || '@example.org'"
)
PLEDGED = "2026.1"


@dataclass
class Day:
    """The review day of a panel, and everybody who acts on it."""

    panel: Panel

    @property
    def desk(self):
        return self.panel.ceremony.desk

    @property
    def request_id(self) -> UUID:
        request_id: UUID = self.panel.ceremony.request_id
        return request_id

    @property
    def host(self) -> Actor:
        officer: Actor = self.panel.ceremony.officer
        return officer

    async def do(self, act, *given, **named):
        async with self.panel.database.transaction() as session:
            return await act(session, self.desk, *given, **named)

    async def hosted(self, act, *given, **named):
        return await self.do(act, self.request_id, self.host, *given, **named)

    async def own(self, act, position: int, *given, **named):
        """What the member on a seat does by the own account."""
        return await self.do(
            act, (await self.meeting()).id, await self.actor(position), *given, **named
        )

    async def meeting(self):
        async with self.panel.database.read() as session:
            return await load_meeting_of(session, self.request_id)

    async def seat(self, position: int):
        """The attendance of whoever sits there now."""
        meeting = await self.meeting()
        async with self.panel.database.read() as session:
            rows = await load_attendances(session, meeting.id)
        return next(it for it in rows if it.position == position and it.left_at is None)

    async def actor(self, position: int) -> Actor:
        panel = await self.panel.now()
        holding = panel.seat(position).current
        async with self.panel.database.read() as session:
            query = text("SELECT account_id FROM expert WHERE id = :id")
            account = await session.scalar(query, {"id": holding.expert_id})
        return Actor(str(account), Role.EXPERT.value)

    async def come_in(self, *positions: int) -> None:
        """Sign in at the door with code and identity, and pledge."""
        for position in positions:
            shown = await self.own(show_code, position)
            await self.hosted(sign_in, shown.code, identity_seen=True)
            await self.own(pledge, position, PLEDGED)


async def morning(panel: Panel, *, without: int = 0) -> Day:
    """Everybody has accepted; it is ten minutes before the start, and the doors are open.

    The seat `without` is one that nobody holds.
    """
    async with panel.database.transaction() as session:
        await session.execute(text(ACCOUNTS))
    await panel.arrange()
    await panel.deliver()
    for seat in (await panel.now()).seats:
        if seat.position != without:
            await panel.answer(seat.position, PLEDGE, ACCEPT)
    panel.ceremony.clock.moment = STARTS - timedelta(minutes=10)
    day = Day(panel)
    await day.hosted(open_meeting)
    return day
