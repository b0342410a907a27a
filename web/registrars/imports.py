"""Bulk import: upload, dry run with progress, errors row by row, then all or nothing."""

import asyncio
import hashlib
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from pydantic import Field

from expert_pool.admission.importing import (
    WORKING,
    NewImport,
    claim_storing,
    is_interrupted,
    may_store,
    restart_check,
    start_import,
)
from expert_pool.audit.acts import Act
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.import_store import (
    ImportRecord,
    Json,
    list_imports,
    load_errors,
    load_import,
)
from expert_pool.storage.review_store import names_of
from web.forms import Form, FormModel, blank
from web.pages import redirect, render
from web.registrars.desk import (
    PAGE_SIZE,
    UNPROCESSABLE,
    Answer,
    Page,
    actor_of,
    desk_of,
    files_of,
    last_page,
    page_number,
)
from web.registrars.import_jobs import begin_check, begin_storing
from web.registrars.words import IMPORTS, PHASES
from web.services import PageRequest, services_of
from web.spreadsheets import Table, TableColumn, write_pool_template, write_xlsx
from web.translation import N_, current_translator
from web.uploads.keeping import answer_file, plain_name
from web.visits import visit_of

UPLOAD_LIMIT: Final = 22 << 20
LARGEST: Final = 20 << 20
NEWEST: Final = 20
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(FormModel):
    """One workbook."""

    workbook: str = Field(title=N_("Workbook or CSV file"))


@get("/imports", name="registrars.imports")
async def show_imports(request: PageRequest) -> Page:
    """The newest imports, and the form for another one."""
    return await _imports_page(request, blank(ImportForm))


async def _imports_page(request: PageRequest, form: Form[ImportForm]) -> Page:
    async with services_of(request).database.read() as session:
        imports = await list_imports(session, NEWEST)
        names = await names_of(session, frozenset(str(one.started_by or "") for one in imports))
    return render(
        request,
        "registrars/imports.html",
        status_code=UNPROCESSABLE if form.errors else 200,
        form=form,
        imports=imports,
        names=names,
        states=IMPORTS,
    )


@get("/imports/template.xlsx", name="registrars.imports.template")
async def show_template(request: PageRequest) -> Response[bytes]:
    """The empty workbook to be filled."""
    services = services_of(request)
    types = services.policy.codes("expert_types")
    content = await asyncio.to_thread(write_pool_template, services.lists, types)
    return answer_file(content, _XLSX, "expert-pool-template.xlsx")


@post("/imports", name="registrars.imports.post", request_max_body_size=UPLOAD_LIMIT)
async def do_import(request: PageRequest) -> Answer:
    """Take the file in and begin its dry run."""
    sent = (await request.form()).get("workbook")
    try:
        file, payload = await _received(sent)
    except ExpertPoolError as refused:
        return await _imports_page(request, blank(ImportForm).refused_by(refused, "workbook"))
    storage_name = await asyncio.to_thread(files_of(request).put, payload)
    digest, owner = hashlib.sha256(payload).digest(), visit_of(request).account_id()
    new = NewImport(file, digest, storage_name, owner)
    services = services_of(request)
    import_id = await start_import(desk_of(request), actor_of(request), new, services.now())
    begin_check(services, import_id)
    return redirect(request, f"/imports/{import_id}")


async def _received(sent: object) -> tuple[str, bytes]:
    """The file's name and bytes.

    Raises:
        ExpertPoolError: `import.nothing_chosen`, `spreadsheet.empty` or `import.file_too_large`.
    """
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise ExpertPoolError("import.nothing_chosen")
    payload = await sent.read()
    if not payload:
        raise ExpertPoolError("spreadsheet.empty")
    if len(payload) > LARGEST:
        raise ExpertPoolError("import.file_too_large", {"megabytes": LARGEST >> 20})
    return plain_name(sent.filename), payload


async def _import(request: PageRequest, import_id: UUID) -> tuple[ImportRecord, tuple[Json, ...]]:
    async with services_of(request).database.read() as session:
        record = await load_import(session, import_id)
        if record is None:
            raise ExpertPoolError("import.not_found")
        return record, await load_errors(session, import_id)


@get("/imports/{import_id:uuid}", name="registrars.import")
async def show_import(request: PageRequest, import_id: FromPath[UUID]) -> Page:
    """How far an import is, and what is wrong with which rows."""
    record, errors = await _import(request, import_id)
    services, number = services_of(request), page_number(request)
    now = services.now()
    interrupted = is_interrupted(record, now)
    start = (number - 1) * PAGE_SIZE
    return render(
        request,
        "registrars/import.html",
        record=record,
        errors=[_in_words(error) for error in errors[start : start + PAGE_SIZE]],
        error_count=len(errors),
        number=number,
        last=last_page(len(errors)),
        states=IMPORTS,
        phases=PHASES,
        interrupted=interrupted,
        working=record.state in WORKING and not interrupted,
        may_store=may_store(record, now),
        elapsed=int((now - record.created_at).total_seconds()) if record.created_at else 0,
    )


def _in_words(error: Json) -> tuple[int, str, str, str]:
    """Row, column, value, and what is wrong, in the reader's language."""
    params, row = error.get("params"), error.get("row")
    words = current_translator().sentence(
        str(error["code"]), params if isinstance(params, dict) else {}
    )
    number = row if isinstance(row, int) else 0
    return number, str(error["column"]), str(error["value"]), words


@get("/imports/{import_id:uuid}/errors.xlsx", name="registrars.import.errors")
async def show_errors(request: PageRequest, import_id: FromPath[UUID]) -> Response[bytes]:
    """All errors as a workbook that is safe to open."""
    record, errors = await _import(request, import_id)
    say = current_translator().sentence
    columns = tuple(
        TableColumn(say(f"import.table.{name}", {}), width)
        for name, width in (("row", 8), ("column", 24), ("value", 32), ("fault", 60))
    )
    table = Table("errors", columns, [_in_words(error) for error in errors])
    content = await asyncio.to_thread(write_xlsx, table)
    async with services_of(request).database.transaction() as session:
        await record_act(
            session,
            actor=actor_of(request),
            act=Act.PII_EXPORT,
            subject=f"import:{record.id}",
            reason="import_errors",
            after={"rows": len(errors), "masked": True},
        )
    return answer_file(content, _XLSX, f"errors-{record.id}.xlsx")


@post("/imports/{import_id:uuid}/store", name="registrars.import.store")
async def do_store(request: PageRequest, import_id: FromPath[UUID]) -> Answer:
    """Import the accepted rows, all of them or none."""
    services = services_of(request)
    await claim_storing(desk_of(request), import_id, services.now())
    begin_storing(services, actor_of(request), import_id)
    return redirect(request, f"/imports/{import_id}")


@post("/imports/{import_id:uuid}/check", name="registrars.import.check")
async def do_check(request: PageRequest, import_id: FromPath[UUID]) -> Answer:
    """Begin an interrupted dry run again."""
    services = services_of(request)
    await restart_check(desk_of(request), import_id, services.now())
    begin_check(services, import_id)
    return redirect(request, f"/imports/{import_id}")


ROUTES = (
    show_imports,
    show_template,
    do_import,
    show_import,
    show_errors,
    do_store,
    do_check,
)
