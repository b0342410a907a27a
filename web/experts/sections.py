"""The pages of the six sections: saved with every button, complete or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.admission.applying import save_section
from expert_pool.admission.changing import CHANGE
from expert_pool.admission.declared_texts import declared_texts
from expert_pool.admission.own_application import Dossier
from expert_pool.applications import SECTION_RULES, FieldError, Section
from expert_pool.applications.section_checks import check_number
from expert_pool.applications.sections import typed_list, typed_rows, typed_text
from expert_pool.applications.verification import RETURN_REASONS
from expert_pool.errors import ExpertPoolError
from web.application_forms.labels import GROUPS_PLURAL, SECTIONS, label_of
from web.application_forms.typed_forms import (
    TypedForm,
    filled,
    read_typed,
    values_of,
    widgets_of,
    with_errors,
)
from web.experts.desk import (
    CONFLICT,
    HOME,
    MEANWHILE,
    UNPROCESSABLE,
    Answer,
    Page,
    actor_of,
    back_of,
    desk_of,
    edit_of,
    own,
    own_editable,
    query_of,
    sent_text,
)
from web.experts.record import RECORD
from web.experts.rows_shown import name_of, rows_shown
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator, gettext

_CHOSEN_FIRST: Final[Mapping[str, str]] = {
    "fields": "/application/choose/field",
    "disciplines": "/application/choose/discipline",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A field that the registrars sent back: which one, why, and where to correct it."""

    field: str
    reason: str
    text: str
    path: str


def section_named(name: str) -> Section:
    """The section of an address.

    Raises:
        ExpertPoolError: `application_section.not_found`.
    """
    if name not in frozenset(Section):
        raise ExpertPoolError("application_section.not_found")
    return Section(name)


@get("/application/{section:str}", name="experts.section")
async def show_section(request: PageRequest, section: FromPath[str]) -> Answer:
    """A section as far as it is filled in; what is missing shows once something was typed."""
    name = section_named(section)
    dossier = await own_editable(request)
    if name is Section.RELATIONS and dossier.record.source == CHANGE:
        return Redirect(f"{RECORD}#declared", status_code=303)
    form = filled(name, dossier.sections[name])
    if dossier.record.application.returned or request.query_params.get("from") == "check":
        form = with_errors(form, dossier.errors[name])
    return section_page(request, dossier, name, form)


@post("/application/{section:str}", name="experts.section.post")
async def do_section(request: PageRequest, section: FromPath[str]) -> Answer:
    """Save what was typed; on to a new row, or to the task list once it is complete."""
    name = section_named(section)
    form, edit = await read_typed(request, name), await edit_of(request, await own(request))
    try:
        await save_section(desk_of(request), actor_of(request), edit, name, values_of(name, form))
    except ExpertPoolError as refused:
        return await section_again(request, name, form, refused)
    then = await sent_text(request, "then")
    if group := _added(name, then):
        path = _CHOSEN_FIRST.get(group, f"/application/rows/{group}/new")
        return redirect(request, f"{path}{query_of(request)}")
    dossier = await own_editable(request)
    if dossier.errors[name] and (then != "later" or _number_not_kept(form)):
        today = services_of(request).today()
        form = with_errors(form, _errors_to_show(dossier.errors[name], form, today))
        return section_page(request, dossier, name, form, UNPROCESSABLE)
    return redirect(request, back_of(request), notice=N_("Saved."))


def _number_not_kept(form: TypedForm) -> bool:
    """A number was typed without the consent to store it: nobody leaves without being told."""
    return bool(form.text("identity_number")) and form.text("sensitive_consent") != "yes"


def _errors_to_show(errors: Iterable[FieldError], form: TypedForm, today: date) -> list[FieldError]:
    """Whoever typed a number without the consent is told its faults, and not to fill it in."""
    if not _number_not_kept(form):
        return list(errors)
    typed = check_number(values_of(Section.IDENTITY, form), today)
    return [
        *(one for one in errors if one.field != "identity_number"),
        *(one for one in typed if one.field == "identity_number"),
    ]


def _added(section: Section, then: str) -> str:
    """The group that the pressed button adds a row to: what was typed is saved before."""
    rule = SECTION_RULES[section]
    names = (*(rows.name for rows in rule.rows), *(one.item.name for one in rule.lists))
    return next((name for name in names if then == f"add-{name}"), "")


async def section_again(
    request: PageRequest, section: Section, form: TypedForm, refused: ExpertPoolError
) -> Answer:
    """The page with what was typed, where another window was faster."""
    if refused.code == "application.not_open_for_changes":
        return Redirect(HOME, status_code=303)
    if refused.code != MEANWHILE:
        raise refused
    shown = form.refused("", refused.code)
    return section_page(request, await own(request), section, shown, CONFLICT)  # type: ignore[arg-type]


def section_page(
    request: PageRequest,
    dossier: Dossier,
    section: Section,
    form: TypedForm,
    status_code: int = 200,
) -> Page:
    """One section: its own fields, its groups of rows, what was sent back."""
    services = services_of(request)
    groups = [rows.name for rows in SECTION_RULES[section].rows]
    return render(
        request,
        f"experts/{section.value}.html",
        status_code=status_code,
        form=form,
        dossier=dossier,
        section=section.value,
        title=SECTIONS[section],
        widgets={widget.name: widget for widget in widgets_of(request, section)},
        rows={group: rows_shown(dossier, group, services.lists) for group in groups},
        plural=GROUPS_PLURAL,
        remarks=remarks_on(dossier, section),
        back=back_of(request),
        query=query_of(request),
        action=f"/application/{section.value}{query_of(request)}",
        **_own_context(request, dossier, section),
    )


def _own_context(request: PageRequest, dossier: Dossier, section: Section) -> Mapping[str, object]:
    services = services_of(request)
    if section is Section.PLEDGES:
        return {"texts": declared_texts()}
    if section is Section.IDENTITY:
        return {"person": dossier.person, "texts": declared_texts()}
    if section is Section.FIELDS:
        codes = typed_list(dossier.sections[section], "disciplines")
        named = [(c, name_of(services.lists.disciplines, c, services.lists)) for c in codes]
        most = services.policy.integer("max_fields_per_expert")
        financial = typed_text(dossier.sections[Section.IDENTITY], "type") == "financial"
        return {"disciplines": named, "most_fields": most, "financial": financial}
    return {}


def remarks_on(dossier: Dossier, section: Section | None = None) -> tuple[Remark, ...]:
    """What the registrars sent back, of one section or of all."""
    return tuple(
        Remark(
            field=gettext(label_of(returned.field)),
            reason=_reason(returned.reason),
            text=returned.text,
            path=_path_of(dossier, Section(returned.section), returned.field),
        )
        for returned in dossier.record.application.returned
        if section is None or returned.section == section
    )


def _reason(code: str) -> str:
    named = RETURN_REASONS[code]
    return named.name_en if current_translator().language == "en" else named.name_zh


def _path_of(dossier: Dossier, section: Section, field: str) -> str:
    """The page on which a field is corrected."""
    group, _, rest = field.partition(".")
    number, _, name = rest.partition(".")
    rows = typed_rows(dossier.sections[section], group) if number.isdigit() else ()
    if not number.isdigit() or int(number) >= len(rows):
        return f"/application/{section.value}#{group}"
    path = f"/application/rows/{group}/{typed_text(rows[int(number)], 'key')}"
    return f"{path}/certificates" if name == "certificates" else path


ROUTES = (show_section, do_section)
