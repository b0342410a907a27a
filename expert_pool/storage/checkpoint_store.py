"""Keeps signed checkpoints with the lines of their witnesses, and gives them out again.

It decides nothing: what may be signed is for `expert_pool.audit.continuity` to say.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.checkpoints import Checkpoint
from expert_pool.audit.delays import Delays
from expert_pool.audit.kept_notes import KeptNote
from expert_pool.audit.merkle import Frontier, leaf_hash
from expert_pool.audit.notes import Note, Signature, VerifierKey, parse_note, parse_signature
from expert_pool.storage.audit_sequence import kept_frontier
from expert_pool.storage.tables.audit import AuditEntryRow, AuditOrderRow
from expert_pool.storage.tables.checkpoints import (
    AuditCheckpointRow,
    AuditCosignatureRow,
    AuditNoteRow,
)

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('expert_pool.audit_note'))")


_WAITED: Final = text(
    "SELECT clock_timestamp() - LEAST((SELECT min(queued_at) FROM audit_queue),"
    " (SELECT made_at FROM audit_checkpoint WHERE size >"
    " (SELECT coalesce(max(size), 0) FROM audit_note WHERE origin = :origin)"
    " ORDER BY size LIMIT 1))"
)


async def lock_signing(session: AsyncSession) -> None:
    """Let one process at a time sign, until the end of the transaction."""
    await session.execute(_LOCK)


async def add_note(
    session: AsyncSession, checkpoint: Checkpoint, note: Note, signed_at: datetime
) -> None:
    """Keep a signed checkpoint."""
    row = {
        "origin": checkpoint.origin,
        "size": checkpoint.head.size,
        "note": note.written(),
        "signed_at": signed_at,
    }
    await session.execute(insert(AuditNoteRow), [row])


async def newest_note(session: AsyncSession, origin: str, size: int = 0) -> Note | None:
    """The newest signed checkpoint of a log (of at least this size) with all cosignatures."""
    note = AuditNoteRow
    query = (
        select(col(note.size), col(note.note))
        .where(col(note.origin) == origin, col(note.size) >= size)
        .order_by(col(note.size).desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return await _with_witnesses(session, origin, *row) if row else None


async def list_notes(session: AsyncSession, origins: Collection[str]) -> tuple[KeptNote, ...]:
    """Every signed checkpoint of these logs, the smallest first; of all logs where none is given.

    As they were signed: without the lines of witnesses.
    """
    note = AuditNoteRow
    query = select(col(note.size), col(note.note)).order_by(col(note.size), col(note.origin))
    if origins:
        query = query.where(col(note.origin).in_(origins))
    rows = await session.execute(query)
    return tuple(KeptNote(f"{note.__tablename__} {size}", text.encode()) for size, text in rows)


async def notes_by_size(session: AsyncSession) -> dict[tuple[str, int], bytes]:
    """Every signed checkpoint of every log, by its name and size."""
    note = AuditNoteRow
    rows = await session.execute(select(col(note.origin), col(note.size), col(note.note)))
    return {(origin, size): text.encode() for origin, size, text in rows}


async def signed_at(session: AsyncSession, origin: str, size: int) -> datetime | None:
    """When the checkpoint of this size was signed."""
    note = AuditNoteRow
    query = select(col(note.signed_at)).where(col(note.origin) == origin, col(note.size) == size)
    return await session.scalar(query)


async def cosigned_note(
    session: AsyncSession, origin: str, size: int, witnesses: Sequence[VerifierKey] = ()
) -> Note | None:
    """The first checkpoint of at least this size that a witness cosigned, with all its lines.

    With keys given, by one of these witnesses.
    """
    line = AuditCosignatureRow
    query = (
        select(col(line.size))
        .where(col(line.origin) == origin, col(line.size) >= size)
        .order_by(col(line.size))
        .limit(1)
    )
    if witnesses:
        query = query.where(col(line.witness).in_([named(key) for key in witnesses]))
    found = await session.scalar(query)
    if found is None:
        return None
    kept = select(col(AuditNoteRow.note)).where(
        col(AuditNoteRow.origin) == origin, col(AuditNoteRow.size) == found
    )
    note = await session.scalar(kept)
    return await _with_witnesses(session, origin, found, note) if note else None


async def _with_witnesses(session: AsyncSession, origin: str, size: int, note: str) -> Note:
    line = AuditCosignatureRow
    query = (
        select(col(line.line))
        .where(col(line.origin) == origin, col(line.size) == size)
        .order_by(col(line.witness))
    )
    own = parse_note(note.encode())
    lines = [parse_signature(one) for one in await session.scalars(query)]
    return Note(own.text, (*own.signatures, *lines))


async def add_cosignature(
    session: AsyncSession, checkpoint: Checkpoint, witness: VerifierKey, line: Signature
) -> None:
    """Keep the line of a witness under a checkpoint; the first one stays."""
    row = {
        "origin": checkpoint.origin,
        "size": checkpoint.head.size,
        "witness": named(witness),
        "line": line.line,
        "cosigned_at": datetime.fromtimestamp(line.time).astimezone(),
    }
    await session.execute(insert_or(AuditCosignatureRow).values(row).on_conflict_do_nothing())


async def cosigned_size(session: AsyncSession, origin: str, witness: VerifierKey) -> int:
    """The size of the newest checkpoint that this witness cosigned; 0 where it never did."""
    line = AuditCosignatureRow
    query = (
        select(col(line.size))
        .where(col(line.origin) == origin, col(line.witness) == named(witness))
        .order_by(col(line.size).desc())
        .limit(1)
    )
    return await session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class WitnessStanding:
    """A witness: the newest checkpoint that it cosigned, when, and how many entries came since."""

    name: str
    size: int = 0
    cosigned_at: datetime | None = None
    behind: int = 0


async def witness_standings(
    session: AsyncSession, origin: str, witnesses: Sequence[VerifierKey]
) -> tuple[WitnessStanding, ...]:
    """How far each witness has seen the log, in the order in which they are set."""
    line, note = AuditCosignatureRow, AuditNoteRow
    newest = select(func.max(col(note.size))).where(col(note.origin) == origin)
    signed = await session.scalar(newest) or 0
    rows = await session.execute(
        select(col(line.witness), func.max(col(line.size)), func.max(col(line.cosigned_at)))
        .where(col(line.origin) == origin)
        .group_by(col(line.witness))
    )
    seen = {witness: (size, at) for witness, size, at in rows}
    standings = list[WitnessStanding]()
    for key in witnesses:
        size, at = seen.get(named(key), (0, None))
        standings.append(WitnessStanding(key.name, size, at, signed - size))
    return tuple(standings)


def named(witness: VerifierKey) -> str:
    """A witness by name and key id: a new key is another witness."""
    return f"{witness.name}+{witness.id.hex()}"


async def log_delays(
    session: AsyncSession, origin: str, witnesses: Sequence[VerifierKey], now: datetime
) -> Delays:
    """How long a log has waited for places, signatures and, where there are any, witnesses.

    The service's readers give places too, so ask before them (`Database.aside`).
    """
    waited = await session.scalar(_WAITED, {"origin": origin})
    if not witnesses:
        return Delays(waited)
    seen = max([await cosigned_size(session, origin, key) for key in witnesses])
    note = AuditNoteRow
    query = (
        select(col(note.signed_at))
        .where(col(note.origin) == origin, col(note.size) > seen)
        .order_by(col(note.size))
        .limit(1)
    )
    signed = await session.scalar(query)
    return Delays(waited, now - signed if signed else None)


async def tree_below(session: AsyncSession, size: int) -> Frontier:
    """The tree as kept by the largest checkpoint of at most this size."""
    query = (
        select(col(AuditCheckpointRow.size))
        .where(col(AuditCheckpointRow.size) <= size)
        .order_by(col(AuditCheckpointRow.size).desc())
        .limit(1)
    )
    found = await session.scalar(query)
    return (await kept_frontier(session, found) if found else None) or Frontier()


async def leaves_between(session: AsyncSession, first: int, stop: int) -> tuple[bytes, ...]:
    """The leaf hashes from one place to before another, recomputed from the bodies."""
    query = (
        select(col(AuditEntryRow.body))
        .join(AuditOrderRow, col(AuditOrderRow.entry_id) == col(AuditEntryRow.id))
        .where(col(AuditOrderRow.seq) >= first, col(AuditOrderRow.seq) < stop)
        .order_by(col(AuditOrderRow.seq))
        .execution_options(yield_per=1000)
    )
    return tuple([leaf_hash(body.encode()) async for (body,) in await session.stream(query)])
