"""The log's page: the entries that fit a filter, newest first, the filter in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act, ActGroup
from expert_pool.roles import Role
from web.auditors.naming import bare_id, name_all, name_person
from web.auditors.rows import act_words, read_lines, role_words
from web.auditors.searching import Found, LogFilterForm, read_filter, search_log
from web.forms import Form
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import current_translator, format_date

LOG: Final = "/audit/log"
ROLES: Final = (*(role.value for role in Role), "service", "operator", "public")
_UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class Pill:
    """One part of the filter in words, and the address of the page without it."""

    label: str
    words: str
    path: str


@get(LOG, name="auditors.log")
async def show_log(request: PageRequest) -> Response[str]:
    """The entries that the address asks for, newest first."""
    form = read_filter(request)
    async with services_of(request).database.read() as session:
        found = await search_log(session, form)
        lines = await read_lines(session, found.page.entries)
        pills = await _pills(session, found.form)
    return render(
        request,
        "auditors/log.html",
        status_code=_UNPROCESSABLE if found.form.errors else 200,
        form=found.form,
        lines=lines,
        pills=pills,
        people=_people(found),
        older=_path(found.form, before=found.page.before) if found.page.before else "",
        newest=_path(found.form) if form.text("before") else "",
        choices=_choices(),
    )


async def _pills(session: AsyncSession, form: Form[LogFilterForm]) -> list[Pill]:
    typed = [name for name in LogFilterForm.model_fields if form.text(name) and name != "before"]
    ids = [form.text(name) for name in typed if bare_id(form.text(name))]
    names = await name_all(session, ids)
    return [
        Pill(
            form.label(name),
            names[form.text(name)].words if form.text(name) in names else _value_words(form, name),
            _path(form, without=name),
        )
        for name in typed
    ]


def _value_words(form: Form[LogFilterForm], name: str) -> str:
    text = form.text(name)
    if name == "act":
        return act_words(text)
    if name == "group":
        return current_translator().sentence(f"group.{text}", {})
    if name == "role":
        return role_words(text)
    day = getattr(form.value, name, None) if name in {"since", "until"} else None
    return format_date(day, current_translator().language) if day else text


def _path(form: Form[LogFilterForm], *, without: str = "", before: int | None = None) -> str:
    """The address of the page with this filter, but without one part of it."""
    kept = [
        (name, form.text(name))
        for name in LogFilterForm.model_fields
        if form.text(name) and name not in {without, "before"}
    ]
    pairs = [*kept, ("before", before)] if before else kept
    return f"{LOG}?{urlencode(pairs)}" if pairs else LOG


def _people(found: Found) -> list[tuple[str, str]]:
    """Whom the name that was typed fits, each with the address of the entries of that one."""
    rest = _path(found.form, without="person")
    mark = "&" if "?" in rest else "?"
    return [(name_person(one), f"{rest}{mark}person={one.id}") for one in found.people]


def _choices() -> dict[str, Sequence[tuple[str, str]]]:
    say = current_translator().sentence
    return {
        "group": [(group.value, say(f"group.{group.value}", {})) for group in ActGroup],
        "act": [(act.value, act_words(act.value)) for act in Act],
        "role": [(role, role_words(role)) for role in ROLES],
    }


ROUTES = (show_log,)
