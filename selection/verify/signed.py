"""Signed checkpoints in the files of a draw: read as they were signed, and whose lines hold.

Its one job is to turn what a note refuses into a check that fails; it must not judge what a
checkpoint says.
"""

from collections.abc import Sequence
from typing import TypeAlias

from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint
from expert_pool.audit.notes import Note, Signature, VerifierKey, parse_note, signed_by
from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError

Signed: TypeAlias = tuple[Note, Checkpoint]


def read_signed(text: str, check: str) -> Signed:
    """A checkpoint and the lines under it, of which none is verified yet.

    Raises:
        SelectionError: `verify.….note` of the check that reads it.
    """
    try:
        note = parse_note(text.encode())
        return note, parse_checkpoint(note.text)
    except ExpertPoolError:
        code = f"verify.{check}.note"
        raise SelectionError(code) from None


def lines_of(note: Note, keys: Sequence[VerifierKey], check: str) -> tuple[Signature, ...]:
    """The lines of these keys; one that does not hold, or a second one, fails the check.

    Raises:
        SelectionError: `verify.….signature`, with whose it is.
    """
    try:
        return signed_by(note, keys)
    except ExpertPoolError as error:
        code = f"verify.{check}.signature"
        raise SelectionError(code, error.params) from None
