"""Proofs from the stored tree are those over all leaves."""

import pytest

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.audit.merkle import consistency_path, inclusion_path
from expert_pool.recording import Particulars, record_each
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.database import Database
from expert_pool.storage.log_proofs import prove_consistency, prove_inclusion

SIZE = 1300


async def test_proofs_are_those_over_all_leaves(database: Database) -> None:
    many = {f"demo:{number}": Particulars() for number in range(SIZE)}
    async with database.transaction() as session:
        await record_each(session, Actor("ann", "auditor"), Act.DEMO_FILL, many)
    async with database.read() as session:
        leaves = await AuditStore(session).kept_leaves()
        for size, index in [(SIZE, 0), (SIZE, 1299), (SIZE, 700), (1024, 1023), (257, 256), (1, 0)]:
            found = await prove_inclusion(session, index, size)
            assert found == inclusion_path(leaves[:size], index)
        for size, older in [(SIZE, 0), (SIZE, SIZE), (SIZE, 1), (SIZE, 1024), (1025, 511)]:
            assert await prove_consistency(session, older, size) == consistency_path(
                leaves[:size], older
            )
        with pytest.raises(IndexError):
            await prove_inclusion(session, 5, 5)
