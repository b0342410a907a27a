"""Writes entries into the log with what their acts changed. It decides nothing about an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.entries import Detail, Entry
from expert_pool.encryption import FieldCipher, Place, Purpose

_ENTRIES: Final = text(
    "INSERT INTO audit_entry (id, body)"
    " SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:bodies AS text[]))"
)
_ENTRIES_AND_DETAILS: Final = text(
    "WITH entries AS (INSERT INTO audit_entry (id, body)"
    " SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:bodies AS text[])))"
    " INSERT INTO audit_detail (entry_id, salt, detail_cipher) SELECT * FROM"
    " unnest(CAST(:owners AS uuid[]), CAST(:salts AS bytea[]), CAST(:sealed AS bytea[]))"
)


@dataclass(frozen=True, slots=True)
class KeptDetail:
    """A detail with the salt that binds it to its entry."""

    entry_id: UUID
    salt: bytes
    detail: Detail


async def append_entries(
    session: AsyncSession,
    cipher: FieldCipher,
    entries: Sequence[Entry],
    details: Sequence[KeptDetail],
) -> None:
    """Add entries, and beside them what their acts changed, each sealed for its entry only.

    In one statement, since every act of the service waits for it. Places follow after the commit.
    """
    values: dict[str, object] = {
        "ids": [entry.id for entry in entries],
        "bodies": [entry.body().decode() for entry in entries],
    }
    if details:
        values |= {
            "owners": [kept.entry_id for kept in details],
            "salts": [kept.salt for kept in details],
            "sealed": [_sealed(cipher, kept) for kept in details],
        }
    await session.execute(_ENTRIES_AND_DETAILS if details else _ENTRIES, values)


def _sealed(cipher: FieldCipher, kept: KeptDetail) -> bytes:
    plain = canonical_bytes(kept.detail.as_json())
    return cipher.encrypt(Purpose.DETAIL, place_of(kept.entry_id), plain)


def place_of(entry_id: UUID) -> Place:
    """What a sealed detail is bound to, beside its key."""
    return Place("audit_detail", "detail_cipher", str(entry_id))
