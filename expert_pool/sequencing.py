"""Keeps the log in order and signs it: places for what waits, a checkpoint, a copy outside.

Its one job is to run these steps in their order: places and tree are committed, then the
checkpoint is signed and committed, then it leaves the database. Whoever kills it at any
instruction loses nothing: the next step does what is missing. It never signs a log that
does not go on from all it signed before; what it found then stands in `refused`.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.checkpoints import (
    Checkpoint,
    parse_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from expert_pool.audit.continuity import check_growth
from expert_pool.audit.log import SOURCE, LogHead
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import Note
from expert_pool.durable import read_if_there, replace_seen
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Severity
from expert_pool.storage.audit_sequence import LogOrder, newest_frontier
from expert_pool.storage.checkpoint_store import (
    add_note,
    leaves_between,
    lock_signing,
    newest_note,
    tree_below,
)
from expert_pool.storage.database import Database


class Sequencer:
    """The log of one database with its keys; several may run, one at a time works.

    `exported` is the file beside the database that holds the newest signed checkpoint.
    """

    def __init__(
        self,
        database: Database,
        keys: Callable[[], LogKeys],
        exported: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._order = LogOrder(database)
        self._keys = keys
        self._exported = exported
        self._clock = clock
        self.refused: tuple[Finding, ...] = ()

    @property
    def keys(self) -> LogKeys:
        """The keys as their file holds them now; a new key counts from the next signature on."""
        return self._keys()

    async def step(self) -> Note | None:
        """Give what waits its place, sign the log, and put the note outside; the newest note.

        None where there is nothing to sign yet, or where nothing may be signed: `refused`.
        """
        await self._order.settle()
        async with self._database.aside() as session:
            await lock_signing(session)
            # Read under the lock: who changes the name of the log holds it, too.
            outside = read_if_there(self._exported)
            note = await self._sign(session, self.keys, outside)
        written = note.written().encode() if note else outside
        if written is not None and written != outside:
            # Flushing a file takes long; the acts of others must not wait for it. Meanwhile
            # another process may have put a newer note there: only what was looked at is replaced.
            await asyncio.to_thread(replace_seen, self._exported, outside, written)
        return note

    async def _sign(
        self, session: AsyncSession, keys: LogKeys, outside: bytes | None
    ) -> Note | None:
        newest, former = await newest_frontier(session), await newest_note(session, keys.origin)
        # The newest note of the database and the newest that left it.
        notes = (former.written().encode() if former else None, outside)
        try:
            signed = [_read(note, keys) for note in notes if note is not None]
        except ExpertPoolError as error:
            self.refused = (_not_ours(error),)
            return None
        base = await tree_below(session, min((one.size for one in signed), default=0))
        leaves = await leaves_between(session, base.size, newest.size)
        self.refused = check_growth(base, leaves, newest, signed)
        if self.refused or newest.size == 0:
            return None
        head = LogHead(newest.size, newest.root)
        if former is not None and parse_checkpoint(former.text).head == head:
            return former
        return await self._add(session, keys, head)

    async def _add(self, session: AsyncSession, keys: LogKeys, head: LogHead) -> Note:
        now, checkpoint = self._clock(), Checkpoint(keys.origin, head)
        note = sign_checkpoint(checkpoint, keys.signing(now))
        await add_note(session, checkpoint, note, now)
        return note


def _read(note: bytes, keys: LogKeys) -> LogHead:
    return read_checkpoint(note, keys.known).checkpoint.head


def _not_ours(error: ExpertPoolError) -> Finding:
    params = (("problem", error.code),)
    return Finding("LOG-20.note_not_ours", Severity.HARD, SOURCE, params)
