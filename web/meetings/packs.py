"""Offline packs on screen: made, saved, given up, imported, and what waits for a decision.

The passphrase of a pack shows once, on the page that answers its making. A file that comes back
is opened here and not in the browser: the acts that it leads to are the service's.
"""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.audit.acts import Act
from selection.convening.importing import Imported, import_pack, import_sheets
from selection.convening.packing import MadePack, fetch_pack, load_packs, make_pack, withdraw_pack
from selection.convening.settling import load_steps, retry_waiting, set_aside
from selection.errors import SelectionError
from selection.offline_pack import in_fours
from web.forms import Form, blank, read_form
from web.meetings.pack_file import LARGEST_FILE, find_sealed, write_page
from web.meetings.pack_forms import ImportForm, PackForm, SheetForm, StepForm
from web.meetings.pack_sheets import print_sheets
from web.meetings.words import EVENT_STATES, EVENTS, PACK_STATES
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_
from web.uploads.keeping import answer_file
from web.visits import visit_of

Answer = Response[str] | Redirect
UNPROCESSABLE: Final = 422
_IMPORTED: Final = N_(
    "Carried out: %(carried_out)s. Waiting for your decision: %(waiting)s. Known before: %(known)s."
)
_OF_THE_FILE: Final = ("pack.broken", "pack.unknown", "pack.nothing_recorded")
_BESIDE: Final = {"pack.not_opened": "passphrase", **dict.fromkeys(_OF_THE_FILE, "pack")}


@get("/requests/{request_id:uuid}/meeting/packs", name="meetings.packs")
async def show_packs(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """Every pack of the panel, and the file that comes back."""
    return await _page(request, request_id, blank(ImportForm))


@post("/requests/{request_id:uuid}/meeting/packs", name="meetings.packs.post")
async def do_pack(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Make a pack and show its passphrase once, or give one up."""
    form = await read_form(request, PackForm)
    services, actor = services_of(request), visit_of(request).actor
    if form.value is None:
        raise SelectionError("pack.unknown")
    async with services.database.transaction() as session:
        if form.value.pack_id is None:
            language = visit_of(request).language
            made = await make_pack(session, services.draw_desk, request_id, actor, language)
        else:
            await withdraw_pack(session, request_id, actor, form.value.pack_id)
    if form.value.pack_id is None:
        return _made(request, request_id, made)
    return redirect(request, _path(request_id), N_("The pack is withdrawn: go on here."))


@post(
    "/requests/{request_id:uuid}/meeting/packs/import",
    name="meetings.packs.import",
    request_max_body_size=LARGEST_FILE,
)
async def do_import(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Take in what was recorded in the room."""
    form = await read_form(request, ImportForm)
    sent = (await request.form()).get("pack")
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    try:
        text = find_sealed(await sent.read() if isinstance(sent, UploadFile) else b"")
        async with services.database.transaction() as session:
            given = (text, form.value.passphrase)
            came = await import_pack(session, services.draw_desk, request_id, actor, given)
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        wrong = form.refused_by(error, _BESIDE[error.code])
        return await _page(request, request_id, wrong, UNPROCESSABLE)
    return _came(request, request_id, came)


@get("/requests/{request_id:uuid}/meeting/packs/{pack_id:uuid}/file", name="meetings.packs.file")
async def send_file(
    request: PageRequest, request_id: FromPath[UUID], pack_id: FromPath[UUID]
) -> Response[bytes]:
    """The pack as one page that opens without network."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        pack, _ = await fetch_pack(session, services.draw_desk, request_id, actor, pack_id)
    page = write_page(pack.file_text).encode()
    return answer_file(page, "text/html", f"{pack.number}.html")


@get(
    "/requests/{request_id:uuid}/meeting/packs/{pack_id:uuid}/sheets.pdf",
    name="meetings.packs.sheets",
)
async def send_sheets(
    request: PageRequest, request_id: FromPath[UUID], pack_id: FromPath[UUID]
) -> Response[bytes]:
    """The sheets of a pack, to be printed."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, actor, pack_id)
        _, contents = await fetch_pack(*given, Act.MEETING_PACK_PRINT)
    return await print_sheets(request, contents)


@get("/requests/{request_id:uuid}/meeting/packs/{pack_id:uuid}", name="meetings.packs.steps")
async def show_steps(
    request: PageRequest, request_id: FromPath[UUID], pack_id: FromPath[UUID]
) -> Response[str]:
    """Every step of a pack that came in, and what became of it."""
    return await _steps(request, (request_id, pack_id), blank(StepForm))


@post("/requests/{request_id:uuid}/meeting/packs/{pack_id:uuid}", name="meetings.packs.steps.post")
async def do_steps(
    request: PageRequest, request_id: FromPath[UUID], pack_id: FromPath[UUID]
) -> Answer:
    """Try what waits once more, set a step aside, or type one in from the sheets."""
    form = await read_form(request, StepForm)
    if form.value is None:
        return await _steps(request, (request_id, pack_id), form, UNPROCESSABLE)
    try:
        return await _decide(request, (request_id, pack_id), form.value)
    except SelectionError as error:
        if error.code != "pack.reason_missing":
            raise
        wrong = form.refused_by(error, "note")
        return await _steps(request, (request_id, pack_id), wrong, UNPROCESSABLE)


@post("/requests/{request_id:uuid}/meeting/packs/{pack_id:uuid}/sheet", name="meetings.packs.sheet")
async def do_sheet_line(
    request: PageRequest, request_id: FromPath[UUID], pack_id: FromPath[UUID]
) -> Answer:
    """Take in one line of a printed sheet."""
    form = await read_form(request, SheetForm)
    of = (request_id, pack_id)
    if form.value is None:
        return await _steps(request, of, blank(StepForm), UNPROCESSABLE, form)
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, actor)
        came = await import_sheets(*given, pack_id, form.value.events)
    return _came(request, request_id, came)


async def _decide(request: PageRequest, of: tuple[UUID, UUID], value: StepForm) -> Redirect:
    services, actor = services_of(request), visit_of(request).actor
    request_id, pack_id = of
    path = f"{_path(request_id)}/{pack_id}"
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, actor)
        if value.step == "aside" and value.about is not None:
            await set_aside(*given, (pack_id, value.about, value.note))
            return redirect(request, path, N_("The step is set aside, with your reason."))
        came = await retry_waiting(*given, pack_id)
    return _came(request, request_id, came)


async def _page(
    request: PageRequest, request_id: UUID, form: Form[ImportForm], status_code: int = 200
) -> Response[str]:
    async with services_of(request).database.read() as session:
        packs = await load_packs(session, request_id, visit_of(request).actor)
    return render(
        request,
        "meetings/packs.html",
        status_code=status_code,
        base=f"/requests/{request_id}/meeting",
        packs=packs,
        out=any(it.state == "out" for it in packs),
        form=form,
        states=PACK_STATES,
    )


def _made(request: PageRequest, request_id: UUID, made: MadePack) -> Response[str]:
    return render(
        request,
        "meetings/pack_made.html",
        base=f"/requests/{request_id}/meeting",
        pack=made.pack,
        passphrase=in_fours(made.passphrase),
    )


async def _steps(
    request: PageRequest,
    of: tuple[UUID, UUID],
    form: Form[StepForm],
    status_code: int = 200,
    sheet: Form[SheetForm] | None = None,
) -> Response[str]:
    request_id, pack_id = of
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        pack, contents, kept = await load_steps(
            session, services.draw_desk, request_id, actor, pack_id
        )
    return render(
        request,
        "meetings/pack_steps.html",
        status_code=status_code,
        base=f"/requests/{request_id}/meeting",
        pack=pack,
        contents=contents,
        kept=kept,
        form=form,
        sheet=sheet or blank(SheetForm),
        events=EVENTS,
        states=EVENT_STATES,
    )


def _came(request: PageRequest, request_id: UUID, came: Imported) -> Redirect:
    path = f"{_path(request_id)}/{came.pack.id}"
    counts = {
        "carried_out": came.carried_out,
        "waiting": came.waiting,
        "known": came.known,
    }
    return redirect(request, path, _IMPORTED, **counts)


def _path(request_id: UUID) -> str:
    return f"/requests/{request_id}/meeting/packs"


ROUTES = (
    show_packs,
    do_pack,
    do_import,
    send_file,
    send_sheets,
    show_steps,
    do_steps,
    do_sheet_line,
)
