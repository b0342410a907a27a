"""Shows the log to its witnesses and keeps what they sign (C2SP tlog-witness, `add-checkpoint`).

A witness is asked from the size it cosigned last; one that lost count says so and is asked
once more. It must not decide what a witness should sign: the proof decides.
"""

import asyncio
import http.client
from typing import Final
from urllib.parse import urlsplit

from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint, parse_size
from expert_pool.audit.notes import Note, Signature
from expert_pool.audit.proofs import Submission
from expert_pool.audit.witnessing import Refusal, Witness, read_answer
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.checkpoint_store import add_cosignature, cosigned_size
from expert_pool.storage.database import Database
from expert_pool.storage.log_proofs import prove_consistency

SECONDS: Final = 10.0
LONGEST_ANSWER: Final = 16_384
_DONE: Final = 200


async def show_witness(database: Database, witness: Witness, note: Note) -> None:
    """Have one witness cosign the newest note, where it has not done so already.

    Raises:
        ExpertPoolError: `witness.refused`, `witness.ahead` or `witness.bad_answer`.
        OSError: the witness can't be reached.
    """
    checkpoint = parse_checkpoint(note.text)
    async with database.read() as session:
        seen = await cosigned_size(session, checkpoint.origin, witness.key)
    if seen == checkpoint.head.size:
        return
    line = await have_cosigned(database, witness, note, seen)
    async with database.aside() as session:
        await add_cosignature(session, checkpoint, witness.key, line)


async def have_cosigned(database: Database, witness: Witness, note: Note, seen: int) -> Signature:
    """Its cosignature, by a proof that the log only grew since the size that it has seen.

    Where that is another size than `seen` it says so, and is asked once more.

    Raises:
        ExpertPoolError: `witness.refused`, `witness.ahead` or `witness.bad_answer`.
        OSError: the witness can't be reached.
    """
    checkpoint = parse_checkpoint(note.text)
    status, answer = await _ask(database, witness, note, seen)
    if status == Refusal.OTHER_SIZE:
        seen = _size_of(answer, witness, checkpoint)
        status, answer = await _ask(database, witness, note, seen)
    if status != _DONE:
        raise ExpertPoolError("witness.refused", {"name": witness.key.name, "status": status})
    return read_answer(answer, note, witness.key)


async def hold_against(witness: Witness, note: Note) -> None:
    """Refuse a checkpoint where this witness has seen a newer one, or another of its size.

    Raises:
        ExpertPoolError: `witness.ahead`, `witness.refused` or `witness.bad_answer`.
        OSError: the witness can't be reached, or does not say what it has seen.
    """
    checkpoint = parse_checkpoint(note.text)
    body = Submission(checkpoint.head.size, (), _own_lines(note)).written()
    status, answer = await asyncio.to_thread(_post, witness.address, body)
    if status == _DONE:
        return
    if status != Refusal.OTHER_SIZE:
        raise OSError(status, http.client.responses.get(status, ""))
    if _size_of(answer, witness, checkpoint) == checkpoint.head.size:
        raise ExpertPoolError("witness.refused", {"name": witness.key.name, "status": status})


def _own_lines(note: Note) -> bytes:
    """A note without the lines of witnesses."""
    return Note(note.text, tuple(it for it in note.signatures if not it.time)).written().encode()


def _size_of(answer: bytes, witness: Witness, checkpoint: Checkpoint) -> int:
    """The size that a witness says to have seen; one beyond the log is the gravest alarm."""
    size = parse_size(answer.decode("ascii", "replace").removesuffix("\n"))
    if size is None:
        raise ExpertPoolError("witness.bad_answer", {"name": witness.key.name})
    if size > checkpoint.head.size:
        params = {"name": witness.key.name, "expected": size, "found": checkpoint.head.size}
        raise ExpertPoolError("witness.ahead", params)
    return size


async def _ask(database: Database, witness: Witness, note: Note, seen: int) -> tuple[int, bytes]:
    size = parse_checkpoint(note.text).head.size
    async with database.read() as session:
        path = await prove_consistency(session, min(seen, size), size)
    body = Submission(seen, path, _own_lines(note)).written()
    return await asyncio.to_thread(_post, witness.address, body)


def _post(address: str, body: bytes) -> tuple[int, bytes]:
    place = urlsplit(address)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=SECONDS)
    try:
        connection.request("POST", f"{place.path}/add-checkpoint", body)
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()
