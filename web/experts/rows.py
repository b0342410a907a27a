"""One row of a section on a page of its own: an employment, a title, a field, a relation."""

from litestar import get, post
from litestar.params import FromPath

from expert_pool.admission.applying import NEW, remove_row, save_row
from expert_pool.admission.own_application import Dossier
from expert_pool.admission.row_editing import CERTIFIED, find_row, row_number, section_of
from expert_pool.applications import FieldError, SectionData
from expert_pool.errors import ExpertPoolError
from web.application_forms.labels import ADD_WORDS, GROUPS
from web.application_forms.typed_forms import (
    RowOf,
    TypedForm,
    filled,
    read_typed,
    rules_of,
    values_of,
    widgets_of,
    with_errors,
)
from web.experts.desk import (
    CONFLICT,
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
from web.experts.rows_shown import field_path
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_


@get("/application/rows/{group:str}/{key:str}", name="experts.row")
async def show_row(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Page:
    """A row as it is stored, or an empty one."""
    section_of(group)
    dossier = await own_editable(request)
    form = filled(RowOf(group), _stored(dossier, group, key))
    if group == "fields" and (code := request.query_params.get("code")):
        form = filled(RowOf(group), {**_stored(dossier, group, key), "code": code})
    if key != NEW:
        form = with_errors(form, *_errors(dossier, group, key))
    return row_page(request, dossier, (group, key), form)


@post("/application/rows/{group:str}/{key:str}", name="experts.row.post")
async def do_row(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Answer:
    """Save the row; on to its certificates or back to the section once it is right."""
    section = section_of(group)
    dossier, form = await own_editable(request), await read_typed(request, RowOf(group))
    edit, typed = await edit_of(request, dossier), values_of(RowOf(group), form)
    if key == NEW and not any(typed.values()):
        return row_page(request, dossier, (group, key), _all_missing(group, form), UNPROCESSABLE)
    try:
        kept = await save_row(desk_of(request), actor_of(request), edit, (group, key), typed)
    except ExpertPoolError as refused:
        if refused.code != MEANWHILE:
            raise
        shown: TypedForm = form.refused("", refused.code)  # type: ignore[assignment]
        return row_page(request, dossier, (group, key), shown, CONFLICT)
    dossier = await own_editable(request)
    form = with_errors(form, *_errors(dossier, group, kept))
    if form.errors and await sent_text(request, "then") != "later":
        return row_page(request, dossier, (group, kept), form, UNPROCESSABLE)
    path = f"/application/{section.value}{query_of(request)}#{group}"
    if group in CERTIFIED and key == NEW:
        path = f"/application/rows/{group}/{kept}/certificates{query_of(request)}"
    return redirect(request, path, notice=N_("Saved."))


@post("/application/rows/{group:str}/{key:str}/remove", name="experts.row.remove")
async def do_remove_row(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Answer:
    """Take a row out."""
    section = section_of(group)
    edit = await edit_of(request, await own_editable(request))
    await remove_row(desk_of(request), actor_of(request), edit, group, key)
    path = f"/application/{section.value}{query_of(request)}"
    return redirect(request, path, notice=N_("Removed."))


def _stored(dossier: Dossier, group: str, key: str) -> SectionData:
    return {} if key == NEW else find_row(dossier.sections[section_of(group)], group, key)


def _all_missing(group: str, form: TypedForm) -> TypedForm:
    """An empty new row is not kept: it would only have to be removed again."""
    required = (rule.name for rule in rules_of(RowOf(group)) if rule.required)
    return with_errors(form, (FieldError(name, "field.required") for name in required))


def _errors(dossier: Dossier, group: str, key: str) -> tuple[tuple[FieldError, ...], str]:
    """What is wrong with a row, but for its certificates: they have a page of their own."""
    section = section_of(group)
    place = f"{group}.{row_number(dossier.sections[section], group, key)}"
    errors = (it for it in dossier.errors[section] if it.field != f"{place}.certificates")
    return tuple(errors), place


def row_page(
    request: PageRequest,
    dossier: Dossier,
    place: tuple[str, str],
    form: TypedForm,
    status_code: int = 200,
) -> Page:
    """The form of one row."""
    group, key = place
    section = section_of(group)
    return render(
        request,
        "experts/row.html",
        status_code=status_code,
        form=form,
        dossier=dossier,
        group=group,
        key=key,
        title=ADD_WORDS[group] if key == NEW else GROUPS[group],
        widgets=widgets_of(request, RowOf(group)),
        chosen=field_path(form.text("code"), services_of(request).lists),
        back=f"/application/{section.value}{query_of(request)}",
        query=query_of(request),
        action=f"/application/rows/{group}/{key}{query_of(request)}",
    )


ROUTES = (show_row, do_row, do_remove_row)
