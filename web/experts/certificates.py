"""Certificates of one title, qualification or honour: uploaded, seen, replaced, removed.

Only the owner gets the bytes, and no browser may run or keep what is in them.
"""

import asyncio
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from pydantic import Field

from expert_pool.admission.certificates import (
    add_certificate,
    find_own_certificate,
    remove_certificate,
)
from expert_pool.admission.own_application import Dossier, Edit
from expert_pool.admission.row_editing import CERTIFIED, find_row, row_number, section_of
from expert_pool.errors import ExpertPoolError
from web.experts.desk import (
    MEANWHILE,
    UNPROCESSABLE,
    Answer,
    Page,
    actor_of,
    desk_of,
    edit_of,
    own_editable,
    query_of,
    sent_text,
)
from web.experts.rows_shown import rows_shown
from web.forms import Form, FormModel, blank
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.uploads import EncryptedDirectory, FileStore, check_certificate, check_room
from web.uploads.keeping import answer_file, answer_picture, keep_file

UPLOAD_LIMIT: Final = 12 << 20


class CertificateForm(FormModel):
    """One file."""

    certificate: str = Field(title=N_("Certificate file"))


def files_of(request: PageRequest) -> FileStore:
    """Where the bytes are kept, encrypted."""
    services = services_of(request)
    return EncryptedDirectory(services.settings.uploads, services.cipher)


@get("/application/rows/{group:str}/{key:str}/certificates", name="experts.certificates")
async def show_certificates(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Page:
    """The certificates of one row, with their first pages."""
    dossier = await own_editable(request)
    return certificates_page(request, dossier, group, key, blank(CertificateForm))


@post(
    "/application/rows/{group:str}/{key:str}/certificates",
    name="experts.certificates.post",
    request_max_body_size=UPLOAD_LIMIT,
)
async def do_upload(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Answer:
    """Check a file by its content and keep it; it may take the place of another one."""
    dossier = await own_editable(request)
    edit = await edit_of(request, dossier)
    try:
        await _upload(request, dossier, edit, (group, key))
    except ExpertPoolError as refused:
        if refused.code != MEANWHILE and not refused.code.startswith("upload."):
            raise
        form = blank(CertificateForm).refused_by(refused, "certificate")
        dossier = await own_editable(request)
        return certificates_page(request, dossier, group, key, form, UNPROCESSABLE)
    path = f"/application/rows/{group}/{key}/certificates{query_of(request)}"
    return redirect(request, path, notice=N_("The file is uploaded."))


async def _upload(
    request: PageRequest, dossier: Dossier, edit: Edit, place: tuple[str, str]
) -> None:
    sent = (await request.form()).get("certificate")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise ExpertPoolError("upload.nothing_chosen")
    replaced = await sent_text(request, "replaces")
    check_room(len(dossier.documents) - bool(replaced))
    checked = await asyncio.to_thread(check_certificate, await sent.read())
    desk, actor = desk_of(request), actor_of(request)
    file = await asyncio.to_thread(keep_file, files_of(request), checked, sent.filename)
    try:
        await add_certificate(desk, actor, edit, place, file)
    except ExpertPoolError:
        await asyncio.to_thread(_erase, files_of(request), file.storage_name, file.preview_name)
        raise
    if replaced in dossier.documents:
        await _remove(request, Edit(edit.application_id, edit.version + 1), UUID(replaced))


def _erase(files: FileStore, *names: str) -> None:
    for name in names:
        files.remove(name)


@post("/application/certificates/{document_id:uuid}/remove", name="experts.certificate.remove")
async def do_remove_certificate(request: PageRequest, document_id: FromPath[UUID]) -> Answer:
    """Take a file out."""
    dossier = await own_editable(request)
    document = dossier.documents.get(str(document_id))
    await _remove(request, await edit_of(request, dossier), document_id)
    group, _, key = document.credential.partition(".") if document else ("", "", "")
    path = f"/application/rows/{group}/{key}/certificates{query_of(request)}"
    return redirect(request, path, notice=N_("The file is removed."))


async def _remove(request: PageRequest, edit: Edit, document_id: UUID) -> None:
    removed = await remove_certificate(desk_of(request), actor_of(request), edit, document_id)
    if removed.erase:
        names = (removed.storage_name, removed.preview_name)
        await asyncio.to_thread(_erase, files_of(request), *names)


@get("/application/certificates/{document_id:uuid}/preview", name="experts.certificate.preview")
async def show_preview(request: PageRequest, document_id: FromPath[UUID]) -> Response[bytes]:
    """The first page as a picture."""
    document = await find_own_certificate(desk_of(request), actor_of(request), document_id)
    content = await asyncio.to_thread(files_of(request).get, document.preview_name)
    return answer_picture(content)


@get("/application/certificates/{document_id:uuid}/file", name="experts.certificate.file")
async def show_file(request: PageRequest, document_id: FromPath[UUID]) -> Response[bytes]:
    """The file itself, to be saved and never opened in the page."""
    document = await find_own_certificate(desk_of(request), actor_of(request), document_id)
    content = await asyncio.to_thread(files_of(request).get, document.storage_name)
    return answer_file(content, document.content_type, document.file_name)


def certificates_page(
    request: PageRequest,
    dossier: Dossier,
    group: str,
    key: str,
    form: Form[CertificateForm],
    status_code: int = 200,
) -> Page:
    """The files of one row, and the form for one more."""
    section = section_of(group)
    find_row(dossier.sections[section], group, key)
    if group not in CERTIFIED:
        raise ExpertPoolError("application_row.not_found")
    number = row_number(dossier.sections[section], group, key)
    query = query_of(request)
    return render(
        request,
        "experts/certificates.html",
        status_code=status_code,
        form=form,
        dossier=dossier,
        row=rows_shown(dossier, group, services_of(request).lists)[number],
        back=f"/application/{section.value}{query}#{group}",
        query=query,
        action=f"/application/rows/{group}/{key}/certificates{query}",
    )


ROUTES = (show_certificates, do_upload, do_remove_certificate, show_preview, show_file)
