"""What is known of uploaded files; their bytes lie encrypted elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.application_store import admitted_before
from expert_pool.storage.tables.applications import DocumentRow
from expert_pool.storage.tables.columns import table_of

_DOCUMENT = table_of(DocumentRow)


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One uploaded file: a certificate, or the scan of a paper application."""

    id: UUID
    application_id: UUID
    kind: str
    credential: str
    file_name: str
    content_type: str
    size: int
    pages: int
    sha256: bytes
    storage_name: str
    uploaded_by: UUID
    preview_name: str = ""
    uploaded_at: datetime | None = None


async def add_document(session: AsyncSession, document: DocumentRecord) -> None:
    """Store what is known of a file whose bytes are safe already."""
    values = {name: getattr(document, name) for name in DocumentRecord.__slots__}
    if document.uploaded_at is None:
        del values["uploaded_at"]
    await session.execute(insert(_DOCUMENT).values(**values))


async def load_documents(
    session: AsyncSession, application_id: UUID, *, inherited: bool = False
) -> tuple[DocumentRecord, ...]:
    """The files of an application that were not removed, oldest first.

    `inherited`: also those of the same expert's earlier applications that were admitted.
    """
    whose = _DOCUMENT.c.application_id == application_id
    if inherited:
        whose = or_(whose, _DOCUMENT.c.application_id.in_(admitted_before(application_id)))
    query = (
        select(_DOCUMENT)
        .where(whose, _DOCUMENT.c.removed_at.is_(None))
        .order_by(_DOCUMENT.c.uploaded_at, _DOCUMENT.c.id)
    )
    return tuple(_record(row) for row in (await session.execute(query)).all())


async def load_document(session: AsyncSession, document_id: UUID) -> DocumentRecord | None:
    """One file that was not removed, or None."""
    query = select(_DOCUMENT).where(_DOCUMENT.c.id == document_id, _DOCUMENT.c.removed_at.is_(None))
    row = (await session.execute(query)).one_or_none()
    return _record(row) if row else None


async def remove_document(session: AsyncSession, document_id: UUID, application_id: UUID) -> None:
    """Take a file out of its application; the row stays as a trace.

    A file of an earlier application stays where it belongs.
    """
    await session.execute(
        update(_DOCUMENT)
        .where(_DOCUMENT.c.id == document_id, _DOCUMENT.c.application_id == application_id)
        .values(removed_at=func.now())
    )


def _record(row: Row[*tuple[Any, ...]]) -> DocumentRecord:
    return DocumentRecord(**{name: getattr(row, name) for name in DocumentRecord.__slots__})
