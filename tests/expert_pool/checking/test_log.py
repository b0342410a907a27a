"""Whoever has all rights on the database changes the log: the check names the first fault."""

import pytest

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead, compare_with_leaves
from expert_pool.checking import LogReport, check_log
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from tests import tampering
from tests.expert_pool.log_samples import CIPHER
from web.launcher import EmbeddedPostgres

ENTRIES = 8


async def record(database: Database, act: Act, **after: object) -> None:
    async with database.transaction() as session:
        await record_act(
            session, actor=Actor("ann", "auditor"), act=act, subject="log", after=after or None
        )


async def fill(database: Database) -> LogHead:
    for number in range(ENTRIES):
        await record(database, Act.EXPERT_CHANGE, number=number)
    async with database.read() as session:
        return await AuditStore(session).head()


async def check(database: Database, *heads: LogHead) -> LogReport:
    async with database.read() as session:
        return await check_log(session, CIPHER, heads)


async def test_an_untouched_log_has_no_fault_and_keeps_the_heads_it_noted(
    database: Database,
) -> None:
    head = await fill(database)
    await record(database, Act.LOG_EXPORT, size=head.size, root=head.root.hex())
    report = await check(database, head)
    assert (report.findings, report.heads, report.head.size) == ((), 2, ENTRIES + 1)


@pytest.mark.parametrize("noted", ["bad root", 7, None])
async def test_what_is_no_head_is_not_taken_for_one(database: Database, noted: object) -> None:
    await fill(database)
    await record(database, Act.LOG_VERIFY, size=3, root=noted)
    assert (await check(database)).heads == 0


CLUMSY = {
    "LOG-03.wrong_index(expected)": tampering.REMOVED,
    "LOG-03.wrong_index(expected) ": tampering.UNPLACED,
    "LOG-04.not_an_entry(index)": tampering.GARBLED,
    "LOG-06.wrong_detail(index)": tampering.DETAIL_CHANGED,
    "LOG-14.detail_gone(index)": tampering.DETAIL_GONE,
}


@pytest.mark.parametrize("shown", CLUMSY)
async def test_a_clumsy_change_shows_in_the_log_itself(
    database: Database, database_url: str, cluster: EmbeddedPostgres, shown: str
) -> None:
    await fill(database)
    await tampering.tamper(cluster, database_url, CLUMSY[shown], 3)
    first = (await check(database)).findings[0]
    code, _, param = shown.strip(" )").partition("(")
    assert (first.code, first.param(param)) == (code, 3)


@pytest.mark.parametrize(
    "statements",
    [tampering.CHANGED, tampering.CLOSED_UP, tampering.MOVED, tampering.INSERTED],
)
async def test_a_careful_change_shows_against_a_head_that_was_noted_before(
    database: Database, database_url: str, cluster: EmbeddedPostgres, statements: str
) -> None:
    head = await fill(database)
    async with database.read() as session:
        leaves = await AuditStore(session).leaf_hashes()
    await record(database, Act.LOG_EXPORT, size=head.size, root=head.root.hex())
    await tampering.tamper(cluster, database_url, statements, 3)
    report = await check(database)
    assert report.findings[-1].code == "LOG-15.rewritten_between"
    assert report.findings[-1].param("first") == 0
    (entry,) = compare_with_leaves(report.leaves, leaves)
    assert (entry.code, entry.param("index")) == ("LOG-11.entry_differs", 3)


async def test_a_cut_off_tail_shows_against_a_head_kept_outside(
    database: Database, database_url: str, cluster: EmbeddedPostgres
) -> None:
    head = await fill(database)
    await tampering.tamper(cluster, database_url, tampering.SHORTENED, 5)
    codes = [finding.code for finding in (await check(database, head)).findings]
    assert codes[-1] == "LOG-09.truncated"


async def test_an_erasure_that_the_log_tells_of_is_no_fault(database: Database) -> None:
    await fill(database)
    async with database.transaction() as session:
        store = AuditStore(session)
        erasure = await record_act(
            session, actor=Actor("ann", "auditor"), act=Act.PII_ERASE, subject="expert:x"
        )
        ids = [line.entry.id for line in (await store.page(AuditFilter())).entries]
        await store.erase_details(ids, erasure)
    assert (await check(database)).findings == ()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_checkpoint SET root = sha256(root)", "LOG-27.checkpoint_kept_otherwise"),
        ("INSERT INTO audit_node VALUES (8, 0, sha256('x'))", "LOG-28.subtree_kept_otherwise"),
        (
            "INSERT INTO audit_cosignature VALUES ('log', 8, 'w+00', 'none', now())",
            "LOG-29.cosignature_broken",
        ),
    ],
)
async def test_what_is_kept_beside_the_log_is_held_against_it(
    database: Database, database_url: str, cluster: EmbeddedPostgres, statement: str, code: str
) -> None:
    await fill(database)
    await tampering.tamper(cluster, database_url, _unguarded(statement), 0)
    assert [finding.code for finding in (await check(database)).findings] == [code]


def _unguarded(statement: str) -> str:
    switch = "ALTER TABLE audit_checkpoint {} TRIGGER USER;"
    return f"{switch.format('DISABLE')}{statement};{switch.format('ENABLE')}"
