"""The form of a panel request: begin, edit, save as typed, and count while typing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import Field

from expert_pool.findings import Finding, blocks
from selection.errors import SelectionError
from selection.requesting import Draft, create_request, save_draft, see_request
from selection.requesting.reading import check_may_see
from selection.requesting.reviewing import whole_request
from selection.requests import PanelRequest, check_request
from selection.states.requests import RequestState
from selection.storage.project_store import Project, ProjectFilter, list_projects, load_projects
from selection.storage.request_store import RequestRecord
from web.forms import Form, FormModel, blank, read_form
from web.officers.counting import count_live
from web.officers.desks import actor_of, desk_of
from web.officers.form_findings import mark_fields
from web.officers.form_moves import move_form, template_fields
from web.officers.form_view import activity_options, form_view
from web.officers.peers import propose_peers
from web.officers.proposals import relaxed_by, settle
from web.officers.request_form import (
    RequestForm,
    check_typed,
    projects_of,
    to_criteria,
    unreadable,
)
from web.officers.rows import Typed, read_typed
from web.officers.stored_form import stored_fields
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_

UNPROCESSABLE = 422
CONFLICT = 409
FOUND_MOST = 20
UNREADABLE = N_(
    "Fields that can't be read, marked below and not saved as answers: %(number)s."
    " What you typed stays."
)
_PLACES: Final = {
    **dict.fromkeys(("add-quota", "add-peers"), "quotas"),
    "add-everybody": "conditions",
    "add-recusal": "recusals",
    "find": "projects",
    "apply": "live-counts",
    "count": "live-counts",
    "widen": "widening",
    "add-opposed": "opposed",
}
_CONTROL = ("do", "version", "words", "pick")


class NewRequestForm(FormModel):
    """What a request begins with."""

    activity: str = Field(title=N_("Activity"), max_length=10)
    project: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form that was sent: its fields, the button, the version it was made from."""

    typed: Typed
    do: str
    version: int
    words: str
    picked: Mapping[str, str]

    @property
    def relaxed(self) -> tuple[str, ...]:
        """What a proposal changes, where the button applies one."""
        return relaxed_by(self.do)


@get("/requests/new", name="officers.request_new")
async def show_new(request: PageRequest, project: FromQuery[str] = "") -> Response[str]:
    """Choose the activity that a panel is for."""
    return _new_page(request, blank(NewRequestForm, {"project": project}))


@post("/requests/new", name="officers.request_new.post")
async def do_new(request: PageRequest) -> Response[str] | Redirect:
    """Begin a draft from the activity's template."""
    form = await read_form(request, NewRequestForm)
    if form.value is None:
        return _new_page(request, form, UNPROCESSABLE)
    services, chosen = services_of(request), form.value
    try:
        typed = template_fields(chosen.activity, services.policy, services.lists)
        projects = (chosen.project,) if chosen.project else ()
        typed |= {"projects": tuple(str(it) for it in projects)} if projects else {}
        draft = Draft(chosen.activity, projects, typed)
        record = await create_request(desk_of(request), actor_of(request), draft)
    except (SelectionError, KeyError):
        wrong = form.refused("activity", "form.not_offered")
        return _new_page(request, wrong, UNPROCESSABLE)
    return redirect(request, f"/requests/{record.id}/edit", N_("The draft is saved."))


def _new_page(
    request: PageRequest, form: Form[NewRequestForm], status_code: int = 200
) -> Response[str]:
    lists = services_of(request).lists
    return render(
        request,
        "officers/request_new.html",
        status_code=status_code,
        form=form,
        options=activity_options(lists),
    )


@get("/requests/{request_id:uuid}/edit", name="officers.request_edit")
async def show_edit(
    request: PageRequest, request_id: FromPath[UUID], words: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """The form as it was saved, with counts and what stands against it."""
    seen = await see_request(desk_of(request), actor_of(request), request_id)
    if seen.record.state not in {RequestState.DRAFT, RequestState.RETURNED}:
        return redirect(request, f"/requests/{request_id}")
    typed = stored_fields(seen.record)
    form = Form(RequestForm, typed, unreadable(check_typed(typed, RequestForm)))
    return await _page(request, seen.record, form, words=words)


@post("/requests/{request_id:uuid}/edit", name="officers.request_edit.post")
async def do_edit(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Save what was typed, whatever it is; then do what the button says."""
    sent, services = await _read(request), services_of(request)
    actor, desk = actor_of(request), desk_of(request)
    seen = await see_request(desk, actor, request_id)
    try:
        sent = await _settled(request, request_id, sent)
        typed = move_form(sent.typed, sent.do, sent.picked, services.policy, services.lists)
        form = check_typed(typed, RequestForm)
        draft = await _draft(request, form, request_id, sent.relaxed)
        record = await save_draft(desk, actor, request_id, sent.version, draft)
    except SelectionError as error:
        refused = check_typed(sent.typed, RequestForm).refused_by(error)
        return await _page(request, seen.record, refused, CONFLICT, sent.words)
    if sent.do == "check":
        return await _checked(request, record, form, sent.words)
    return _saved(request, record, form, sent)


async def _settled(request: PageRequest, request_id: UUID, sent: _Sent) -> _Sent:
    """The button's proposal with every number, found again where one was not told."""
    verb, _, target = sent.do.partition(" ")
    if verb != "apply":
        return sent
    counted = await count_live(request, request_id, sent.typed)
    shortfall = counted.live.shortfall if counted.live else None
    return replace(sent, do=f"apply {settle(target, shortfall.ways_out if shortfall else ())}")


def _saved(
    request: PageRequest, record: RequestRecord, form: Form[RequestForm], sent: _Sent
) -> Redirect:
    """Back to the form, saying what became of it: nothing unreadable is called saved."""
    path = _next(record.id, sent)
    if unread := len(unreadable(form)):
        return redirect(request, path, UNREADABLE, number=unread)
    if sent.relaxed:
        return redirect(request, path, N_("The proposal is applied and the draft is saved."))
    return redirect(request, path, N_("The draft is saved."))


def _next(request_id: UUID, sent: _Sent) -> str:
    """Back to the form, at the place that the button changed."""
    verb, _, target = sent.do.partition(" ")
    place = _PLACES.get(verb, target.partition("-")[0])
    words = f"?words={quote(sent.words)}" if sent.words else ""
    return f"/requests/{request_id}/edit{words}" + (f"#{place}" if place else "")


async def _read(request: PageRequest) -> _Sent:
    sent = await request.form()
    picked = {
        name.partition("-")[2]: str(value)
        for name, value in sent.multi_items()
        if name.startswith("pick-")
    }
    version = str(sent.get("version", ""))
    return _Sent(
        read_typed(sent, _CONTROL),
        str(sent.get("do", "save")),
        int(version) if version.isdecimal() and len(version) < len("1000000") else 0,
        str(sent.get("words", "")).strip()[:100],
        picked,
    )


async def _draft(
    request: PageRequest, form: Form[RequestForm], request_id: UUID, relaxed: tuple[str, ...]
) -> Draft:
    services = services_of(request)
    activity = form.text("activity")
    wanted = projects_of(form.typed)
    async with services.database.read() as session:
        known = {project.id for project in await load_projects(session, wanted)}
    criteria = None
    if form.value is not None and activity in services.lists.activities:
        criteria = to_criteria(form.value, services.lists, str(request_id))
    projects = tuple(project for project in wanted if project in known)
    return Draft(activity, projects, form.typed, criteria, relaxed)


async def _checked(
    request: PageRequest, record: RequestRecord, form: Form[RequestForm], words: str
) -> Response[str] | Redirect:
    """On to the summary, or back to the form with an error beside each wrong field."""
    whole = await _whole(request, record) if form.value is not None else None
    if whole is not None:
        lists = services_of(request).lists
        form = mark_fields(form, _findings(request, whole), whole, lists)
    if form.errors:
        return await _page(request, record, form, UNPROCESSABLE, words)
    return redirect(request, f"/requests/{record.id}")


async def _whole(request: PageRequest, record: RequestRecord) -> PanelRequest | None:
    try:
        async with services_of(request).database.read() as session:
            return await whole_request(session, record)
    except SelectionError:
        return None


def _findings(request: PageRequest, whole: PanelRequest) -> tuple[Finding, ...]:
    desk = services_of(request).request_desk
    return check_request(whole, desk.policy, desk.lists, desk.today(), desk.calendar)


async def _page(
    request: PageRequest,
    record: RequestRecord,
    form: Form[RequestForm],
    status_code: int = 200,
    words: str = "",
) -> Response[str]:
    counted = await count_live(request, record.id, form.typed)
    whole = await _whole(request, record) if not form.errors else None
    findings = _findings(request, whole) if whole else ()
    chosen, found = await _projects(request, form, words)
    return render(
        request,
        "officers/request_edit.html",
        status_code=status_code,
        record=record,
        form=form,
        live=counted.live,
        refused=counted.refused,
        blocked=blocks(findings),
        chosen=chosen,
        found=found,
        words=words,
        peers=propose_peers(form, chosen, services_of(request)),
        **form_view(form, counted.live, findings, whole, services_of(request)),
    )


async def _projects(
    request: PageRequest, form: Form[RequestForm], words: str
) -> tuple[tuple[Project, ...], tuple[Project, ...]]:
    """The chosen projects, and those that a search found beside them."""
    ids = projects_of(form.typed)
    async with services_of(request).database.read() as session:
        chosen = await load_projects(session, ids)
        found: tuple[Project, ...] = ()
        if words:
            wanted = ProjectFilter(words=words)
            found, _ = await list_projects(session, wanted, limit=FOUND_MOST, offset=0)
    return chosen, tuple(project for project in found if project.id not in set(ids))


@post("/requests/{request_id:uuid}/counts", name="officers.counts")
async def do_count(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The counts for what stands in the form now; nothing is saved."""
    await check_may_see(desk_of(request), actor_of(request), request_id)
    typed = read_typed(await request.form(), _CONTROL)
    form = Form(RequestForm, typed=typed)
    counted = await count_live(request, request_id, typed)
    view = form_view(form, counted.live, (), None, services_of(request))
    shown = {"form": form, "live": counted.live, "refused": counted.refused}
    return render(request, "officers/live_counts.html", status_code=200, **shown, **view)


ROUTES = (show_new, do_new, show_edit, do_edit, do_count)
