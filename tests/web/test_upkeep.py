"""The pool is attended to beside the requests, by as many processes as there are."""

import asyncio
from datetime import date
from uuid import UUID

from expert_pool.audit.acts import Act
from expert_pool.experts import ExpertId, Standing
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert
from expert_pool.storage.mail_store import newest_mails
from tests.factories import make_expert
from web.services import Services
from web.upkeep import attend_pool

OLD = UUID(int=41)
WITH_MAIL = UUID(int=42)


async def test_two_processes_at_once_do_each_thing_once(services: Services) -> None:
    people = (
        ExpertRecord(make_expert(id=ExpertId(str(OLD)), birth_date=date(1940, 1, 1))),
        ExpertRecord(
            make_expert(id=ExpertId(str(WITH_MAIL)), confirmed_on=None, admitted_on=None),
            email="ce@example.org",
        ),
    )
    async with services.database.transaction() as session:
        await add_experts(session, people)
    await asyncio.gather(attend_pool(services), attend_pool(services))
    assert await attend_pool(services) == 0
    acts = frozenset({Act.EXPERT_REMIND, Act.EXPERT_REMOVE})
    async with services.database.transaction() as session:
        found = (await AuditStore(session).page(AuditFilter(acts=acts))).entries
        old = await load_expert(session, OLD)
        mails = await newest_mails(session, 10)
    assert sorted((one.entry.act, one.entry.subject) for one in found) == [
        ("expert.remind", f"expert:{WITH_MAIL}"),
        ("expert.remove", f"expert:{OLD}"),
    ]
    assert old is not None
    assert old.expert.standing is Standing.EXITED
    assert [(one.template, one.recipient) for one in mails] == [
        ("confirmation_due", "ce@example.org")
    ]
