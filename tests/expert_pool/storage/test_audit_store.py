"""The stored log: pages by filter, whole reads, erasure, and the database's refusals."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from expert_pool.audit.acts import Act, ActGroup, acts_of
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import check_export, compare_with_head
from expert_pool.encryption import FieldCipher, Keyring
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.audit_append import KeptDetail, append_entries
from expert_pool.storage.audit_sequence import LogOrder
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from tests.expert_pool.audit.entry_samples import write_export
from tests.expert_pool.log_samples import CIPHER, START, statements

OFFICER, REGISTRAR = Actor("ann", "officer"), Actor("bob", "registrar")

# One act a minute, from START.
ACTS = (
    (OFFICER, Act.PROJECT_CREATE, "project:1", ""),
    (OFFICER, Act.REQUEST_CREATE, "request:5", "request:5"),
    (REGISTRAR, Act.APPLICATION_ADMIT, "expert:ann", ""),
    (OFFICER, Act.REQUEST_SUBMIT, "request:5", "request:5"),
    (REGISTRAR, Act.APPLICATION_RETURN, "application:8", ""),
)


async def filled(database: Database) -> Database:
    for actor, act, subject, request in ACTS:
        async with database.transaction() as session:
            await record_act(
                session,
                actor=actor,
                act=act,
                subject=subject,
                request=request,
                after={"name": "虚构"} if actor is REGISTRAR else None,
            )
    await LogOrder(database).settle()
    return database


@pytest.mark.parametrize(
    ("wanted", "indexes"),
    [
        (AuditFilter(), [4, 3, 2, 1, 0]),
        (AuditFilter(person="ann"), [3, 2, 1, 0]),
        (AuditFilter(person="account:bob"), [4, 2]),
        (AuditFilter(subject="request:5"), [3, 1]),
        (AuditFilter(request="request:5", acts=frozenset({Act.REQUEST_SUBMIT})), [3]),
        (AuditFilter(acts=acts_of(ActGroup.APPLICATION)), [4, 2]),
        (AuditFilter(role="officer"), [3, 1, 0]),
        (AuditFilter(since=START + timedelta(minutes=3)), [4, 3]),
        (AuditFilter(until=START + timedelta(minutes=1)), [0]),
        (AuditFilter(person="nobody"), []),
    ],
)
async def test_a_filter_gives_its_entries_newest_first(
    database: Database, wanted: AuditFilter, indexes: list[int]
) -> None:
    await filled(database)
    async with database.read() as session:
        page = await AuditStore(session).page(wanted)
    assert ([logged.index for logged in page.entries], page.before) == (indexes, None)


async def test_pages_follow_each_other_without_gap_or_overlap(database: Database) -> None:
    await filled(database)
    seen, before = list[int](), None
    async with database.read() as session:
        for _ in range(3):
            page = await AuditStore(session).page(AuditFilter(), before, limit=2)
            seen += [logged.index for logged in page.entries]
            before = page.before
    assert before is None
    assert seen == [4, 3, 2, 1, 0]


async def test_the_whole_log_is_exported_with_and_without_details(database: Database) -> None:
    await filled(database)
    async with database.read() as session:
        store = AuditStore(session)
        full = [line async for line in store.lines(CIPHER)]
        bare = [line async for line in store.lines()]
        head, older = await store.head(), await store.leaf_hashes(3)
    assert check_export(write_export(full)).findings == ()
    assert check_export(write_export(bare)).head == head
    assert [line.detail is not None for line in full] == [False, False, True, False, True]
    assert compare_with_head(older, head)[0].code == "LOG-09.truncated"


async def test_the_computed_leaf_hash_is_the_one_of_the_body(database: Database) -> None:
    await filled(database)
    body = f'{{"\\\\":"\\u00e9\\"専", "id":"{UUID(int=1)}"'
    fields = "".join(f',"{name}":""' for name in ("t", "actor", "role", "act", "subj", "req"))
    async with database.transaction() as session:
        insertion = text("INSERT INTO audit_entry (id, body) VALUES (:id, :body)")
        await session.execute(insertion, {"id": UUID(int=1), "body": f"{body}{fields}}}"})
    async with database.read() as session:
        stored = await session.execute(
            text("SELECT leaf_hash FROM audit_entry JOIN audit_order ON entry_id = id ORDER BY seq")
        )
        recomputed = await AuditStore(session).leaf_hashes()
    assert tuple(stored.scalars()) == recomputed


async def test_details_are_erased_by_an_act_and_the_log_still_stands(database: Database) -> None:
    await filled(database)
    async with database.read() as session:
        before = await AuditStore(session).head()
        page = await AuditStore(session).page(AuditFilter(subject="expert:ann"))
    ids = [logged.entry.id for logged in page.entries]
    async with database.transaction() as session:
        erasure = await record_act(session, actor=OFFICER, act=Act.PII_ERASE, subject="expert:ann")
        assert await AuditStore(session).erase_details(ids, erasure) == 1
    async with database.read() as session:
        assert await AuditStore(session).details(CIPHER, ids) == {}
        lines = [line async for line in AuditStore(session).lines(CIPHER)]
        leaves = await AuditStore(session).leaf_hashes()
    assert check_export(write_export(lines)).findings == ()
    assert compare_with_head(leaves, before) == ()


@pytest.mark.parametrize("act", [Act.PII_READ, None])
async def test_details_are_not_erased_without_an_act_that_says_so(
    database: Database, act: Act | None
) -> None:
    await filled(database)
    with pytest.raises(DBAPIError, match="erased only by an act of erasure"):
        await _erase(database, act)


async def _erase(database: Database, act: Act | None) -> None:
    async with database.transaction() as session:
        erasure = uuid4()
        if act:
            erasure = await record_act(session, actor=OFFICER, act=act, subject="expert:ann")
        page = await AuditStore(session).page(AuditFilter(subject="expert:ann"))
        await AuditStore(session).erase_details([page.entries[0].entry.id], erasure)


async def test_an_old_act_of_erasure_does_not_open_the_door_again(database: Database) -> None:
    await filled(database)
    async with database.transaction() as session:
        erasure = await record_act(session, actor=OFFICER, act=Act.PII_ERASE, subject="expert:x")
    with pytest.raises(DBAPIError, match="erased only by an act of erasure"):
        await _run(
            database,
            f"SELECT set_config('audit.erasure', '{erasure}', true)",
            "DELETE FROM audit_detail",
        )


FORBIDDEN = [
    "UPDATE audit_entry SET body = body",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "UPDATE audit_order SET seq = seq + 100",
    "DELETE FROM audit_order",
    "TRUNCATE audit_order",
    "INSERT INTO audit_order SELECT 99, id FROM audit_entry LIMIT 1",
    "TRUNCATE audit_queue",
    "UPDATE audit_checkpoint SET size = size + 1",
    "DELETE FROM audit_checkpoint",
    "TRUNCATE audit_checkpoint",
    "TRUNCATE audit_node",
    "TRUNCATE audit_note",
    "TRUNCATE audit_cosignature",
    "UPDATE audit_detail SET salt = salt",
    "DELETE FROM audit_detail",
    "TRUNCATE audit_detail",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_database_refuses_to_change_the_log(database: Database, statement: str) -> None:
    await filled(database)
    with pytest.raises(DBAPIError) as refused:
        await _run(database, statement)
    assert getattr(refused.value.orig, "sqlstate", None) == "42501"
    async with database.read() as session:
        assert (await AuditStore(session).head()).size == len(ACTS)


LOG_TABLES = ("entry", "order", "detail", "queue", "checkpoint", "node", "note", "cosignature")


@pytest.mark.parametrize("table", [f"audit_{name}" for name in LOG_TABLES])
async def test_the_triggers_also_hold_under_replication(database: Database, table: str) -> None:
    async with database.read() as session:
        enabled = await session.scalars(
            text(
                "SELECT tgenabled::text FROM pg_trigger"
                " WHERE tgrelid = CAST(:name AS regclass) AND NOT tgisinternal"
            ),
            {"name": table},
        )
    assert set(enabled) == {"A"}


async def test_an_entry_cannot_be_stored_under_another_id(database: Database) -> None:
    await filled(database)
    copy = "INSERT INTO audit_entry (id, body) SELECT gen_random_uuid(), body FROM audit_entry"
    with pytest.raises(IntegrityError, match="audit_entry_own_id"):
        await _run(database, copy)


async def test_a_detail_put_in_the_place_of_another_is_not_shown(database: Database) -> None:
    await filled(database)
    async with database.transaction() as session:
        made = await record_act(session, actor=OFFICER, act=Act.EXPERT_CHANGE, subject="expert:1")
        store = AuditStore(session)
        page = await store.page(AuditFilter(subject="expert:ann"))
        detail = (await store.details(CIPHER, [page.entries[0].entry.id])).popitem()[1]
        await append_entries(session, CIPHER, [], [KeptDetail(made, bytes(32), detail)])
    async with database.read() as session:
        with pytest.raises(ExpertPoolError, match=r"^audit\.detail_changed"):
            await AuditStore(session).details(CIPHER, [made])


async def test_details_cannot_be_read_with_another_key(database: Database) -> None:
    await filled(database)
    stranger = FieldCipher(Keyring({1: bytes(32)}, current=1, index=1))
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter(subject="expert:ann"))
        with pytest.raises(ExpertPoolError, match=r"^encryption\.unreadable"):
            await AuditStore(session).details(stranger, [page.entries[0].entry.id])


async def test_an_unknown_entry_is_not_found(database: Database) -> None:
    async with database.read() as session:
        assert await AuditStore(session).find(uuid4()) is None


async def test_the_append_only_rules_can_be_taken_away_and_made_again(database: Database) -> None:
    await _run(database, *statements("audit_sequencer_down.sql"))
    await _run(database, *statements("audit_append_only_down.sql"))
    await _run(database, *statements("audit_append_only.sql"))
    await _run(database, *statements("audit_sequencer.sql"))
    with pytest.raises(DBAPIError, match="append-only"):
        await _run(database, "TRUNCATE audit_order")


async def _run(database: Database, *wanted: str) -> None:
    async with database.transaction() as session:
        for statement in wanted:
            await session.execute(text(statement))
