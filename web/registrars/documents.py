"""Certificates and scans of a case: pages as pictures, and the file itself to be saved.

The pictures are made in confinement; a browser never gets to open an applicant's file.
"""

import asyncio
import io
from collections.abc import Mapping
from uuid import UUID

import pypdfium2
from litestar import Response, get
from litestar.params import FromPath

from expert_pool.admission.case_file import load_case
from expert_pool.audit.acts import Act
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.document_store import DocumentRecord, load_document
from web.confinement import Answer, ConfinementBroken, Limits, Progress, run_confined
from web.registrars.desk import actor_of, desk_of, files_of
from web.services import PageRequest, services_of
from web.uploads.images import PREVIEW_SIDE
from web.uploads.keeping import answer_file, answer_picture

PDF = "application/pdf"
_MEMORY, _SECONDS = 1 << 30, 20


async def _document(request: PageRequest, document_id: UUID) -> DocumentRecord:
    """A file of an application that was handed in."""
    async with services_of(request).database.read() as session:
        document = await load_document(session, document_id)
        if document is None:
            raise ExpertPoolError("document.not_found")
        try:
            await load_case(session, document.application_id)
        except ExpertPoolError as refused:
            raise ExpertPoolError("document.not_found") from refused
    return document


@get("/cases/documents/{document_id:uuid}/pages/{page:int}", name="registrars.document.page")
async def show_page(
    request: PageRequest, document_id: FromPath[UUID], page: FromPath[int]
) -> Response[bytes]:
    """One page as a picture."""
    document = await _document(request, document_id)
    if not 1 <= page <= document.pages:
        raise ExpertPoolError("document.not_found")
    files = files_of(request)
    if page == 1 and document.preview_name:
        return answer_picture(await asyncio.to_thread(files.get, document.preview_name))
    content = await asyncio.to_thread(files.get, document.storage_name)
    if document.content_type != PDF:
        raise ExpertPoolError("document.not_found")
    return answer_picture(await asyncio.to_thread(draw_page, content, page))


@get("/cases/documents/{document_id:uuid}/file", name="registrars.document.file")
async def show_file(request: PageRequest, document_id: FromPath[UUID]) -> Response[bytes]:
    """The file itself; whoever takes it stands in the log."""
    document = await _document(request, document_id)
    content = await asyncio.to_thread(files_of(request).get, document.storage_name)
    async with desk_of(request).database.transaction() as session:
        await record_act(
            session,
            actor=actor_of(request),
            act=Act.CREDENTIAL_READ,
            subject=f"application:{document.application_id}",
            after={"document": str(document_id)},
        )
    return answer_file(content, document.content_type, document.file_name)


def draw_page(content: bytes, page: int) -> bytes:
    """A page of a PDF as PNG, drawn by a confined child. Blocks: call it in a thread.

    Raises:
        ExpertPoolError: `upload.damaged`.
    """
    try:
        limits = Limits(_MEMORY, _SECONDS)
        return run_confined(draw_in_child, content, {"page": page}, limits=limits).blobs[0]
    except ConfinementBroken as broken:
        raise ExpertPoolError("upload.damaged") from broken


def draw_in_child(payload: bytes, options: Mapping[str, object], _report: Progress) -> Answer:
    """Run by the child: one page, as large as a preview."""
    try:
        page = pypdfium2.PdfDocument(payload)[int(str(options["page"])) - 1]
        scale = min(PREVIEW_SIDE / max(*page.get_size(), 1.0), 4.0)
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, OSError, IndexError) as error:
        raise ExpertPoolError("upload.damaged") from error
    sink = io.BytesIO()
    image.save(sink, format="PNG")
    return Answer({}, (sink.getvalue(),))


ROUTES = (show_page, show_file)
