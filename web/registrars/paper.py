"""A paper application, typed in by a registrar: its list, its tasks, its scan, its submission.

The sections use the forms of `web.application_forms`, as online (`paper_sections`).
"""

import asyncio
from uuid import UUID

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.admission.changing import CHANGE, begin_paper_change
from expert_pool.admission.own_application import Dossier, Edit
from expert_pool.admission.paper import (
    add_scan,
    begin_paper,
    drop_scan,
    own_papers,
    read_paper,
    scans_of,
    submit_paper,
)
from expert_pool.applications import Section
from expert_pool.applications.verification import RETURN_REASONS
from expert_pool.errors import ExpertPoolError
from web.application_forms.labels import label_of
from web.forms import Email, Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.registrars.desk import (
    UNPROCESSABLE,
    Answer,
    Page,
    VersionForm,
    actor_of,
    desk_of,
    files_of,
    named,
)
from web.registrars.words import SECTIONS, STATES
from web.services import PageRequest, services_of
from web.translation import N_, current_translator, gettext
from web.uploads import check_certificate, check_room
from web.uploads.keeping import keep_file

UPLOAD_LIMIT = 12 << 20


class PaperForm(FormModel):
    """Whom the paper is from: only the address, if there is one."""

    email: Email | None = Field(default=None, title=N_("E-mail address of the applicant"))


class ScanForm(FormModel):
    """One scan."""

    scan: str = Field(title=N_("Scan of the signed paper"))


async def paper_of(request: PageRequest, application_id: UUID) -> Dossier:
    """The paper application that an address names, if this registrar entered it."""
    today = services_of(request).today()
    return await read_paper(desk_of(request), actor_of(request), application_id, today)


@get("/papers", name="registrars.papers")
async def show_papers(request: PageRequest) -> Page:
    """What this registrar is entering, and the way to begin another one."""
    return await _papers_page(request, blank(PaperForm))


async def _papers_page(request: PageRequest, form: Form[PaperForm]) -> Page:
    papers = await own_papers(desk_of(request), actor_of(request))
    status = UNPROCESSABLE if form.errors else 200
    return render(
        request,
        "registrars/papers.html",
        status_code=status,
        form=form,
        papers=papers,
        states=STATES,
    )


@post("/papers", name="registrars.papers.post")
async def do_begin(request: PageRequest) -> Answer:
    """Begin to enter a paper application."""
    form = await read_form(request, PaperForm)
    if form.value is None:
        return await _papers_page(request, form)
    services = services_of(request)
    begun = await begin_paper(
        desk_of(request), actor_of(request), form.value.email or "", services.now()
    )
    return redirect(request, f"/papers/{begun.id}")


@post("/pool/{expert_id:uuid}/paper-change", name="registrars.paper.change")
async def do_begin_change(request: PageRequest, expert_id: FromPath[UUID]) -> Answer:
    """Begin to enter a change that an expert reported on paper, or go on with it."""
    now = services_of(request).now()
    begun = await begin_paper_change(desk_of(request), actor_of(request), expert_id, now)
    return redirect(request, f"/papers/{begun.id}")


@get("/papers/{application_id:uuid}", name="registrars.paper")
async def show_paper(request: PageRequest, application_id: FromPath[UUID]) -> Page:
    """The sections with what is missing, the scan, and the submission."""
    return paper_page(request, await paper_of(request, application_id), blank(ScanForm))


def paper_page(request: PageRequest, dossier: Dossier, form: Form[ScanForm]) -> Page:
    """The page of a paper application."""
    return render(
        request,
        "registrars/paper.html",
        status_code=UNPROCESSABLE if form.errors else 200,
        form=form,
        dossier=dossier,
        scans=scans_of(dossier),
        sections=[(one.value, SECTIONS[one], len(dossier.errors[one])) for one in Section],
        contradictions=[
            (SECTIONS[one.section], gettext(label_of(one.field)), _sentence(one.code, one.params))
            for one in dossier.whole
        ]
        if not any(dossier.errors.values())
        else [],
        remarks=[
            (gettext(label_of(one.field)), named(RETURN_REASONS[one.reason]), one.text)
            for one in dossier.record.application.returned
        ],
        states=STATES,
        change=dossier.record.source == CHANGE,
    )


def _sentence(code: str, params: tuple[tuple[str, object], ...]) -> str:
    return current_translator().sentence(code, dict(params))


@post(
    "/papers/{application_id:uuid}/scan",
    name="registrars.paper.scan",
    request_max_body_size=UPLOAD_LIMIT,
)
async def do_scan(request: PageRequest, application_id: FromPath[UUID]) -> Answer:
    """Check a scan by its content and keep it."""
    dossier = await paper_of(request, application_id)
    try:
        await _keep_scan(request, dossier)
    except ExpertPoolError as refused:
        if not refused.code.startswith("upload."):
            raise
        return paper_page(request, dossier, blank(ScanForm).refused_by(refused, "scan"))
    return redirect(request, f"/papers/{application_id}", notice=N_("The file is uploaded."))


async def _keep_scan(request: PageRequest, dossier: Dossier) -> None:
    sent, version = (await request.form()).get("scan"), await sent_version(request)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise ExpertPoolError("upload.nothing_chosen")
    check_room(len(dossier.documents))
    checked = await asyncio.to_thread(check_certificate, await sent.read())
    file = await asyncio.to_thread(keep_file, files_of(request), checked, sent.filename)
    edit = Edit(dossier.record.id, version)
    await add_scan(desk_of(request), actor_of(request), edit, file)


async def sent_version(request: PageRequest) -> int:
    """The version that a form was made from; a form without one is out of date."""
    sent = str((await request.form()).get("version", ""))
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0  # noqa: PLR2004


@post(
    "/papers/{application_id:uuid}/scan/{document_id:uuid}/remove",
    name="registrars.paper.scan.remove",
)
async def do_drop_scan(
    request: PageRequest, application_id: FromPath[UUID], document_id: FromPath[UUID]
) -> Redirect:
    """Take a scan out."""
    edit = Edit(application_id, (await read_form(request, VersionForm)).right.version)
    await drop_scan(desk_of(request), actor_of(request), edit, document_id)
    return redirect(request, f"/papers/{application_id}", notice=N_("The file is removed."))


@post("/papers/{application_id:uuid}/submit", name="registrars.paper.submit")
async def do_submit(request: PageRequest, application_id: FromPath[UUID]) -> Answer:
    """Hand it in, for other registrars to check."""
    edit = Edit(application_id, (await read_form(request, VersionForm)).right.version)
    services = services_of(request)
    try:
        await submit_paper(
            desk_of(request), actor_of(request), edit, services.now(), services.today()
        )
    except ExpertPoolError as refused:
        if refused.code == "application.not_found":
            raise
        dossier = await paper_of(request, application_id)
        return paper_page(request, dossier, blank(ScanForm).refused_by(refused))
    notice = N_("The application is handed in. Other registrars check it.")
    return redirect(request, "/papers", notice=notice)


ROUTES = (
    show_papers,
    do_begin,
    do_begin_change,
    show_paper,
    do_scan,
    do_drop_scan,
    do_submit,
)
