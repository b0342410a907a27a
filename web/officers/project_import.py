"""Import of projects: a dry run first, faults by row, then all of them or none."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.response import Redirect
from pydantic import Field

from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError
from selection.requesting import import_projects
from selection.requesting.identities import IdentityChanges
from selection.requesting.project_columns import COLUMNS
from selection.requesting.project_sheet import ProjectSheet, check_projects
from selection.storage.project_store import Project, known_numbers
from web.forms import Form, FormModel, blank, read_form
from web.officers.desks import actor_of, desk_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.spreadsheets import Table, TableColumn, read_sheet, write_xlsx
from web.translation import N_, current_translator
from web.visits import visit_of

UNPROCESSABLE: Final = 422
KEPT: Final = timedelta(minutes=30)
MOST_KEPT: Final = 20
FAULTS_SHOWN: Final = 200
FILE_LIMIT: Final = 12_000_000
_STATE: Final = "project_sheets"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(FormModel):
    """The file to check."""

    file: str = Field(title=N_("Workbook (.xlsx) or CSV file"))


class ApplyForm(FormModel):
    """Which dry run is to be imported."""

    key: str = Field(max_length=64)


@dataclass(frozen=True, slots=True)
class _KeptSheet:
    """A faultless dry run, for its maker alone and a short time."""

    sheet: ProjectSheet
    account_id: UUID
    until: datetime


@get("/projects/import", name="officers.project_import", sync_to_thread=False)
def show_import(request: PageRequest) -> Response[str]:
    """Choose a file."""
    return _page(request, blank(ImportForm))


@get("/projects/template.xlsx", name="officers.project_template", sync_to_thread=False)
def get_template(request: PageRequest) -> Response[bytes]:  # noqa: ARG001 - the guards read it
    """The empty workbook with its header row."""
    columns = tuple(
        TableColumn(f"{it.zh} *" if it.needed else it.zh, 24 if it.needed else 20) for it in COLUMNS
    )
    body = write_xlsx(Table("项目 Projects", columns, ()))
    name = {"content-disposition": 'attachment; filename="projects.xlsx"'}
    return Response(body, media_type=_XLSX, headers=name)


@post("/projects/import", name="officers.project_import.post", request_max_body_size=FILE_LIMIT)
async def do_check(request: PageRequest) -> Response[str]:
    """Dry run: what the file holds and what is wrong with it; nothing is stored."""
    form = await read_form(request, ImportForm)
    file = next(iter(form.files.get("file", ())), None)
    payload = await file.read() if file is not None else b""
    if not payload:
        return _page(request, form.refused("file", "project.no_file"), status_code=UNPROCESSABLE)
    services = services_of(request)
    async with services.database.read() as session:
        taken = await known_numbers(session)
    try:
        sheet = await asyncio.to_thread(read_sheet, payload)
        today = services.today()
        checked = await asyncio.to_thread(check_projects, sheet, taken, services.lists, today)
    except (ExpertPoolError, SelectionError) as error:
        return _page(request, form.refused_by(error, "file"), status_code=UNPROCESSABLE)
    key = _keep(request, checked) if not checked.faults else ""
    return _page(request, blank(ImportForm), checked=checked, key=key)


@post("/projects/import/apply", name="officers.project_import.apply")
async def do_apply(request: PageRequest) -> Response[str] | Redirect:
    """Enter every project of a faultless dry run."""
    form = await read_form(request, ApplyForm)
    kept = _kept(request).pop(form.right.key, None)
    account_id, services = visit_of(request).account_id(), services_of(request)
    if kept is None or kept.account_id != account_id or kept.until < services.now():
        wrong = blank(ImportForm).refused("file", "project.file_expired")
        return _page(request, wrong, status_code=UNPROCESSABLE)
    projects = [
        Project(
            id=uuid4(),
            number=it.number,
            name=it.name,
            programme=it.programme,
            field=it.field,
            division=it.division,
            starts=it.starts,
            ends=it.ends,
            created_by=account_id,
            parties=it.parties,
        )
        for it in kept.sheet.projects
    ]
    try:
        identities = [IdentityChanges(dict(it.identities)) for it in kept.sheet.projects]
        desk, actor = desk_of(request), actor_of(request)
        number = await import_projects(desk, actor, projects, identities)
    except SelectionError as error:
        wrong = blank(ImportForm).refused_by(error, "file")
        return _page(request, wrong, status_code=UNPROCESSABLE)
    one, many = N_("%(number)s project is imported."), N_("%(number)s projects are imported.")
    return redirect(request, "/projects", one if number == 1 else many, number=number)


def _kept(request: PageRequest) -> dict[str, _KeptSheet]:
    state = request.app.state
    if _STATE not in state:
        state[_STATE] = {}
    kept: dict[str, _KeptSheet] = state[_STATE]
    return kept


def _keep(request: PageRequest, sheet: ProjectSheet) -> str:
    kept, key = _kept(request), secrets.token_urlsafe(16)
    until = services_of(request).now() + KEPT
    kept[key] = _KeptSheet(sheet, visit_of(request).account_id(), until)
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
    return key


def _page(
    request: PageRequest,
    form: Form[ImportForm],
    *,
    checked: ProjectSheet | None = None,
    key: str = "",
    status_code: int = 200,
) -> Response[str]:
    chinese = current_translator().language != "en"
    return render(
        request,
        "officers/project_import.html",
        status_code=status_code,
        form=form,
        checked=checked,
        faults=checked.faults[:FAULTS_SHOWN] if checked else (),
        key=key,
        columns=COLUMNS,
        headers={it.key: it.zh if chinese else it.en for it in COLUMNS},
        chinese=chinese,
    )


ROUTES = (show_import, get_template, do_check, do_apply)
