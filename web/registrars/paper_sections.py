"""The sections of a paper application: the same forms as online, on the staff's pages."""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from expert_pool.admission.applying import NEW, remove_row, save_row, save_section
from expert_pool.admission.certificates import add_certificate, remove_certificate
from expert_pool.admission.declared_texts import declared_texts
from expert_pool.admission.own_application import Dossier, Edit
from expert_pool.admission.row_editing import CERTIFIED, find_row, row_number, section_of
from expert_pool.applications import SECTION_RULES, Section, SectionData
from expert_pool.applications.sections import typed_list, typed_rows
from expert_pool.errors import ExpertPoolError
from web.application_forms.labels import ADD_WORDS, GROUPS, GROUPS_PLURAL
from web.application_forms.typed_forms import (
    RowOf,
    TypedForm,
    Widget,
    filled,
    read_typed,
    values_of,
    widgets_of,
    with_errors,
)
from web.forms import read_form
from web.pages import redirect, render
from web.registrars.desk import (
    UNPROCESSABLE,
    Answer,
    Page,
    VersionForm,
    actor_of,
    desk_of,
    files_of,
)
from web.registrars.paper import UPLOAD_LIMIT, paper_of, sent_version
from web.registrars.values_shown import row_shown
from web.registrars.words import SECTIONS
from web.services import PageRequest, services_of
from web.translation import N_, current_translator
from web.uploads import check_certificate, check_room
from web.uploads.keeping import keep_file

_TEXTS: Final[Mapping[Section, Mapping[str, str]]] = {
    Section.IDENTITY: {"sensitive_version": "sensitive"},
    Section.PLEDGES: {"pledge_version": "pledge", "consent_version": "consent"},
}
"""What the signed paper declares in a section: the field of the version, and the text."""


def _section(name: str) -> Section:
    if name not in frozenset(Section):
        raise ExpertPoolError("application.not_found")
    return Section(name)


async def _edit(request: PageRequest, application_id: UUID) -> Edit:
    return Edit(application_id, await sent_version(request))


@get("/papers/{application_id:uuid}/{section:str}", name="registrars.paper.section")
async def show_section(
    request: PageRequest, application_id: FromPath[UUID], section: FromPath[str]
) -> Page:
    """A section as far as it is typed in."""
    name, dossier = _section(section), await paper_of(request, application_id)
    return _section_page(request, dossier, name, filled(name, dossier.sections[name]))


@post("/papers/{application_id:uuid}/{section:str}", name="registrars.paper.section.post")
async def do_section(
    request: PageRequest, application_id: FromPath[UUID], section: FromPath[str]
) -> Answer:
    """Save what was typed, right or wrong; what is wrong shows beside it."""
    name, edit = _section(section), await _edit(request, application_id)
    form = await read_typed(request, name)
    typed = values_of(name, form)
    if name is Section.FIELDS:
        sent = (await request.form()).getall("disciplines", [])
        typed["disciplines"] = [str(code) for code in sent if code]
    await save_section(desk_of(request), actor_of(request), edit, name, typed)
    dossier = await paper_of(request, application_id)
    if dossier.errors[name]:
        shown = with_errors(form, dossier.errors[name])
        return _section_page(request, dossier, name, shown, UNPROCESSABLE)
    return redirect(request, f"/papers/{application_id}", notice=N_("Saved."))


def _section_page(
    request: PageRequest,
    dossier: Dossier,
    section: Section,
    form: TypedForm,
    status_code: int = 200,
) -> Page:
    services, data = services_of(request), dossier.sections[section]
    language = current_translator().language
    return render(
        request,
        "registrars/paper_section.html",
        status_code=status_code,
        form=form,
        dossier=dossier,
        section=section.value,
        title=SECTIONS[section],
        widgets=widgets_of(request, section),
        groups=[
            (rows.name, _rows(request, rows.name, data)) for rows in SECTION_RULES[section].rows
        ],
        plural=GROUPS_PLURAL,
        add_words=ADD_WORDS,
        texts={name: declared_texts()[name] for name in _TEXTS.get(section, {}).values()},
        versions=_TEXTS.get(section, {}),
        masked=dossier.person.masked if section is Section.IDENTITY else {},
        disciplines=[
            (code, services.lists.name(entry, language))
            for code, entry in services.lists.disciplines.items()
        ],
        chosen_disciplines=typed_list(data, "disciplines"),
    )


def _rows(
    request: PageRequest, group: str, data: SectionData
) -> list[tuple[str, tuple[tuple[str, str], ...], int]]:
    """The rows of a group: key, what stands in it, and how many certificates it has."""
    lists = services_of(request).lists
    return [
        (
            str(row.get("key", "")),
            row_shown(group, row, lists).rows,
            len(typed_list(row, "certificates")),
        )
        for row in typed_rows(data, group)
    ]


@get("/papers/{application_id:uuid}/rows/{group:str}/{key:str}", name="registrars.paper.row")
async def show_row(
    request: PageRequest, application_id: FromPath[UUID], group: FromPath[str], key: FromPath[str]
) -> Page:
    """One row, or an empty one."""
    section, dossier = section_of(group), await paper_of(request, application_id)
    row = {} if key == NEW else find_row(dossier.sections[section], group, key)
    return _row_page(request, dossier, (group, key), filled(RowOf(group), row))


@post("/papers/{application_id:uuid}/rows/{group:str}/{key:str}", name="registrars.paper.row.post")
async def do_row(
    request: PageRequest, application_id: FromPath[UUID], group: FromPath[str], key: FromPath[str]
) -> Answer:
    """Save the row; its certificate can be uploaded once it is right."""
    section, edit = section_of(group), await _edit(request, application_id)
    form = await read_typed(request, RowOf(group))
    typed = values_of(RowOf(group), form)
    kept = await save_row(desk_of(request), actor_of(request), edit, (group, key), typed)
    dossier = await paper_of(request, application_id)
    place = f"{group}.{row_number(dossier.sections[section], group, kept)}"
    errors = [one for one in dossier.errors[section] if not one.field.endswith(".certificates")]
    shown = with_errors(form, errors, place)
    if shown.errors or (group in CERTIFIED and key == NEW):
        status = UNPROCESSABLE if shown.errors else 200
        return _row_page(request, dossier, (group, kept), shown, status)
    return redirect(request, f"/papers/{application_id}/{section.value}", notice=N_("Saved."))


@post(
    "/papers/{application_id:uuid}/rows/{group:str}/{key:str}/remove",
    name="registrars.paper.row.remove",
)
async def do_remove_row(
    request: PageRequest, application_id: FromPath[UUID], group: FromPath[str], key: FromPath[str]
) -> Answer:
    """Take a row out, with its certificates."""
    section, edit = section_of(group), await _edit(request, application_id)
    await remove_row(desk_of(request), actor_of(request), edit, group, key)
    return redirect(request, f"/papers/{application_id}/{section.value}", notice=N_("Removed."))


@post(
    "/papers/{application_id:uuid}/rows/{group:str}/{key:str}/certificate",
    name="registrars.paper.certificate",
    request_max_body_size=UPLOAD_LIMIT,
)
async def do_certificate(
    request: PageRequest, application_id: FromPath[UUID], group: FromPath[str], key: FromPath[str]
) -> Answer:
    """Check the copy of a certificate by its content and keep it with the row."""
    dossier = await paper_of(request, application_id)
    try:
        await _keep_certificate(request, dossier, (group, key))
    except ExpertPoolError as refused:
        if not refused.code.startswith("upload."):
            raise
        row = find_row(dossier.sections[section_of(group)], group, key)
        form = filled(RowOf(group), row).refused("certificate", refused.code, **refused.params)
        return _row_page(request, dossier, (group, key), form, UNPROCESSABLE)  # type: ignore[arg-type]
    path = f"/papers/{application_id}/rows/{group}/{key}"
    return redirect(request, path, notice=N_("The file is uploaded."))


async def _keep_certificate(request: PageRequest, dossier: Dossier, place: tuple[str, str]) -> None:
    sent = (await request.form()).get("certificate")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise ExpertPoolError("upload.nothing_chosen")
    check_room(len(dossier.documents))
    checked = await asyncio.to_thread(check_certificate, await sent.read())
    file = await asyncio.to_thread(keep_file, files_of(request), checked, sent.filename)
    edit = await _edit(request, dossier.record.id)
    await add_certificate(desk_of(request), actor_of(request), edit, place, file)


@post(
    "/papers/{application_id:uuid}/certificates/{document_id:uuid}/remove",
    name="registrars.paper.certificate.remove",
)
async def do_remove_certificate(
    request: PageRequest, application_id: FromPath[UUID], document_id: FromPath[UUID]
) -> Answer:
    """Take a certificate out of its row."""
    edit = Edit(application_id, (await read_form(request, VersionForm)).right.version)
    await remove_certificate(desk_of(request), actor_of(request), edit, document_id)
    path = f"/papers/{application_id}/{Section.CREDENTIALS.value}"
    return redirect(request, path, notice=N_("The file is removed."))


def _row_page(
    request: PageRequest,
    dossier: Dossier,
    place: tuple[str, str],
    form: TypedForm,
    status_code: int = 200,
) -> Page:
    group, key = place
    section = section_of(group)
    row = {} if key == NEW else find_row(dossier.sections[section], group, key)
    held = typed_list(row, "certificates")
    return render(
        request,
        "registrars/paper_row.html",
        status_code=status_code,
        form=form,
        dossier=dossier,
        group=group,
        key=key,
        section=section.value,
        title=GROUPS[group],
        widgets=[_plain(request, widget) for widget in widgets_of(request, RowOf(group))],
        certified=group in CERTIFIED and key != NEW,
        documents=[dossier.documents[one] for one in held if one in dossier.documents],
    )


def _plain(request: PageRequest, widget: Widget) -> Widget:
    """A field of work is chosen from one long list here, not on a page of its own."""
    if widget.kind != "chosen":
        return widget
    lists, language = services_of(request).lists, current_translator().language
    groups: dict[str, list[tuple[str, ...]]] = {}
    for code, entry in lists.fields.items():
        path = lists.field_path(code)
        if len(path) > 1 and lists.field_and_below(code) == {code}:
            top = lists.name(lists.fields[path[0]], language)
            groups.setdefault(top, []).append((code, lists.name(entry, language)))
    grouped = tuple((name, tuple(options)) for name, options in groups.items())
    return Widget(widget.name, "grouped", groups=grouped, hint=widget.hint)


ROUTES = (
    show_section,
    do_section,
    show_row,
    do_row,
    do_remove_row,
    do_certificate,
    do_remove_certificate,
)
