"""What somebody wrote beside a report, a decision or an annulment: sealed, for few readers."""

from uuid import UUID

from expert_pool.encryption import Place, Purpose
from selection.drawing.desk import DrawDesk

Where = tuple[str, str, UUID]
"""The table, the column and the row that a note stands in."""


def seal_note(desk: DrawDesk, where: Where, text: str) -> bytes:
    """A note as it is stored."""
    return desk.cipher.encrypt(Purpose.DOCUMENTS, _place(where), text.strip().encode())


def read_note(desk: DrawDesk, where: Where, sealed: bytes | None) -> str:
    """A stored note; empty where nobody wrote any."""
    if sealed is None:
        return ""
    return desk.cipher.decrypt(Purpose.DOCUMENTS, _place(where), sealed).decode()


def _place(where: Where) -> Place:
    table, column, row = where
    return Place(table, column, str(row))
