"""A member's declarations: one more relation or unit any time, one taken back with a reason."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath
from pydantic import Field

from expert_pool.admission.own_declarations import (
    GROUPS,
    RETRACTION_REASONS,
    Retraction,
    declare,
    declared_by,
    retract,
)
from expert_pool.applications import FieldError, Section, check_section
from expert_pool.errors import ExpertPoolError
from web.application_forms.labels import ADD_WORDS, GROUPS_PLURAL
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
from web.experts.desk import CONFLICT, UNPROCESSABLE, Answer, Page, actor_of, desk_of
from web.experts.record import RECORD, own_record
from web.experts.record_forms import STALE, version_of
from web.experts.rows_shown import row_words
from web.forms import Day, Form, FormModel, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator

_FIELDS = {
    "declaration.end_missing": "ended_on",
    "declaration.end_ahead": "ended_on",
    STALE: "",
}


class RetractForm(FormModel):
    """Why a declaration is taken back."""

    version: int = Field(ge=0, lt=2**31)
    reason: Annotated[str, one_of(RETRACTION_REASONS)] = Field(title=N_("Why you take it back"))
    ended_on: Day | None = Field(default=None, title=N_("Ended on"))


def _known(group: str) -> str:
    if group not in GROUPS:
        raise ExpertPoolError("declaration.not_found")
    return group


@get(f"{RECORD}/declare/{{group:str}}", name="experts.record.declare")
async def show_declare(request: PageRequest, group: FromPath[str]) -> Page:
    """The form for one more relation or unit to avoid."""
    return await _declare_page(request, _known(group), filled(RowOf(group), {}))


@post(f"{RECORD}/declare/{{group:str}}", name="experts.record.declare.post")
async def do_declare(request: PageRequest, group: FromPath[str]) -> Answer:
    """Declare it; it counts at once."""
    form = await read_typed(request, RowOf(_known(group)))
    typed = values_of(RowOf(group), form)
    form = _with_faults(request, group, form, typed)
    if form.errors:
        return await _declare_page(request, group, form, UNPROCESSABLE)
    services, version = services_of(request), await version_of(request)
    desk, actor = desk_of(request), actor_of(request)
    try:
        await declare(desk, actor, version, (group, typed), services.today())
    except ExpertPoolError as refused:
        if refused.code not in {STALE, "declaration.repeated"}:
            raise
        return await _declare_page(request, group, form.refused("", refused.code), CONFLICT)
    return redirect(request, f"{RECORD}#declared", notice=N_("It is declared and counts at once."))


def _with_faults(
    request: PageRequest, group: str, form: TypedForm, typed: dict[str, object]
) -> TypedForm:
    if not any(typed.values()):
        needed = (rule.name for rule in rules_of(RowOf(group)) if rule.required)
        return with_errors(form, (FieldError(name, "field.required") for name in needed))
    services = services_of(request)
    rows = {group: [typed]}
    errors = check_section(
        Section.RELATIONS, rows, services.policy, services.lists, services.today()
    )
    return with_errors(form, errors, f"{group}.0")


async def _declare_page(
    request: PageRequest, group: str, form: Form[FormModel], status_code: int = 200
) -> Page:
    return render(
        request,
        "experts/record_declare.html",
        status_code=status_code,
        form=form,
        own=await own_record(request),
        title=ADD_WORDS[group],
        widgets=widgets_of(request, RowOf(group)),
    )


@get(f"{RECORD}/declared/{{group:str}}/{{key:str}}", name="experts.record.declared")
async def show_declared(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Page:
    """One declaration, and the form to take it back."""
    return await _retract_page(request, (group, key), blank(RetractForm))


@post(f"{RECORD}/declared/{{group:str}}/{{key:str}}", name="experts.record.declared.post")
async def do_retract(request: PageRequest, group: FromPath[str], key: FromPath[str]) -> Answer:
    """Take it back, with a reason."""
    form = await read_form(request, RetractForm)
    if form.value is None:
        return await _retract_page(request, (group, key), form, UNPROCESSABLE)
    sent = form.value
    desk, actor = desk_of(request), actor_of(request)
    why = Retraction(sent.reason, sent.ended_on)
    today = services_of(request).today()
    try:
        await retract(desk, actor, sent.version, (_known(group), key), why, today)
    except ExpertPoolError as refused:
        if refused.code not in _FIELDS:
            raise
        status = CONFLICT if refused.code == STALE else UNPROCESSABLE
        shown = form.refused(_FIELDS[refused.code], refused.code)
        return await _retract_page(request, (group, key), shown, status)
    return redirect(request, f"{RECORD}#declared", notice=N_("Your declaration is changed."))


async def _retract_page(
    request: PageRequest, place: tuple[str, str], form: Form[RetractForm], status_code: int = 200
) -> Page:
    group, key = place
    own, english = await own_record(request), current_translator().language == "en"
    row = declared_by(own.record.expert, group).get(key)
    if row is None:
        raise ExpertPoolError("declaration.not_found")
    title, lines = row_words(group, row, services_of(request).lists)
    reasons = RETRACTION_REASONS.items()
    return render(
        request,
        "experts/record_declared.html",
        status_code=status_code,
        form=form,
        own=own,
        group=GROUPS_PLURAL[group],
        title=title,
        lines=lines,
        reasons=[(code, one.name_en if english else one.name_zh) for code, one in reasons],
    )


ROUTES = (show_declare, do_declare, show_declared, do_retract)
