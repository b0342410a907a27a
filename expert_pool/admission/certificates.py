"""Certificates of an application: added to a title, qualification or honour, and removed.

The bytes were checked, encrypted and stored before; here is only what is known of them.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from expert_pool.admission.applying import keep, subject, with_section
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit, hold_for_change, load_own
from expert_pool.admission.row_editing import CERTIFIED, attach, detach
from expert_pool.applications import Section
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.document_store import (
    DocumentRecord,
    add_document,
    load_document,
    remove_document,
)

CERTIFICATE: Final = "certificate"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A stored file: how it was called, what it is, and the names its bytes are found by."""

    file_name: str
    content_type: str
    size: int
    pages: int
    sha256: bytes
    storage_name: str
    preview_name: str


@dataclass(frozen=True, slots=True)
class RemovedFile:
    """A certificate that was removed; `erase` where nobody has seen its bytes yet."""

    storage_name: str
    preview_name: str
    erase: bool


async def add_certificate(
    desk: AdmissionDesk, actor: Actor, edit: Edit, place: tuple[str, str], file: NewFile
) -> UUID:
    """Add a file to a row; `place` is the group, such as `titles`, and the row's key.

    Raises:
        ExpertPoolError: `application_row.not_found`, or what `hold_for_change` refuses.
    """
    group, key = place
    if group not in CERTIFIED:
        raise ExpertPoolError("application_row.not_found")
    document = _record(edit.application_id, f"{group}.{key}", actor, file)
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        changed = with_section(
            record, Section.CREDENTIALS, lambda data: attach(data, group, key, str(document.id))
        )
        await add_document(session, document)
        await keep(session, actor, changed, Section.CREDENTIALS)
        await record_act(
            session,
            actor=actor,
            act=Act.CREDENTIAL_ADD,
            subject=subject(record),
            after={"document": str(document.id), "sha256": file.sha256.hex()},
        )
    return document.id


def _record(application_id: UUID, credential: str, actor: Actor, file: NewFile) -> DocumentRecord:
    return DocumentRecord(
        id=uuid4(),
        application_id=application_id,
        kind=CERTIFICATE,
        credential=credential,
        file_name=file.file_name,
        content_type=file.content_type,
        size=file.size,
        pages=file.pages,
        sha256=file.sha256,
        storage_name=file.storage_name,
        preview_name=file.preview_name,
        uploaded_by=UUID(actor.account_id),
    )


async def remove_certificate(
    desk: AdmissionDesk, actor: Actor, edit: Edit, document_id: UUID
) -> RemovedFile:
    """Take a file out of the application; its row stays as a trace.

    Bytes that were part of a submission are kept: a registrar may have judged by them. A file
    of an earlier application is only taken out of this one.
    """
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        document = await load_document(session, document_id)
        changed = with_section(
            record, Section.CREDENTIALS, lambda data: detach(data, str(document_id))
        )
        own = document is not None and document.application_id == record.id
        if document is None or not (own or changed.sections != record.sections):
            raise ExpertPoolError("document.not_found")
        await remove_document(session, document_id, record.id)
        await keep(session, actor, changed, Section.CREDENTIALS)
        await record_act(
            session,
            actor=actor,
            act=Act.CREDENTIAL_REMOVE,
            subject=subject(record),
            before={"document": str(document_id), "sha256": document.sha256.hex()},
        )
    erase = own and record.submitted_at is None
    return RemovedFile(document.storage_name, document.preview_name, erase)


async def find_own_certificate(
    desk: AdmissionDesk, actor: Actor, document_id: UUID
) -> DocumentRecord:
    """A file of an application of the actor's.

    Raises:
        ExpertPoolError: `document.not_found`, also where it is somebody else's.
    """
    async with desk.database.read() as session:
        document = await load_document(session, document_id)
        if document is None:
            raise ExpertPoolError("document.not_found")
        try:
            await load_own(session, actor, document.application_id)
        except ExpertPoolError as refused:
            raise ExpertPoolError("document.not_found") from refused
        return document
