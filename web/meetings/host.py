"""The host's page of the review day: who is there, what is next, and every act of the host.

The host is the officer who asked for the panel. Each look at names is in the log.
"""

import asyncio
from collections.abc import Awaitable
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from expert_pool.accounts.throttle import Limit, count_attempt, throttle_key
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.account_store import AccountStore
from selection.convening import (
    Day,
    begin_meeting,
    close_meeting,
    keep_sheet,
    load_day,
    open_meeting,
    postpone_meeting,
    record_absence,
    record_silence,
    set_chair,
    sign_in,
    write_minutes,
)
from selection.convening.hosting import Sheet
from selection.errors import SelectionError
from web.criteria import MODES
from web.exports.sheet import in_fours
from web.forms import Form, blank, read_form
from web.meetings.excepted import exception_lines
from web.meetings.forms import DoorForm, HostForm, SheetForm
from web.meetings.words import LEFT, OTHERWISE, STANCES, STATES, STEPS, WAYS
from web.pages import redirect, render
from web.services import PageRequest, Services, services_of
from web.translation import N_
from web.uploads import check_certificate
from web.uploads.keeping import answer_file
from web.uploads.storing import EncryptedDirectory
from web.visits import visit_of

Answer = Response[str] | Redirect
UNPROCESSABLE: Final = 422
UPLOAD_LIMIT: Final = 12 << 20
_NOTICES: Final = {
    "open": N_("The doors are open: members can sign in."),
    "absent": N_("The absence is recorded, and the next by rank is called."),
    "chair": N_("The panel has its chair."),
    "begin": N_("The meeting is in session."),
    "minutes": N_("The minutes are kept. Each member speaks to them in the own account."),
    "silent": N_("It is recorded that the member did not sign."),
    "close": N_("The meeting is closed."),
    "postpone": N_("The meeting is postponed. On a day of the review another one can be opened."),
}
_IN_THE_MINUTES: Final = {"meeting.minutes_empty", "meeting.minutes_written_meanwhile"}
_AT_THE_DOOR: Final = {
    "meeting.code_unknown": "code",
    "meeting.identity_not_seen": "identity",
    "account.too_many_attempts": "code",
}
CODES_AT_THE_DOOR: Final = Limit("door_code", free=5, longest=60)
"""So many wrong codes of one host are free, by whatever address; then the host waits, longer."""


@get("/requests/{request_id:uuid}/meeting", name="meetings.day")
async def show_day(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The state of the day on one page."""
    day = await _load(request, request_id)
    return _page(request, day, blank(HostForm, {"minutes": day.minutes}))


@post("/requests/{request_id:uuid}/meeting", name="meetings.day.post")
async def do_step(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """One act of the host."""
    form = await read_form(request, HostForm)
    if form.value is None:
        return _page(request, await _load(request, request_id), form, UNPROCESSABLE)
    try:
        await _act(request, request_id, form.value)
    except SelectionError as error:
        if error.code not in _IN_THE_MINUTES:
            raise
        wrong = form.refused_by(error, "minutes")
        return _page(request, await _load(request, request_id), wrong, UNPROCESSABLE)
    return redirect(request, _path(request_id), _NOTICES[form.value.step])


@get("/requests/{request_id:uuid}/meeting/door", name="meetings.door")
async def show_door(
    request: PageRequest, request_id: FromPath[UUID], code: FromQuery[str] = ""
) -> Response[str]:
    """The door: the code of a member, scanned or typed, and the identity."""
    day = await _load(request, request_id)
    return _door(request, day, blank(DoorForm, {"code": code[:20]}))


@post("/requests/{request_id:uuid}/meeting/door", name="meetings.door.post")
async def do_sign_in(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Sign a member in."""
    form = await read_form(request, DoorForm)
    if form.value is None:
        return _door(request, await _load(request, request_id), form, UNPROCESSABLE)
    services, actor = services_of(request), visit_of(request).actor
    seen = form.value.identity is not None
    try:
        await _count_code(services, actor.account_id)
        async with services.database.transaction() as session:
            desk, code = services.draw_desk, form.value.code
            one = await sign_in(session, desk, request_id, actor, code, identity_seen=seen)
            await AccountStore(session).forget_attempts((_door_key(actor.account_id),))
    except ExpertPoolError as error:
        if error.code not in _AT_THE_DOOR:
            raise
        wrong = form.refused_by(error, _AT_THE_DOOR[error.code])
        return _door(request, await _load(request, request_id), wrong, UNPROCESSABLE)
    notice = N_("Seat %(seat)s has signed in.")
    return redirect(request, _path(request_id), notice, seat=one.position)


async def _count_code(services: Services, host: str) -> None:
    """Count the codes that were typed since the last right one: whoever guesses has to wait.

    Raises:
        ExpertPoolError: `account.too_many_attempts` with the seconds to wait.
    """
    async with services.database.transaction() as session:
        await count_attempt(session, CODES_AT_THE_DOOR, host, services.now())


def _door_key(host: str) -> bytes:
    return throttle_key(CODES_AT_THE_DOOR, host)


@post(
    "/requests/{request_id:uuid}/meeting/sheet",
    name="meetings.sheet.post",
    request_max_body_size=UPLOAD_LIMIT,
)
async def do_sheet(request: PageRequest, request_id: FromPath[UUID]) -> Answer:
    """Check the scan of the signed sheet by its content and keep it."""
    try:
        await _keep_sheet(request, request_id)
    except ExpertPoolError as refused:
        if not refused.code.startswith("upload."):
            raise
        form = blank(SheetForm).refused_by(refused, "sheet")
        day = await _load(request, request_id)
        return _page(request, day, blank(HostForm), UNPROCESSABLE, sheet_form=form)
    return redirect(request, _path(request_id), N_("The signed sheet is kept."))


@get("/requests/{request_id:uuid}/meeting/sheet", name="meetings.sheet")
async def download_sheet(request: PageRequest, request_id: FromPath[UUID]) -> Response[bytes]:
    """The signed sheet, to be saved; the look is logged with the day's."""
    day, services = await _load(request, request_id), services_of(request)
    meeting = day.meeting
    if meeting is None or not meeting.sheet_name:
        raise ExpertPoolError("document.not_found")
    files = EncryptedDirectory(services.settings.uploads, services.cipher)
    content = await asyncio.to_thread(files.get, meeting.sheet_name)
    ending = meeting.sheet_type.rpartition("/")[2]
    return answer_file(content, meeting.sheet_type, f"{day.request.number}-sheet.{ending}")


async def _load(request: PageRequest, request_id: UUID) -> Day:
    services = services_of(request)
    async with services.database.transaction() as session:
        return await load_day(session, services.draw_desk, request_id, visit_of(request).actor)


async def _act(request: PageRequest, request_id: UUID, value: HostForm) -> None:
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.transaction() as session:
        given = (session, services.draw_desk, request_id, actor)
        about = value.about
        acts: dict[str, Awaitable[object]] = {}
        if value.step in {"absent", "silent"} and about is not None:
            act = record_absence if value.step == "absent" else record_silence
            acts[value.step] = act(*given, about)
        elif value.step == "chair":
            acts[value.step] = set_chair(*given, about)
        elif value.step == "minutes":
            acts[value.step] = write_minutes(*given, value.minutes, value.version)
        elif value.step in _PLAIN:
            acts[value.step] = _PLAIN[value.step](*given)
        if value.step not in acts:
            raise SelectionError("meeting.member_not_found")
        await acts[value.step]


_PLAIN: Final = {
    "open": open_meeting,
    "begin": begin_meeting,
    "close": close_meeting,
    "postpone": postpone_meeting,
}
"""Acts that are about nobody in particular."""


async def _keep_sheet(request: PageRequest, request_id: UUID) -> None:
    sent = (await request.form()).get("sheet")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise ExpertPoolError("upload.nothing_chosen")
    checked = await asyncio.to_thread(check_certificate, await sent.read())
    services = services_of(request)
    files = EncryptedDirectory(services.settings.uploads, services.cipher)
    name = await asyncio.to_thread(files.put, checked.content)
    sheet = Sheet(name, checked.type.value, len(checked.content), checked.sha256)
    try:
        async with services.database.transaction() as session:
            actor = visit_of(request).actor
            await keep_sheet(session, services.draw_desk, request_id, actor, sheet)
    except Exception:
        await asyncio.to_thread(files.remove, name)
        raise


def _page(
    request: PageRequest,
    day: Day,
    form: Form[HostForm],
    status_code: int = 200,
    sheet_form: Form[SheetForm] | None = None,
) -> Response[str]:
    return render(
        request,
        "meetings/day.html",
        status_code=status_code,
        day=day,
        own=str(day.request.created_by) == visit_of(request).actor.account_id,
        form=form,
        sheet_form=sheet_form or blank(SheetForm),
        states=STATES,
        steps=STEPS,
        stances=STANCES,
        ways=WAYS,
        left=LEFT,
        otherwise=OTHERWISE,
        modes=MODES,
        late=services_of(request).policy.integer("absent_after_minutes"),
        in_fours=in_fours,
        exceptions=exception_lines(day, services_of(request).policy),
    )


def _door(
    request: PageRequest, day: Day, form: Form[DoorForm], status_code: int = 200
) -> Response[str]:
    return render(request, "meetings/door.html", status_code=status_code, day=day, form=form)


def _path(request_id: UUID) -> str:
    return f"/requests/{request_id}/meeting"


ROUTES = (show_day, do_step, show_door, do_sign_in, do_sheet, download_sheet)
