"""Projects with their parties: list, one project with its requests, new and changed ones."""

from dataclasses import replace
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from expert_pool.roles import Role
from expert_pool.storage.unit_store import load_units
from selection.errors import SelectionError
from selection.requesting import change_project, create_project, load_project, project_mark
from selection.requesting.identities import mask_identities
from selection.requesting.reading import may_see
from selection.storage.project_store import Project, ProjectFilter, list_projects
from selection.storage.request_store import requests_of_project
from web.criteria import PARTY_ROLES, STATES, order_parties, value_options, value_words
from web.forms import Form
from web.officers.desks import actor_of, desk_of
from web.officers.form_view import activity_options
from web.officers.project_form import (
    PERSON_ROLES,
    UNIT_ROLES,
    ProjectForm,
    check_identities,
    empty_fields,
    faults_of,
    fields_of,
    fill_names,
    identities_of,
    known_people,
    move_rows,
    to_project,
)
from web.officers.request_form import check_typed
from web.officers.rows import count_rows, read_typed
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

UNPROCESSABLE = 422
PAGE_SIZE = 30
_CONTROL = ("do", "mark")


@get("/projects", name="officers.projects")
async def show_projects(
    request: PageRequest,
    words: FromQuery[str] = "",
    programme: FromQuery[str] = "",
    page: FromQuery[int] = 1,
) -> Response[str]:
    """The projects by number or name, and programme."""
    number = min(max(page, 1), 10_000)
    wanted = ProjectFilter(words=words.strip(), programme=programme.strip())
    async with services_of(request).database.read() as session:
        found, total = await list_projects(
            session, wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
    return render(
        request,
        "officers/projects.html",
        projects=found,
        total=total,
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
        words=words,
        programme=programme,
    )


@get("/projects/{project_id:uuid}", name="officers.project")
async def show_project(request: PageRequest, project_id: FromPath[UUID]) -> Response[str]:
    """One project with its parties and every request that was made for it."""
    services, actor = services_of(request), actor_of(request)
    async with services.database.read() as session:
        project = await load_project(session, project_id)
        requests = await requests_of_project(session, project_id)
        masked = mask_identities(session, project)
    return render(
        request,
        "officers/project.html",
        project=project,
        masked=masked,
        requests=tuple((it, may_see(it, actor)) for it in requests),
        field=value_words("field", project.field, services.lists),
        division=value_words("division", project.division, services.lists),
        activities=dict(activity_options(services.lists)),
        states=STATES,
        party_roles=PARTY_ROLES,
        in_order=order_parties,
        officer=actor.role == Role.OFFICER,
    )


@get("/projects/new", name="officers.project_new", sync_to_thread=False)
def show_new(request: PageRequest) -> Response[str]:
    """The form for a new project."""
    return _page(request, Form(ProjectForm, typed=empty_fields()), None)


@post("/projects/new", name="officers.project_new.post")
async def do_new(request: PageRequest) -> Response[str] | Redirect:
    """Enter the project, or move the rows of its form."""
    form, moved = await _read(request)
    if moved or form.value is None or form.errors:
        return _page(request, form, None, status_code=200 if moved else UNPROCESSABLE)
    project = to_project(form.value, uuid4(), visit_of(request).account_id())
    try:
        identities = identities_of(form.value)
        await create_project(desk_of(request), actor_of(request), project, identities)
    except SelectionError as error:
        refused = form.refused_by(error, "number")
        return _page(request, refused, None, status_code=UNPROCESSABLE)
    return redirect(request, f"/projects/{project.id}", N_("The project is saved."))


@get("/projects/{project_id:uuid}/edit", name="officers.project_edit")
async def show_edit(request: PageRequest, project_id: FromPath[UUID]) -> Response[str]:
    """The form of a project."""
    project, masked = await _load(request, project_id)
    form = Form(ProjectForm, typed=fields_of(project))
    return _page(request, form, project, mark=project_mark(project), masked=masked)


@post("/projects/{project_id:uuid}/edit", name="officers.project_edit.post")
async def do_edit(request: PageRequest, project_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Correct the project, or move the rows of its form."""
    form, moved = await _read(request)
    mark = str((await request.form()).get("mark", ""))
    project, masked = await _load(request, project_id)
    if moved or form.value is None or form.errors:
        status = 200 if moved else UNPROCESSABLE
        return _page(request, form, project, mark=mark, masked=masked, status_code=status)
    changed = to_project(form.value, project_id, project.created_by, known_people(project))
    acting = (desk_of(request), actor_of(request))
    try:
        await change_project(*acting, changed, mark, identities_of(form.value))
    except SelectionError as error:
        field = "number" if error.code == "project.number_taken" else ""
        refused = form.refused_by(error, field)
        shown = _page(request, refused, project, mark=mark, masked=masked)
        shown.status_code = UNPROCESSABLE
        return shown
    return redirect(request, f"/projects/{project_id}", N_("The project is saved."))


async def _load(request: PageRequest, project_id: UUID) -> tuple[Project, tuple[str, ...]]:
    """The project, and the masked number of each of its people in the form's order."""
    async with services_of(request).database.read() as session:
        project = await load_project(session, project_id)
        masked = mask_identities(session, project)
    people = known_people(project)
    return project, tuple(masked.get(person.identity_index, "") for person in people)


async def _read(request: PageRequest) -> tuple[Form[ProjectForm], bool]:
    """The form with known names filled in; whether a button only moved rows."""
    sent, services = await request.form(), services_of(request)
    do = str(sent.get("do", "save"))
    async with services.database.read() as session:
        known = await load_units(session)
    typed = fill_names(move_rows(read_typed(sent, _CONTROL), do), known)
    form = check_typed(typed, ProjectForm)
    if do != "save":
        return replace(form, errors={}, value=None), True
    value, lists = form.value, services.lists
    if value is not None:
        for name, code in faults_of(value, lists.fields, lists.divisions).items():
            form = form.refused(name, code)
        for name, finding in check_identities(value, services.today()).items():
            form = form.refused(name, finding.code, **dict(finding.params))
    return form, False


def _page(
    request: PageRequest,
    form: Form[ProjectForm],
    project: Project | None,
    *,
    mark: str = "",
    masked: tuple[str, ...] = (),
    status_code: int = 200,
) -> Response[str]:
    lists = services_of(request).lists
    return render(
        request,
        "officers/project_edit.html",
        status_code=status_code,
        form=form,
        project=project,
        mark=mark,
        unit_rows=range(count_rows(form.typed, "units")),
        person_rows=tuple(
            (row, _known_number(form, row, masked))
            for row in range(count_rows(form.typed, "people"))
        ),
        fields=value_options("field", lists),
        divisions=value_options("division", lists),
        unit_roles=tuple((it.value, gettext(PARTY_ROLES[it])) for it in UNIT_ROLES),
        person_roles=tuple((it.value, gettext(PARTY_ROLES[it])) for it in PERSON_ROLES),
    )


def _known_number(form: Form[ProjectForm], row: int, masked: tuple[str, ...]) -> str:
    """The masked number that a row of the form keeps; empty for none."""
    kept = form.text(f"people-{row}-kept")
    places = {str(place): number for place, number in enumerate(masked)}
    return places.get(kept, "")


ROUTES = (show_projects, show_project, show_new, do_new, show_edit, do_edit)
