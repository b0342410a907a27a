"""What waits at the desks of registrars, approvers and user administrators, by real rows."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Select, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from expert_pool.experts import ExpertId
from expert_pool.storage import waiting_desks as desks
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.tables.applications import ApplicationRow
from expert_pool.storage.tables.asked_acts import AskedActRow
from expert_pool.storage.tables.calls import CallRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.credit import CreditCaseRow, CreditEventRow
from expert_pool.storage.waiting import Viewer, look
from tests.factories import make_expert

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NAMES = ("first", "second", "third")
Query = Callable[[Viewer], Select[Any]]


@dataclass(frozen=True)
class Desk:
    """Three people at work; which role they hold does not matter to the queries."""

    session: AsyncSession
    people: dict[str, UUID]
    expert: UUID

    async def put(self, row: type[SQLModel], **values: Any) -> UUID:
        given = {"id": uuid4(), **values}
        await self.session.execute(insert(table_of(row)).values(**given))
        return UUID(str(given["id"]))

    async def change(self, row: type[SQLModel], id_: UUID, **values: Any) -> None:
        table = table_of(row)
        await self.session.execute(update(table).where(table.c.id == id_).values(**values))

    async def apply(self, state: str, **values: Any) -> UUID:
        told = {"recommendation": "", "source": "online", "email": "", "call_number": ""}
        number = {"reference_number": f"JH-{uuid4()}", "version": 1, "submitted_at": NOW}
        return await self.put(ApplicationRow, state=state, **{**told, **number, **values})

    async def waits(self, query: Query, *, two: bool = True) -> list[str]:
        """For whom exactly one of it waits."""
        found = []
        for name, account in self.people.items():
            waiting = await look(self.session, query(Viewer(account, NOW, two_persons=two)))
            assert waiting.count in {0, 1}
            found += [name] * waiting.count
        return found


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with database.transaction() as session:
        store, expert = AccountStore(session), make_expert(id=ExpertId(str(uuid4())))
        people = {it: await store.add(f"{it}@example.org", it, "en", NOW) for it in NAMES}
        await add_experts(session, (ExpertRecord(expert),))
        yield Desk(session, people, UUID(expert.id))


async def test_an_application_waits_for_a_first_check_then_for_another_registrar(
    desk: Desk,
) -> None:
    own = await desk.apply("submitted", account_id=desk.people["third"])
    assert await desk.waits(desks.first_checks) == ["first", "second"]
    await desk.change(ApplicationRow, own, entered_by=desk.people["second"])
    assert await desk.waits(desks.first_checks) == ["first"]
    taken = {"state": "first_check", "first_registrar": desk.people["first"], "entered_by": None}
    await desk.change(ApplicationRow, own, **taken)
    assert await desk.waits(desks.first_checks) == []
    assert await desk.waits(desks.checks_in_hand) == ["first"]
    await desk.change(ApplicationRow, own, state="second_check")
    assert await desk.waits(desks.second_checks) == ["second"]
    assert await desk.waits(desks.second_checks, two=False) == ["first", "second"]
    assert await desk.waits(desks.changes) == []


async def test_changes_of_members_stand_on_a_line_of_their_own(desk: Desk) -> None:
    change = await desk.apply("submitted", source="change")
    assert await desk.waits(desks.changes) == list(NAMES)
    assert await desk.waits(desks.first_checks) == []
    first = {"state": "second_check", "first_registrar": desk.people["first"]}
    await desk.change(ApplicationRow, change, **first)
    assert await desk.waits(desks.changes) == ["second", "third"]
    assert await desk.waits(desks.second_checks) == []


async def test_a_paper_application_waits_for_who_enters_it(desk: Desk) -> None:
    paper = await desk.apply("draft", source="paper", entered_by=desk.people["first"])
    assert await desk.waits(desks.papers) == ["first"]
    await desk.change(ApplicationRow, paper, state="submitted")
    assert await desk.waits(desks.papers) == []


async def test_a_case_waits_for_who_neither_reported_nor_decided_it(desk: Desk) -> None:
    plain = {"request": "", "document": "", "proof_name": "", "proof_type": "", "proof_size": 0}
    by = {"reported_by": desk.people["first"], "reported_role": "registrar", "recorded_at": NOW}
    told = {"expert_id": desk.expert, "kind": "late", "occurred_on": NOW.date()}
    event = await desk.put(CreditEventRow, **plain, **by, **told)
    opened = {"opened_at": NOW, "since": NOW, "version": 1, "policy_digest": "", "told_way": ""}
    measure = {"proposed": "note", "proposed_months": 0, "measure": "note", "months": 0}
    who = {"event_id": event, "expert_id": desk.expert, "resumes": False}
    case = await desk.put(CreditCaseRow, state="silent", **opened, **measure, **who)
    assert await desk.waits(desks.cases_to_decide) == ["second", "third"]
    assert await desk.waits(desks.cases_to_confirm) == []
    await desk.change(CreditCaseRow, case, state="decided", decided_by=desk.people["second"])
    assert await desk.waits(desks.cases_to_decide) == []
    assert await desk.waits(desks.cases_to_confirm) == ["third"]
    heard = {"told_on": NOW.date(), "confirmed_by": desk.people["third"]}
    asked = {"state": "lift_asked", "lift_asked_by": desk.people["third"]}
    await desk.change(CreditCaseRow, case, **heard, **asked)
    assert await desk.waits(desks.cases_to_confirm) == ["second"]


async def test_a_draft_of_a_call_waits_for_others_until_its_last_day(desk: Desk) -> None:
    drafted = {"drafted_by": desk.people["first"], "drafted_at": NOW, "state": "draft"}
    told = {"number": "C2026-001", "field": "0101", "wanted": 3}
    call = await desk.put(CallRow, until=NOW.date(), **told, **drafted)
    assert await desk.waits(desks.calls_to_release) == ["second", "third"]
    await desk.change(CallRow, call, until=date(2026, 11, 19))
    assert await desk.waits(desks.calls_to_release) == []


async def test_an_act_on_an_account_waits_for_the_other_administrators(desk: Desk) -> None:
    asked = {"asked_by": desk.people["first"], "asked_at": NOW, "role": "", "outcome": ""}
    act = await desk.put(AskedActRow, account_id=desk.people["second"], act="reset", **asked)
    assert await desk.waits(desks.acts_to_confirm) == ["third"]
    done = {"decided_by": desk.people["third"], "decided_at": NOW, "outcome": "withdrawn"}
    await desk.change(AskedActRow, act, **done)
    assert await desk.waits(desks.acts_to_confirm) == []
