"""What the log bears out of a draw, as the file that anybody may have beside the public receipt.

Opened are the commitment's entry of every attempt and the result's of this one: they hold
hashes, the policy and the source, and nothing that the receipt does not tell. What ended a
former attempt is shown closed. Who acted stands there as an opaque id.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.notes import Note, signed_by
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import cipher_of
from expert_pool.storage.bound_entries import BoundEntry, load_bound
from expert_pool.storage.checkpoint_store import cosigned_note, newest_note
from expert_pool.storage.log_proofs import prove_consistency, prove_inclusion
from selection.documents.proofs_file import Attempt, Locked, Logged, Opened, ProofsFile
from selection.documents.receipts import parse_receipt
from selection.drawing.desk import DrawDesk
from selection.drawing.sources import named_chains
from selection.errors import SelectionError
from selection.storage.draw_store import DrawRecord, load_attempts
from selection.verify.case import Case
from selection.verify.sourced import find_deadline
from selection.verify.trust import TrustFile

ACTS: Final = frozenset({Act.DRAW_COMMIT, Act.DRAW_RESULT, Act.DRAW_VOID, Act.DRAW_ANNUL})


async def gather_proofs(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, origin: str
) -> ProofsFile:
    """The proofs of a concluded draw, from the log of this name.

    Below the first checkpoint that a witness cosigned with all of it inside, so that the file
    stays the same; where nobody witnesses, below the newest.

    Raises:
        SelectionError: `draw.not_drawn_yet`.
        ExpertPoolError: `checkpoint.not_found`, where no checkpoint holds the result yet.
    """
    if draw.public_receipt is None:
        raise SelectionError("draw.not_drawn_yet")
    told = await _load_entries(session, draw)
    own = told[draw.attempt]
    note = await _covering(session, desk, origin, own[-1].index + 1)
    size = parse_checkpoint(note.text).head.size
    attempts = [
        Attempt(
            attempt=number,
            entries=tuple([await _prove(session, size, one, _shown(own, one)) for one in entries]),
        )
        for number, entries in told.items()
    ]
    return ProofsFile(
        v=1,
        type="draw.proofs",
        commit_hash=draw.commit_hash.hex(),
        result_digest=str(draw.summary["result_digest"]),
        attempts=tuple(attempts),
        checkpoint=note.written(),
        locked=await _lock(session, desk, draw, (origin, own[0].index, size)),
    )


async def _load_entries(
    session: AsyncSession, draw: DrawRecord
) -> Mapping[int, Sequence[BoundEntry]]:
    """Of each attempt up to this one its entries, the oldest first."""
    former = await load_attempts(session, draw.request_id)
    numbers = {str(one.id): one.attempt for one in former if one.attempt <= draw.attempt}
    told: dict[int, list[BoundEntry]] = {number: [] for number in numbers.values()}
    for entry in await load_bound(session, cipher_of(session), numbers.keys(), ACTS):
        told[numbers[entry.subject]].append(entry)
    return told


async def _covering(session: AsyncSession, desk: DrawDesk, origin: str, size: int) -> Note:
    note = None
    if desk.witnesses:
        note = await cosigned_note(session, origin, size, desk.witnesses)
    note = note or await newest_note(session, origin, size)
    if note is None:
        raise ExpertPoolError("checkpoint.not_found")
    return note


def _shown(own: Sequence[BoundEntry], entry: BoundEntry) -> bool:
    """Whether an entry is opened: each commitment, and the result of this attempt."""
    said = entry.body
    committed = f'"act":"{Act.DRAW_COMMIT.value}"'.encode() in said
    return committed or (entry in own and f'"act":"{Act.DRAW_RESULT.value}"'.encode() in said)


async def _prove(session: AsyncSession, size: int, entry: BoundEntry, shown: bool) -> Logged:
    opened = None
    if shown and entry.bond is not None:
        salt, detail = entry.bond
        text = canonical_bytes(detail.as_json()).decode()
        opened = Opened(salt=salt.hex(), detail=text)
    path = await prove_inclusion(session, entry.index, size)
    return Logged(index=entry.index, entry=entry.body.decode(), opened=opened, path=_written(path))


async def _lock(
    session: AsyncSession, desk: DrawDesk, draw: DrawRecord, placed: tuple[str, int, int]
) -> Locked | None:
    """The first checkpoint with the commitment that a witness cosigned in time; else nothing."""
    origin, index, size = placed
    if not desk.witnesses:
        return None
    note = await cosigned_note(session, origin, index + 1, desk.witnesses)
    if note is None or min(line.time for line in signed_by(note, desk.witnesses)) > _until(
        desk, draw
    ):
        return None
    older = parse_checkpoint(note.text).head.size
    return Locked(
        checkpoint=note.written(),
        path=_written(await prove_inclusion(session, index, older)),
        consistency=_written(await prove_consistency(session, older, size)),
    )


def _until(desk: DrawDesk, draw: DrawRecord) -> int:
    receipt = parse_receipt(draw.public_receipt or b"")
    chains = named_chains(desk.chain)
    trust = TrustFile(v=1, type="draw.trust", chains=chains) if chains else None
    return find_deadline(Case(receipt, trust))


def _written(path: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(node.hex() for node in path)
