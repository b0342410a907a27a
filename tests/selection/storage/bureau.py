"""A bureau with a drawn panel of one member, stored row by row, to look at what waits for whom."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from expert_pool.experts import ExpertId
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.waiting import Viewer
from selection.storage.tables import AssignmentRow, DrawRow, PanelRequestRow
from tests.factories import make_expert

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
"""The review's only day."""
STAFF = {
    "officer": Role.OFFICER,
    "other": Role.OFFICER,
    "approver": Role.APPROVER,
    "colleague": Role.APPROVER,
    "auditor": Role.AUDITOR,
    "finance": Role.FINANCE,
}


@dataclass(frozen=True)
class Bureau:
    """Who works there, and the ids of a drawn request, its draw and its only member."""

    session: AsyncSession
    people: dict[str, UUID]
    request: UUID
    draw: UUID
    expert: UUID

    def viewer(self, name: str, *, days: int = 0, witnesses: int = 0) -> Viewer:
        return Viewer(self.people[name], NOW + timedelta(days=days), witnesses=witnesses)

    async def put(self, row: type[SQLModel], **values: Any) -> UUID:
        given = {"id": uuid4(), **values}
        await self.session.execute(insert(table_of(row)).values(**given))
        return UUID(str(given["id"]))

    async def change(self, row: type[SQLModel], id_: UUID, **values: Any) -> None:
        table = table_of(row)
        await self.session.execute(update(table).where(table.c.id == id_).values(**values))

    async def add_request(self, number: str, state: str, **values: Any) -> UUID:
        told = {"number": number, "state": state, "created_by": self.people["officer"]}
        plain = {"activity": "A01", "draft_cipher": b"", "policy_digest": "", "decision_reason": ""}
        return await self.put(PanelRequestRow, **{"version": 1, **plain, **told, **values})

    async def add_draw(self, request: UUID, state: str, **values: Any) -> UUID:
        told = {"request_id": request, "state": state, "attempt": 1, "commit_hash": uuid4().bytes}
        return await self.put(DrawRow, **{"reveal_from": NOW, **told, **values})


async def open_bureau(session: AsyncSession) -> Bureau:
    """Accounts of the staff, and the request PR-2026-0001 with its panel of one member."""
    accounts = AccountStore(session)
    people = {}
    for name, role in STAFF.items():
        people[name] = await accounts.add(f"{name}@example.org", name, "en", NOW)
        await accounts.grant(people[name], role, None, NOW)
    expert = make_expert(id=ExpertId(str(uuid4())))
    await add_experts(session, (ExpertRecord(expert),))
    empty = Bureau(session, people, uuid4(), uuid4(), UUID(expert.id))
    approved = {"approved_by": people["approver"], "approved_at": NOW}
    request = await empty.add_request("PR-2026-0001", "drawn", **approved)
    draw = await empty.add_draw(request, "drawn", drawn_at=NOW)
    own = {"panel": str(request), "fields": [], "lead_units": [], "project_ids": []}
    days = {"review_from": DAY, "review_to": DAY, "review_days": [DAY], "outcome": "pending"}
    seat = {"expert_id": empty.expert, "draw_id": draw, "activity": "A01", "programme": ""}
    await empty.put(AssignmentRow, **seat, **own, **days)
    return replace(empty, request=request, draw=draw)
