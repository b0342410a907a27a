"""An application on paper: a registrar types it in for somebody who cannot work online.

Sections are saved by `expert_pool.admission.applying`, as online. Here are the scan of the
signed paper, without which nothing is handed in, and the registrar's own list. Who entered
a paper never checks it (VER-01).
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from expert_pool.admission.applying import start_application, submit_application
from expert_pool.admission.certificates import NewFile
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.drafting import PAPER
from expert_pool.admission.own_application import Dossier, Edit, hold_for_change, read_application
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.application_store import ApplicationRecord, save_application
from expert_pool.storage.document_store import (
    DocumentRecord,
    add_document,
    load_document,
    load_documents,
    remove_document,
)
from expert_pool.storage.review_store import Case, list_paper_drafts

SCAN: Final = "paper"


async def begin_paper(
    desk: AdmissionDesk, actor: Actor, email: str, now: datetime
) -> ApplicationRecord:
    """A new draft for somebody else; `email` is that person's, or empty."""
    return await start_application(desk, actor, email, now, source=PAPER)


async def own_papers(desk: AdmissionDesk, actor: Actor) -> tuple[Case, ...]:
    """The paper applications that the actor is entering or has to correct."""
    async with desk.database.read() as session:
        return await list_paper_drafts(session, UUID(actor.account_id))


async def read_paper(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, as_of: date
) -> Dossier:
    """A paper application that the actor entered.

    Raises:
        ExpertPoolError: `application.not_found`, also where somebody else entered it.
    """
    dossier = await read_application(desk, actor, application_id, as_of)
    if dossier.record.application.entered_by != actor.account_id:
        raise ExpertPoolError("application.not_found")
    return dossier


def scans_of(dossier: Dossier) -> tuple[DocumentRecord, ...]:
    """The scans of the signed paper."""
    return tuple(one for one in dossier.documents.values() if one.kind == SCAN)


async def add_scan(desk: AdmissionDesk, actor: Actor, edit: Edit, file: NewFile) -> UUID:
    """Keep a scan of the signed paper with the application."""
    document = DocumentRecord(
        id=uuid4(),
        application_id=edit.application_id,
        kind=SCAN,
        credential="",
        file_name=file.file_name,
        content_type=file.content_type,
        size=file.size,
        pages=file.pages,
        sha256=file.sha256,
        storage_name=file.storage_name,
        uploaded_by=UUID(actor.account_id),
        preview_name=file.preview_name,
    )
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        await add_document(session, document)
        await save_application(session, replace(record, version=record.version + 1))
        await record_act(
            session,
            actor=actor,
            act=Act.CREDENTIAL_ADD,
            subject=f"application:{record.id}",
            reason=SCAN,
            after={"document": str(document.id), "sha256": file.sha256.hex()},
        )
    return document.id


async def drop_scan(desk: AdmissionDesk, actor: Actor, edit: Edit, document_id: UUID) -> None:
    """Take a scan out of the application; the row and the bytes stay as a trace.

    Raises:
        ExpertPoolError: `document.not_found`.
    """
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        document = await load_document(session, document_id)
        if document is None or (document.application_id, document.kind) != (record.id, SCAN):
            raise ExpertPoolError("document.not_found")
        await remove_document(session, document_id, record.id)
        await save_application(session, replace(record, version=record.version + 1))
        await record_act(
            session,
            actor=actor,
            act=Act.CREDENTIAL_REMOVE,
            subject=f"application:{record.id}",
            reason=SCAN,
            before={"document": str(document_id), "sha256": document.sha256.hex()},
        )


async def submit_paper(
    desk: AdmissionDesk, actor: Actor, edit: Edit, now: datetime, as_of: date
) -> ApplicationRecord:
    """Hand the paper application in, for other registrars to check.

    Raises:
        ExpertPoolError: `application.scan_missing`, or what any submission refuses.
    """
    async with desk.database.read() as session:
        documents = await load_documents(session, edit.application_id)
    if not any(one.kind == SCAN for one in documents):
        raise ExpertPoolError("application.scan_missing")
    return await submit_application(desk, actor, edit, now, as_of)
