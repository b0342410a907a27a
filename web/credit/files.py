"""For registrars: the file of an expert, an event entered by hand with its proof, the proof."""

import asyncio
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.credit import CreditKind
from expert_pool.crediting.events import record_event
from expert_pool.crediting.external import set_external_record
from expert_pool.crediting.notes import LONGEST
from expert_pool.crediting.reading import read_file, read_proof
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import IntegrityFlag
from expert_pool.storage.credit_store import Proof
from web.credit.words import FLAGS, KINDS, WORDS
from web.forms import Day, Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, Services, services_of
from web.translation import N_, gettext
from web.uploads import check_certificate
from web.uploads.keeping import answer_file
from web.uploads.storing import EncryptedDirectory
from web.visits import visit_of

UNPROCESSABLE: Final = 422
UPLOAD_LIMIT: Final = 12 << 20
_BESIDE: Final = {
    "credit.proof_missing": "document",
    "credit.record_known": "flag",
    "credit.record_not_known": "flag",
    "credit.day_to_come": "occurred_on",
    "credit.text_too_long": "detail",
}
_Answer: TypeAlias = Response[str] | Redirect


class EventForm(FormModel):
    """An event with its source; `proof` is a file that the handler keeps."""

    kind: CreditKind = Field(title=N_("Kind of event"))
    occurred_on: Day = Field(title=N_("Day on which it happened"))
    detail: str = Field(title=N_("Facts, and where they are known from"), max_length=LONGEST)
    document: str = Field(
        default="", title=N_("Number of the document that proves it"), max_length=200
    )
    proof: Any = Field(default=None, title=N_("Proof as a file"))


class RecordForm(FormModel):
    """A record of another body: entered, or cleared."""

    flag: IntegrityFlag = Field(title=N_("Kind of record"))
    step: Literal["enter", "clear"] = Field(title=N_("What is to be done"))
    source: str = Field(
        title=N_("Number of the document, or where it was looked up"), max_length=200
    )


_Form: TypeAlias = Form[EventForm] | Form[RecordForm]


@get("/pool/{expert_id:uuid}/credit", name="credit.file")
async def show_file(request: PageRequest, expert_id: FromPath[UUID]) -> Response[str]:
    """The whole file of an expert; the look is logged."""
    return await _page(request, expert_id, blank(EventForm))


@post("/pool/{expert_id:uuid}/credit", name="credit.file.post", request_max_body_size=UPLOAD_LIMIT)
async def do_enter(request: PageRequest, expert_id: FromPath[UUID]) -> _Answer:
    """Enter an event by hand; another registrar decides what follows."""
    form = await read_form(request, EventForm)
    if form.value is None:
        return await _page(request, expert_id, form, UNPROCESSABLE)
    try:
        await _enter(request, expert_id, form.value)
    except ExpertPoolError as error:
        if error.code not in _BESIDE and not error.code.startswith("upload."):
            raise
        wrong = form.refused_by(error, _BESIDE.get(error.code, "proof"))
        return await _page(request, expert_id, wrong, UNPROCESSABLE)
    return redirect(request, f"/pool/{expert_id}/credit", N_("The event stands in the file."))


@post("/pool/{expert_id:uuid}/credit/record", name="credit.record.post")
async def do_record(request: PageRequest, expert_id: FromPath[UUID]) -> _Answer:
    """Enter or clear a record of another body; while it is in force, no draw takes the expert."""
    form = await read_form(request, RecordForm)
    if form.value is None:
        return await _page(request, expert_id, form, UNPROCESSABLE)
    record, enter = (form.value.flag, form.value.source), form.value.step == "enter"
    try:
        async with services_of(request).database.transaction() as session:
            actor = visit_of(request).actor
            await set_external_record(session, actor, expert_id, record, in_force=enter)
    except ExpertPoolError as error:
        if error.code not in _BESIDE:
            raise
        wrong = form.refused_by(error, _BESIDE[error.code])
        return await _page(request, expert_id, wrong, UNPROCESSABLE)
    return redirect(request, f"/pool/{expert_id}/credit", N_("The record is noted."))


@get("/credit/events/{event_id:uuid}/proof", name="credit.proof")
async def download_proof(request: PageRequest, event_id: FromPath[UUID]) -> Response[bytes]:
    """The proof of an event, to be saved; the look is logged."""
    services = services_of(request)
    async with services.database.transaction() as session:
        event = await read_proof(session, visit_of(request).actor, event_id)
    content = await asyncio.to_thread(_files(services).get, event.proof.storage_name)
    ending = event.proof.content_type.rpartition("/")[2]
    return answer_file(content, event.proof.content_type, f"proof-{str(event_id)[:8]}.{ending}")


async def _enter(request: PageRequest, expert_id: UUID, value: EventForm) -> None:
    services = services_of(request)
    if value.occurred_on > services.today():
        raise ExpertPoolError("credit.day_to_come")
    proof = await _keep_proof(request)
    try:
        async with services.database.transaction() as session:
            await record_event(
                session,
                visit_of(request).actor,
                expert_id=expert_id,
                kind=value.kind,
                occurred_on=value.occurred_on,
                detail=value.detail,
                document=value.document,
                proof=proof,
            )
    except Exception:
        if proof.storage_name:
            await asyncio.to_thread(_files(services).remove, proof.storage_name)
        raise


async def _keep_proof(request: PageRequest) -> Proof:
    sent = (await request.form()).get("proof")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return Proof()
    checked = await asyncio.to_thread(check_certificate, await sent.read())
    name = await asyncio.to_thread(_files(services_of(request)).put, checked.content)
    return Proof(name, checked.type.value, len(checked.content), checked.sha256)


def _files(services: Services) -> EncryptedDirectory:
    return EncryptedDirectory(services.settings.uploads, services.cipher)


async def _page(
    request: PageRequest, expert_id: UUID, form: _Form, status_code: int = 200
) -> Response[str]:
    async with services_of(request).database.transaction() as session:
        record, filed = await read_file(session, visit_of(request).actor, expert_id)
    return render(
        request,
        "credit/file.html",
        status_code=status_code,
        record=record,
        filed=filed,
        form=form,
        event=form if form.model is EventForm else blank(EventForm),
        record_form=form if form.model is RecordForm else blank(RecordForm),
        flag_options=[(it.value, gettext(words)) for it, words in FLAGS.items()],
        flags=[gettext(FLAGS[it]) for it in sorted(record.expert.integrity_flags)],
        kind_options=[(it.value, gettext(words)) for it, words in KINDS.items()],
        **WORDS,
    )


ROUTES = (show_file, do_enter, do_record, download_proof)
