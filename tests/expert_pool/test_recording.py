"""Recording: one entry in the caller's own transaction, or neither of the two."""

import asyncio

import pytest

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor, hash_session
from expert_pool.audit.log import check_export
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import Particulars, cipher_of, record_act, record_each
from expert_pool.roles import Role
from expert_pool.storage import audit_store
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from tests.expert_pool.audit.entry_samples import write_export
from tests.expert_pool.log_samples import CIPHER, START

REGISTRAR = Actor("account-1", Role.REGISTRAR, "a session's token")


async def admit(database: Database, number: int) -> None:
    async with database.transaction() as session:
        await record_act(
            session,
            actor=REGISTRAR,
            act=Act.APPLICATION_ADMIT,
            subject=f"application:{number}",
            before={"state": "in_review"},
            after={"state": "admitted", "on": START.date()},
            previous_state="in_review",
            next_state="admitted",
        )


async def test_an_act_is_recorded_with_all_that_was_said(database: Database) -> None:
    await admit(database, 7)
    async with database.read() as session:
        (logged,) = (await AuditStore(session).page(AuditFilter())).entries
        details = await AuditStore(session).details(CIPHER, [logged.entry.id])
    entry = logged.entry
    assert (logged.index, logged.has_detail, entry.moment) == (0, True, START)
    assert (entry.actor, entry.role, entry.act) == ("account-1", "registrar", "application.admit")
    assert (entry.session_hash, entry.software) == (hash_session(REGISTRAR.session), "test")
    assert (entry.subject, entry.previous_state, entry.next_state) == (
        "application:7",
        "in_review",
        "admitted",
    )
    assert details[entry.id].after == {"state": "admitted", "on": "2026-11-20"}


async def test_an_act_without_values_keeps_no_detail(database: Database) -> None:
    async with database.transaction() as session:
        made = await record_act(session, actor=REGISTRAR, act=Act.SESSION_LOGIN, subject="a:1")
    async with database.read() as session:
        logged = await AuditStore(session).find(made)
    assert logged is not None
    assert (logged.has_detail, logged.entry.detail_digest) == (False, "")


async def test_a_transaction_that_fails_leaves_no_entry_and_no_gap(database: Database) -> None:
    await admit(database, 1)
    with pytest.raises(ExpertPoolError, match=r"^audit\.bad_field"):
        await _admit_and_fail(database)
    await admit(database, 2)
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter())
    assert [logged.index for logged in page.entries] == [1, 0]


async def _admit_and_fail(database: Database) -> None:
    async with database.transaction() as session:
        for subject in ("application:9", "张三"):
            await record_act(session, actor=REGISTRAR, act=Act.EXPERT_CHANGE, subject=subject)


async def test_nothing_is_done_where_recording_is_not_wired(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(ExpertPoolError, match=r"^recording\.not_equipped"):
        await admit(database, 1)
    await database.close()


async def test_a_transaction_gives_its_keys_only_where_it_has_them(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as session:
        assert cipher_of(session) is CIPHER
    bare = Database(database_url)
    async with bare.transaction() as session:
        with pytest.raises(ExpertPoolError, match=r"^recording\.not_equipped"):
            cipher_of(session)
    await bare.close()


async def test_writers_at_the_same_time_leave_one_dense_log(database: Database) -> None:
    await asyncio.gather(*(admit(database, number) for number in range(40)))
    async with database.read() as session:
        lines = [line async for line in AuditStore(session).lines(CIPHER)]
        newest = await AuditStore(session).page(AuditFilter(), limit=1)
    report = check_export(write_export(lines))
    assert (report.findings, report.head.size) == ((), 40)
    assert newest.entries[0].index == 39


async def test_one_act_on_many_subjects_is_an_entry_for_each(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_store, "BATCH", 100)
    people = {f"expert:{number}": Particulars(after={"row": number}) for number in range(250)}
    async with database.transaction() as session:
        made = await record_each(session, REGISTRAR, Act.IMPORT_ADD, people)
        assert await record_each(session, REGISTRAR, Act.IMPORT_ADD, {}) == ()
    async with database.read() as session:
        lines = [line async for line in AuditStore(session).lines(CIPHER)]
        newest = await AuditStore(session).page(AuditFilter(), limit=1)
    assert check_export(write_export(lines)).findings == ()
    assert (len(lines), newest.entries[0].index) == (250, 249)
    assert newest.entries[0].entry.id == made[-1]
