"""What somebody wrote about an event or a case: sealed, and never in the log."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.encryption import FieldCipher, Place, Purpose
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import cipher_of

LONGEST: Final = 4000


def seal_note(session: AsyncSession, column: str, row: UUID, text: str) -> bytes | None:
    """A note as it is stored; None where nothing was written.

    Raises:
        ExpertPoolError: `credit.text_too_long`.
    """
    written = text.strip()
    if len(written) > LONGEST:
        raise ExpertPoolError("credit.text_too_long", {"most": LONGEST})
    if not written:
        return None
    return cipher_of(session).encrypt_text(Purpose.DOCUMENTS, _place(column, row), written)


def read_note(cipher: FieldCipher, column: str, row: UUID, sealed: bytes | None) -> str:
    """A stored note; empty where nobody wrote any."""
    if sealed is None:
        return ""
    return cipher.decrypt_text(Purpose.DOCUMENTS, _place(column, row), sealed)


def _place(column: str, row: UUID) -> Place:
    return Place("credit_event" if column == "detail_cipher" else "credit_case", column, str(row))
